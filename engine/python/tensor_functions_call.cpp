// Owns the reading of a call's arguments by the words of its spelling, and the small steps that
// functions are made of. Must not know a single function.
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>

#include "python/tensor_functions.hpp"

namespace unroll::python {

// ---- spellings -------------------------------------------------------------------------------

std::vector<SpelledParameter> parameters_of(std::string_view text) {
  std::vector<SpelledParameter> parameters;
  for (std::string_view word : words_of(text)) {
    SpelledParameter parameter;
    if (word.front() == '*') {
      parameter.all = true;
      word.remove_prefix(1);
    }
    if (const std::size_t equals = word.find('='); equals != std::string_view::npos) {
      parameter.otherwise = word.substr(equals + 1);
      word = word.substr(0, equals);
    }
    const std::size_t colon = word.find(':');
    parameter.name = word.substr(0, colon);
    if (colon != std::string_view::npos) word.remove_prefix(colon + 1);
    while (!word.empty()) {
      const std::size_t bar = std::min(word.find('|'), word.size());
      parameter.words.push_back(word.substr(0, bar));
      word.remove_prefix(std::min(bar + 1, word.size()));
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

namespace {

/// A default in a spelling: None, True, False, a number or a word.
Value default_value(std::string_view text) {
  if (text == "None") return None{};
  if (text == "True") return true;
  if (text == "False") return false;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size()) return Dim(whole);
  const bool number = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
  if (number) return Float{std::strtod(std::string(text).c_str(), nullptr), {}};
  return std::string(text);
}

Dialect dialect_of(std::string_view module) {
  const std::string_view first = module.substr(0, module.find('.'));
  if (first == "tf") return Dialect::tensorflow;
  if (first == "np" || first == "array" || first == "generator") return Dialect::numpy;
  return first == "K" ? Dialect::keras_backend : Dialect::keras_ops;
}

}  // namespace

std::optional<double> number_of(const Value& value) {
  if (const auto* flag = value.as<bool>()) return *flag ? 1.0 : 0.0;
  if (const auto* number = value.as<Float>()) return number->value;
  if (const auto* size = value.as<Dim>(); size != nullptr && size->value()) {
    return static_cast<double>(*size->value());
  }
  return std::nullopt;
}

Identities identities_of(const Value& value) {
  if (const auto* number = value.as<Float>()) return number->ids;
  if (const auto* size = value.as<Dim>()) return size->ids();
  return {};
}

bool answers_plainly(const FunctionCall& call, std::span<const Value> values) {
  bool whole = true;
  bool open = false;
  for (const Value& value : values) {
    const auto* size = value.as<Dim>();
    open = open || (size != nullptr && size->is_symbolic());
    whole = whole && size != nullptr;
    if (size == nullptr && !number_of(value)) return false;
  }
  return call.dialect == Dialect::numpy || (whole && open);
}

// ---- arguments -------------------------------------------------------------------------------

FunctionCall::FunctionCall(Keras& keras_, Interpreter& in_, FunctionState& state_,
                           const FunctionName& called, Arguments arguments)
    : keras(keras_),
      in(in_),
      state(state_),
      at(arguments.call),
      dialect(dialect_of(called.module)),
      name(std::string(called.module) + '.' + std::string(called.name)),
      function(called.spelling->function),
      arguments_(std::move(arguments)) {
  bind(called);
}

namespace {

/// The parameter of that word: today's before an older one.
std::vector<SpelledParameter>::const_iterator by_word(
    const std::vector<SpelledParameter>& parameters, std::string_view word) {
  const auto today =
      std::find_if(parameters.begin(), parameters.end(), [&](const SpelledParameter& parameter) {
        return !parameter.all && parameter.words.front() == word;
      });
  if (today != parameters.end()) return today;
  return std::find_if(parameters.begin(), parameters.end(), [&](const SpelledParameter& parameter) {
    return !parameter.all &&
           std::find(parameter.words.begin(), parameter.words.end(), word) != parameter.words.end();
  });
}

}  // namespace

void FunctionCall::bind(const FunctionName& name_of) {
  const std::vector<SpelledParameter> parameters = parameters_of(name_of.spelling->parameters);
  const std::string called = std::string(name_of.name) + "()";
  std::vector<const Arguments::Given*> taken(parameters.size());
  std::vector<Value> rest;
  const auto all = std::find_if(parameters.begin(), parameters.end(),
                                [](const SpelledParameter& parameter) { return parameter.all; });
  const auto positional = static_cast<std::size_t>(all - parameters.begin());
  std::size_t next = 0;
  for (const Arguments::Given& given : arguments_.given) {
    if (given.name.empty()) {
      if (next < positional) {
        taken[next++] = &given;
      } else if (all != parameters.end()) {
        rest.push_back(given.value);
      } else {
        raise("TypeError", called + " takes at most " + std::to_string(positional) +
                               " positional arguments but more were given");
      }
      continue;
    }
    const auto match = by_word(parameters, given.name);
    if (match == parameters.end()) {
      in.raise("TypeError", called + " got an unexpected keyword argument '" + given.name + "'",
               given.span);
    }
    const auto position = static_cast<std::size_t>(match - parameters.begin());
    if (taken[position] != nullptr) {
      in.raise("TypeError", called + " got multiple values for argument '" + given.name + "'",
               given.span);
    }
    taken[position] = &given;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const SpelledParameter& parameter = parameters[i];
    if (parameter.all) {
      bound_.push_back({parameter.name, make_list(rest), at});
    } else if (taken[i] != nullptr) {
      bound_.push_back({parameter.name, taken[i]->value, taken[i]->span});
    } else if (parameter.otherwise) {
      bound_.push_back({parameter.name, default_value(*parameter.otherwise), at});
    } else {
      raise("TypeError", called + " missing 1 required positional argument: '" +
                             std::string(parameter.words.front()) + "'");
    }
  }
}

const FunctionCall::Bound* FunctionCall::find(std::string_view parameter) const {
  const auto found = std::find_if(bound_.begin(), bound_.end(),
                                  [&](const Bound& bound) { return bound.parameter == parameter; });
  return found == bound_.end() ? nullptr : &*found;
}

const Value& FunctionCall::operator[](std::string_view parameter) const {
  static const Value none;
  const Bound* found = find(parameter);
  return found == nullptr ? none : found->value;
}

std::vector<GivenDatum> FunctionCall::data() const {
  std::vector<GivenDatum> data;
  for (const Bound& bound : bound_) {
    data.push_back(
        {std::string(bound.parameter), keras.to_datum(in, bound.value, bound.place), bound.place});
  }
  return data;
}

bool FunctionCall::has(std::string_view parameter) const { return !(*this)[parameter].is_none(); }

void FunctionCall::set(std::string_view parameter, Value value) {
  const auto found = std::find_if(bound_.begin(), bound_.end(),
                                  [&](const Bound& bound) { return bound.parameter == parameter; });
  if (found == bound_.end()) {
    bound_.push_back({parameter, std::move(value), at});
  } else {
    found->value = std::move(value);
  }
}

Span FunctionCall::place(std::string_view parameter) const {
  const Bound* found = find(parameter);
  return found == nullptr ? at : found->place;
}

std::shared_ptr<Unknown> FunctionCall::unknown() const {
  std::shared_ptr<Unknown> first;
  bool tensor = false;
  bool mixed = false;  // a list of tensors, one of which is not known
  const auto is_tensor = [&](const Value& value) { return keras.find_tensor(value).has_value(); };
  const auto is_unknown = [](const Value& value) { return value.object<Unknown>() != nullptr; };
  const std::function<void(const Value&, int)> look = [&](const Value& value, int depth) {
    constexpr int deepest = 4;
    tensor = tensor || is_tensor(value);
    if (first == nullptr) first = value.object<Unknown>();
    const auto* items = depth < deepest ? sequence_items(value) : nullptr;
    if (items == nullptr) return;
    mixed = mixed ||
            (std::ranges::any_of(*items, is_tensor) && std::ranges::any_of(*items, is_unknown));
    for (const Value& item : *items) look(item, depth + 1);
  };
  for (const Arguments::Given& given : arguments_.given) look(given.value, 0);
  return tensor && !mixed ? nullptr : first;
}

void FunctionCall::raise(std::string_view type, const std::string& message) const {
  in.raise(type, message, at);
}

ValueId FunctionCall::tensor(std::string_view parameter) {
  return keras.need_tensor(in, (*this)[parameter], place(parameter));
}

std::vector<ValueId> FunctionCall::tensors(std::string_view parameter) {
  std::vector<ValueId> values;
  for (const Value& item : in.iterate((*this)[parameter], place(parameter))) {
    values.push_back(keras.need_tensor(in, item, place(parameter)));
  }
  return values;
}

std::int64_t FunctionCall::integer(std::string_view parameter) {
  return integers(parameter).front();
}

std::int64_t FunctionCall::axis(std::string_view parameter, ValueId of, std::int64_t more) {
  const std::int64_t count = rank(of) + more;
  const std::int64_t axis = integer(parameter);
  if (axis < -count || axis >= count) {
    in.raise("ValueError",
             "axis " + std::to_string(axis) + " is out of range for " + words(shape(of)) +
                 ": it must be from " + std::to_string(-count) + " to " + std::to_string(count - 1),
             place(parameter));
  }
  return axis < 0 ? axis + count : axis;
}

std::optional<std::vector<std::int64_t>> FunctionCall::axes(std::string_view parameter,
                                                            ValueId of) {
  if (!has(parameter)) return std::nullopt;
  const std::int64_t count = rank(of);
  std::vector<std::int64_t> axes = integers(parameter);
  for (std::int64_t& axis : axes) {
    if (axis < -count || axis >= count) {
      in.raise("ValueError",
               "axis " + std::to_string(axis) + " is out of range for " + words(shape(of)),
               place(parameter));
    }
    if (axis < 0) axis += count;
  }
  return axes;
}

std::vector<std::int64_t> FunctionCall::integers(std::string_view parameter) {
  std::vector<std::int64_t> numbers;
  for (const Dim& size : sizes(parameter)) {
    if (!size.value()) {
      in.raise("TypeError", "a plain number is needed here, got the open size " + size.text(),
               place(parameter));
    }
    numbers.push_back(*size.value());
  }
  return numbers;
}

double FunctionCall::number(std::string_view parameter) {
  const Value& value = (*this)[parameter];
  if (const auto found = keras.find_tensor(value)) {
    const auto tensor = keras.evaluate(in, *found, at);
    if (tensor->count() == 1 && tensor->dtype() == DType::float32) {
      return static_cast<double>(tensor->as<float>()[0]);
    }
    if (tensor->count() == 1 && tensor->dtype() == DType::int32) {
      return static_cast<double>(tensor->as<std::int32_t>()[0]);
    }
    raise("TypeError", "only tensors of one number can be converted to a number");
  }
  return keras.need_number(in, value, place(parameter));
}

bool FunctionCall::flag(std::string_view parameter) {
  return in.truth((*this)[parameter], place(parameter));
}

std::string FunctionCall::text(std::string_view parameter) { return in.str((*this)[parameter]); }

Dim FunctionCall::size(std::string_view parameter) {
  return keras.need_size(in, (*this)[parameter], place(parameter));
}

std::vector<Dim> FunctionCall::sizes(std::string_view parameter) {
  const Value& value = (*this)[parameter];
  const auto found = keras.find_tensor(value);
  if (!found) return keras.need_sizes(in, value, place(parameter));
  const NodeId made = keras.graph().value(*found).node;
  if (made != no_id && keras.graph().node(made).row->name == "size_of") {
    return {keras.graph().node(made).attributes.get<Dim>("size")};
  }
  if (made == no_id || keras.graph().value(*found).symbolic || dtype_of(*found) != DType::int32) {
    in.raise("TypeError",
             "whole numbers are needed here that do not depend on an input, got a tensor of " +
                 std::string(dtype_name(dtype_of(*found))),
             place(parameter));
  }
  const auto tensor = keras.evaluate(in, *found, at);
  std::vector<Dim> sizes;
  for (const std::int32_t number : tensor->as<std::int32_t>()) sizes.emplace_back(number);
  return sizes;
}

DType FunctionCall::dtype(std::string_view parameter, DType otherwise) {
  return has(parameter) ? dtype_of_value(in, (*this)[parameter], place(parameter)) : otherwise;
}

// ---- ops -------------------------------------------------------------------------------------

ValueId FunctionCall::apply(std::string_view op, std::vector<ValueId> inputs,
                            Attributes attributes) {
  return keras.apply(in, op, std::move(inputs), std::move(attributes), at);
}

std::vector<ValueId> FunctionCall::apply_all(std::string_view op, std::vector<ValueId> inputs,
                                             Attributes attributes) {
  return keras.apply_all(in, op, std::move(inputs), std::move(attributes), at);
}

const Shape& FunctionCall::shape(ValueId value) const {
  return keras.graph().value(value).type.shape;
}

std::int64_t FunctionCall::rank(ValueId value) const { return std::ssize(shape(value)); }

DType FunctionCall::dtype_of(ValueId value) const { return keras.graph().value(value).type.dtype; }

ValueId FunctionCall::cast(ValueId value, DType dtype) {
  return dtype_of(value) == dtype ? value : apply("cast", {value}, {{"dtype", dtype}});
}

ValueId FunctionCall::constant(double number) {
  Tensor tensor(DType::float32, {});
  tensor.as<float>()[0] = static_cast<float>(number);
  return apply("constant", {}, {{"tensor", std::make_shared<const Tensor>(std::move(tensor))}});
}

ValueId FunctionCall::constant(double number, ValueId like) {
  if (dtype_of(like) == DType::float32) return constant(number);
  Tensor tensor(DType::int32, {});
  tensor.as<std::int32_t>()[0] = static_cast<std::int32_t>(number);
  return apply("constant", {}, {{"tensor", std::make_shared<const Tensor>(std::move(tensor))}});
}

ValueId FunctionCall::reshape(ValueId value, std::vector<Dim> sizes) {
  return apply("reshape", {value}, {{"newshape", std::move(sizes)}});
}

ValueId FunctionCall::transpose(ValueId value, std::vector<std::int64_t> axes) {
  return apply("transpose", {value}, {{"axes", std::move(axes)}});
}

ValueId FunctionCall::expand(ValueId value, std::vector<std::int64_t> axes) {
  return axes.empty() ? value : apply("expand_dims", {value}, {{"axes", std::move(axes)}});
}

ValueId FunctionCall::slice(ValueId value, std::int64_t axis, const Dim& start, const Dim& count,
                            bool drop) {
  std::vector<Dim> starts;
  std::vector<Dim> counts;
  for (const Axis& each : shape(value)) {
    starts.emplace_back(0);
    counts.push_back(each.size);
  }
  starts[static_cast<std::size_t>(axis)] = start;
  counts[static_cast<std::size_t>(axis)] = count;
  std::vector<std::int64_t> dropped;
  if (drop) dropped.push_back(axis);
  return apply("get_item", {value},
               {{"starts", std::move(starts)},
                {"counts", std::move(counts)},
                {"steps", std::vector<std::int64_t>(shape(value).size(), 1)},
                {"dropped", std::move(dropped)}});
}

ValueId FunctionCall::reduce(std::string_view op, ValueId value,
                             const std::optional<std::vector<std::int64_t>>& axes, bool keepdims) {
  Attributes attributes{{"keepdims", keepdims}};
  if (axes) attributes.set("axes", *axes);
  return apply(op, {value}, std::move(attributes));
}

ValueId FunctionCall::flatten(ValueId value) { return reshape(value, {Dim(-1)}); }

// ---- answers ---------------------------------------------------------------------------------

Value FunctionCall::result(ValueId value) {
  // An operation of Keras always makes a tensor of its own.
  const CallId open = keras.tracer().current_call();
  const Graph& graph = keras.graph();
  if (open != no_id && graph.layer(graph.call(open).layer).kind == OperationKind::op &&
      graph.value(value).call != open) {
    value = apply("identity", {value});
  }
  const bool array = dialect == Dialect::numpy && !keras.graph().value(value).symbolic;
  return array ? keras.tensor(value, TensorKind::numpy) : keras.tensor(value);
}

Value FunctionCall::results(const std::vector<ValueId>& values) {
  std::vector<Value> items;
  for (const ValueId value : values) items.push_back(result(value));
  return make_list(std::move(items));
}

}  // namespace unroll::python
