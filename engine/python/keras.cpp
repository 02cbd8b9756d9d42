// Owns the conversions between the program's values and the graph's data, and the way errors of the
// graph become Python exceptions. Must not know layers' or models' methods.
#include "python/keras.hpp"

#include <algorithm>
#include <set>

#include "layers/activation_functions.hpp"
#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {

Keras::Keras(Tracer& tracer, Host host) : tracer_(tracer), host_(std::move(host)) {
  make_layer_classes(*this);
  make_model_classes(*this);
  tracer_.functions = this;
}

Keras::~Keras() = default;

// ---- places and errors -----------------------------------------------------------------------

void Keras::enter(Interpreter& in, Span at) {
  tracer_.span = at;
  tracer_.statement = in.outer_statement();
}

namespace {

[[noreturn]] void throw_with(Interpreter& in, std::string_view type, Problem problem, Span at) {
  const std::string& words = problem.keras.empty() ? problem.message : problem.keras;
  Raised raised = in.raised(type, words, at);
  problem.span = at;
  problem.statement = in.outer_statement();
  raised.problem = std::move(problem);
  throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
}

}  // namespace

void Keras::rethrow(Interpreter& in, const TraceError& error, Span at) {
  throw_with(in, error.exception, error.problem, at);
}

void Keras::rethrow(Interpreter& in, const RuleError& error, Span at) {
  Problem problem;
  problem.code = error.code();
  problem.message = error.what();
  problem.keras = error.keras_text;
  problem.needs = error.needs;
  problem.got = error.got;
  throw_with(in, error.exception, std::move(problem), at);
}

void Keras::rethrow(Interpreter& in, const Error& error, Span at) {
  Problem problem;
  problem.code = error.code();
  problem.message = error.what();
  throw_with(in, "ValueError", std::move(problem), at);
}

// ---- tensors ---------------------------------------------------------------------------------

Value Keras::tensor(ValueId id) {
  return tensor(id, graph().value(id).symbolic ? TensorKind::keras : TensorKind::eager);
}

Value Keras::tensor(ValueId id, TensorKind kind) {
  return std::shared_ptr<Object>(std::make_shared<TensorObject>(*this, id, kind));
}

std::optional<ValueId> Keras::find_tensor(const Value& value) const {
  const auto found = value.object<TensorObject>();
  return found == nullptr ? std::nullopt : std::optional(found->id());
}

namespace {

/// Numbers of nested lists, row by row.
struct Literal {
  std::vector<std::int64_t> sizes;
  std::vector<double> numbers;
  bool real = false;
  bool truth = true;

  void read(Interpreter& in, const Value& value, std::size_t depth, Span at) {
    if (const auto* items = sequence_items(value)) return read_items(in, *items, depth, at);
    if (in.type_name(value) == "range") return read_items(in, in.iterate(value, at), depth, at);
    if (depth != sizes.size()) in.raise("ValueError", "the rows of a list differ in length", at);
    if (const auto* flag = value.as<bool>()) {
      numbers.push_back(*flag ? 1 : 0);
      return;
    }
    truth = false;
    if (const auto* whole = value.as<Dim>(); whole != nullptr && whole->value()) {
      numbers.push_back(static_cast<double>(*whole->value()));
    } else if (const auto* number = value.as<Float>()) {
      numbers.push_back(number->value);
      real = true;
    } else {
      in.raise("TypeError", "a tensor is needed, got " + in.type_name(value), at);
    }
  }

  void read_items(Interpreter& in, const std::vector<Value>& items, std::size_t depth, Span at) {
    const auto count = static_cast<std::int64_t>(items.size());
    if (depth == sizes.size() && numbers.empty()) sizes.push_back(count);
    if (depth >= sizes.size() || sizes[depth] != count) {
      in.raise("ValueError", "the rows of a list differ in length", at);
    }
    const Deeper deeper(in, at);
    for (const Value& item : items) read(in, item, depth + 1, at);
  }

  [[nodiscard]] Tensor make() const {
    const DType dtype = real                        ? DType::float32
                        : truth && !numbers.empty() ? DType::bool_
                                                    : DType::int32;
    Tensor tensor(dtype, sizes);
    const auto fill = [&]<typename T>(std::span<T> to) {
      for (std::size_t i = 0; i < numbers.size(); ++i) to[i] = static_cast<T>(numbers[i]);
    };
    switch (dtype) {
      case DType::float32:
        fill(tensor.as<float>());
        break;
      case DType::int32:
        fill(tensor.as<std::int32_t>());
        break;
      case DType::bool_:
        fill(tensor.as<std::uint8_t>());
        break;
    }
    return tensor;
  }
};

}  // namespace

ValueId Keras::need_tensor(Interpreter& in, const Value& value, Span at) {
  if (const auto found = find_tensor(value)) return *found;
  const Value settled = in.settle(value, "value", 1, at);
  if (const auto made = find_tensor(settled)) return *made;
  if (const auto* size = settled.as<Dim>(); size != nullptr && size->is_symbolic()) {
    return apply(in, "size_of", {}, {{"size", *size}}, at);
  }
  // Tensors in a list are stacked, as Keras converts them.
  const Deeper deeper(in, at);
  const auto* list = settled.as<std::shared_ptr<List>>();
  if (list != nullptr && !(*list)->items.empty() && find_tensor((*list)->items.front())) {
    std::vector<ValueId> parts;
    for (const Value& item : (*list)->items) {
      parts.push_back(apply(in, "expand_dims", {need_tensor(in, item, at)},
                            {{"axes", std::vector<std::int64_t>{0}}}, at));
    }
    return apply(in, "concatenate", parts, {{"axis", std::int64_t{0}}}, at);
  }
  Literal literal;
  literal.read(in, settled, 0, at);
  return apply(in, "constant", {}, {{"tensor", std::make_shared<const Tensor>(literal.make())}},
               at);
}

std::vector<ValueId> Keras::apply_all(Interpreter& in, std::string_view op_name,
                                      std::vector<ValueId> inputs, Attributes attributes, Span at) {
  return at_place(in, at,
                  [&] { return tracer_.apply(op(op_name), inputs, std::move(attributes)); });
}

ValueId Keras::apply(Interpreter& in, std::string_view op_name, std::vector<ValueId> inputs,
                     Attributes attributes, Span at) {
  return apply_all(in, op_name, std::move(inputs), std::move(attributes), at).front();
}

namespace {

/// How many numbers are computed for a value that depends on no input.
std::size_t numbers_behind(const Graph& graph, ValueId id) {
  double count = 0;
  std::set<NodeId> seen;
  std::vector<NodeId> waiting = {graph.value(id).node};
  while (!waiting.empty()) {
    const NodeId at = waiting.back();
    waiting.pop_back();
    if (at == no_id || !seen.insert(at).second) continue;
    for (const ValueId input : graph.node(at).inputs) waiting.push_back(graph.value(input).node);
    if (graph.node(at).row->prepare == nullptr) continue;
    for (const ValueId output : graph.node(at).outputs) {
      const auto size = element_count(graph.value(output).type.shape).value();
      count += static_cast<double>(size.value_or(1));
    }
  }
  constexpr double most = 1e9;
  return static_cast<std::size_t>(std::min(count, most));
}

}  // namespace

std::shared_ptr<const Tensor> Keras::evaluate(Interpreter& in, ValueId id, Span at) {
  const Node& known = graph().node(graph().value(id).node);
  if (known.row->name == "constant") {
    in.step(at);
    return known.attributes.get<std::shared_ptr<const Tensor>>("tensor");
  }
  // A plan is made for it: that takes as long as so many steps of the program.
  constexpr std::size_t steps_of_a_run = 100;
  constexpr std::size_t numbers_of_a_step = 20;
  in.step(at, steps_of_a_run + numbers_behind(graph(), id) / numbers_of_a_step);
  const auto numbers = at_place(in, at, [&] { return host_.evaluate(graph(), id); });
  // What came before an array of the program itself is not asked for again: a loop makes a long
  // history. A very large one is, as it would be kept for good.
  constexpr std::int64_t most_bytes = 8 << 20;
  Node& node = graph().nodes[static_cast<std::size_t>(graph().value(id).node)];
  const bool own = node.call == no_id && node.region == 0 && node.outputs.size() == 1;
  const std::int64_t bytes = std::ssize(numbers->view().bytes());
  const bool fits = bytes <= most_bytes && in.state().has_room(bytes);
  if (own && node.row->prepare != nullptr && !node.body && fits) {
    in.spend(bytes, at);
    node.row = &op("constant");
    node.attributes = Attributes{{"tensor", numbers}};
    node.inputs.clear();
  }
  return numbers;
}

ValueId Keras::as_float(Interpreter& in, ValueId value, Span at) {
  if (graph().value(value).type.dtype == DType::float32) return value;
  return apply(in, "cast", {value}, {{"dtype", DType::float32}}, at);
}

Value Keras::shape_tuple(const Shape& shape) const {
  std::vector<Value> items;
  for (const Axis& axis : shape) {
    items.push_back(axis.size.is_open() ? Value(None{}) : Value(axis.size));
  }
  return make_tuple(std::move(items));
}

Value Keras::shapes_of(const Datum& tensors) {
  if (const auto* tensor = tensors.as<TensorRef>()) {
    return shape_tuple(graph().value(tensor->id).type.shape);
  }
  if (const DatumList* list = tensors.list()) {
    std::vector<Value> items;
    for (const Datum& item : list->items) items.push_back(shapes_of(item));
    return list->tuple ? make_tuple(std::move(items)) : make_list(std::move(items));
  }
  if (const DatumDict* dict = tensors.dict()) {
    std::vector<std::pair<Value, Value>> items;
    for (const auto& [key, value] : dict->items) items.emplace_back(Value(key), shapes_of(value));
    return make_dict(std::move(items));
  }
  return None{};
}

// ---- numbers ---------------------------------------------------------------------------------

Dim Keras::need_size(Interpreter& in, const Value& value, Span at) {
  const Value settled = in.settle(value, "length", 16, at);
  if (const auto* size = settled.as<Dim>()) return *size;
  if (const auto* flag = settled.as<bool>()) return Dim(*flag ? 1 : 0);
  if (settled.is_none()) return Dim(-1);
  if (const auto found = find_tensor(settled)) {
    // A size read back from a tensor: `ops.shape(x)[0]` comes as a number, `tf.size(x)` may not.
    const Node& node = graph().node(graph().value(*found).node);
    if (node.row->name == "size_of") return node.attributes.get<Dim>("size");
  }
  in.raise("TypeError",
           "'" + in.type_name(settled) + "' object cannot be interpreted as an integer", at);
}

std::vector<Dim> Keras::need_sizes(Interpreter& in, const Value& value, Span at) {
  std::vector<Dim> sizes;
  if (value.as<std::shared_ptr<List>>() != nullptr ||
      value.as<std::shared_ptr<Tuple>>() != nullptr) {
    for (const Value& item : in.iterate(value, at)) sizes.push_back(need_size(in, item, at));
    return sizes;
  }
  return {need_size(in, value, at)};
}

std::int64_t Keras::need_integer(Interpreter& in, const Value& value, Span at) {
  const auto number = need_size(in, value, at).value();
  if (!number) in.raise("TypeError", "a plain number is needed here, got an open size", at);
  return *number;
}

double Keras::need_number(Interpreter& in, const Value& value, Span at) {
  const Value settled = in.settle(value, "value", 1, at);
  if (const auto* number = settled.as<Float>()) return number->value;
  return static_cast<double>(need_integer(in, settled, at));
}

// ---- values <-> data -------------------------------------------------------------------------

namespace {

std::string opaque_text(Interpreter& in, const Value& value) {
  if (const auto function = value.object<Function>()) return function->name();
  if (const auto unknown = value.object<Unknown>()) return unknown->path();
  return in.type_name(value);
}

}  // namespace

Datum Keras::to_datum(Interpreter& in, const Value& value, Span at) {
  const Deeper deeper(in, at);
  in.step(at);
  if (value.is_none()) return {};
  if (const auto* flag = value.as<bool>()) return *flag;
  if (const auto* size = value.as<Dim>()) return *size;
  if (const auto* number = value.as<Float>()) return number->value;
  if (const auto* text = value.as<std::string>()) return *text;
  if (const auto found = find_tensor(value)) return TensorRef{*found};
  if (const auto id = find_layer_id(value)) return LayerRef{*id};
  const bool tuple = value.as<std::shared_ptr<Tuple>>() != nullptr;
  if (tuple || value.as<std::shared_ptr<List>>() != nullptr) {
    std::vector<Datum> items;
    for (const Value& item : in.iterate(value, at)) items.push_back(to_datum(in, item, at));
    return Datum::of_list(std::move(items), tuple);
  }
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    DatumDict items;
    for (const auto& [key, entry] : (*dict)->entries()) {
      items.items.emplace_back(in.str(key), to_datum(in, entry, at));
    }
    return std::make_shared<const DatumDict>(std::move(items));
  }
  if (const auto slice = value.object<Slice>()) {
    return std::make_shared<const DatumSlice>(DatumSlice{
        to_datum(in, slice->from, at), to_datum(in, slice->to, at), to_datum(in, slice->by, at)});
  }
  if (value.object<Ellipsis>() != nullptr) return DatumEllipsis{};
  if (const auto named = value.object<NativeFunction>()) {
    // An activation of Keras's is the same by name; layers show the name.
    if (layers::is_activation(named->name())) return named->name();
  }
  if (const auto initializer = value.object<InitializerObject>()) return initializer->initializer;
  return opaque(in, value);
}

Datum Keras::opaque(Interpreter& in, const Value& value) {
  return Opaque{std::make_shared<const Value>(value), opaque_text(in, value)};
}

Value Keras::from_datum(const Datum& datum) {
  if (const auto* flag = datum.as<bool>()) return *flag;
  if (const auto* size = datum.as<Dim>()) return *size;
  if (const auto* number = datum.as<double>()) return Float{*number, {}};
  if (const auto* text = datum.as<std::string>()) return *text;
  if (const auto* found = datum.as<TensorRef>()) return tensor(found->id);
  if (const auto* held = datum.as<LayerRef>()) return layer(held->id);
  if (const DatumList* list = datum.list()) {
    std::vector<Value> items;
    for (const Datum& item : list->items) items.push_back(from_datum(item));
    return list->tuple ? make_tuple(std::move(items)) : make_list(std::move(items));
  }
  if (const DatumDict* dict = datum.dict()) {
    std::vector<std::pair<Value, Value>> items;
    for (const auto& [key, entry] : dict->items) items.emplace_back(Value(key), from_datum(entry));
    return make_dict(std::move(items));
  }
  if (const DatumSlice* slice = datum.slice()) {
    return std::shared_ptr<Object>(std::make_shared<Slice>(
        from_datum(slice->from), from_datum(slice->to), from_datum(slice->by)));
  }
  if (datum.as<DatumEllipsis>() != nullptr) {
    return std::shared_ptr<Object>(std::make_shared<Ellipsis>());
  }
  if (const auto* opaque = datum.as<Opaque>())
    return *std::static_pointer_cast<const Value>(opaque->held);
  if (const auto* initializer = datum.as<Initializer>()) {
    return std::shared_ptr<Object>(std::make_shared<InitializerObject>(*this, *initializer));
  }
  return None{};
}

std::vector<GivenDatum> Keras::to_data(Interpreter& in, const Arguments& arguments) {
  std::vector<GivenDatum> data;
  for (const Arguments::Given& given : arguments.given) {
    data.push_back({given.name, to_datum(in, given.value, given.span), given.span});
  }
  return data;
}

// ---- functions of the program ----------------------------------------------------------------

namespace {

const Value& held_by(const Opaque& function) {
  return *std::static_pointer_cast<const Value>(function.held);
}

/// The program's own function behind a value, also where it is bound to an instance; null where it
/// is none.
std::shared_ptr<Function> own_function(const Value& value) {
  if (const auto bound = value.object<BoundMethod>()) {
    return std::dynamic_pointer_cast<Function>(bound->function);
  }
  return value.object<Function>();
}

}  // namespace

Datum Keras::call_function(const Opaque& function, std::vector<GivenDatum> arguments) {
  const Span at = tracer_.span;
  Arguments given;
  given.call = at;
  for (const GivenDatum& argument : arguments) {
    given.given.push_back({argument.name, from_datum(argument.value), at});
  }
  const Interpreter::Callback callback(*interpreter);
  const Value result = interpreter->call(held_by(function), std::move(given));
  const Datum datum = to_datum(*interpreter, result, at);
  if (!tensors_of(datum).empty()) return datum;
  return TensorRef{need_tensor(*interpreter, result, at)};
}

Datum Keras::call_on_shapes(const Opaque& function, const Datum& tensors) {
  const Span at = tracer_.span;
  const Interpreter::Callback callback(*interpreter);
  const Value result = interpreter->call(held_by(function), {{{"", shapes_of(tensors), at}}, at});
  return to_datum(*interpreter, result, at);
}

std::optional<Problem> Keras::attempt(const std::function<void()>& work) {
  const auto is_limit = [](const Error& error) { return error.code().starts_with("limit"); };
  Problem problem;
  try {
    work();
    return std::nullopt;
  } catch (Raised& raised) {
    auto told = problem_of(*interpreter, raised);
    if (!told) throw;
    return told;
  } catch (const TraceError& error) {
    if (is_limit(error)) throw;
    problem = error.problem;
  } catch (const Error& error) {
    if (is_limit(error)) throw;
    problem.code = error.code();
    problem.message = error.what();
  }
  return problem;
}

void Keras::report(Problem problem) {
  problem.span = tracer_.span;
  problem.statement = tracer_.statement;
  interpreter->report(std::move(problem));
}

bool Keras::takes_argument(const Opaque& function, std::string_view name) {
  const auto own = own_function(held_by(function));
  return own != nullptr && std::ranges::any_of(own->parameters(), [&](const Parameter& parameter) {
           return parameter.name == name && parameter.kind == ParameterKind::plain;
         });
}

}  // namespace unroll::python
