// Owns the joining of the families of tensor functions, and how their spellings become members of
// modules. Must not know a single function.
#include "python/tensor_functions.hpp"

#include <algorithm>
#include <stdexcept>

#include "python/unknown.hpp"

namespace unroll::python {

std::vector<TensorFunctionFamily> tensor_function_families() {
  return {reduction_functions(),   elementwise_functions(), activation_functions(),
          contraction_functions(), window_functions(),      movement_functions(),
          indexing_functions(),    creation_functions(),    random_functions(),
          query_functions()};
}

namespace {

const TensorFunction& need_function(std::string_view name) {
  static const auto by_name = [] {
    std::map<std::string_view, const TensorFunction*> functions;
    for (const TensorFunctionFamily& family : tensor_function_families()) {
      for (const TensorFunction& function : family.functions) functions[function.name] = &function;
    }
    return functions;
  }();
  const auto found = by_name.find(name);
  if (found == by_name.end()) {
    throw std::logic_error("no function on tensors is called " + std::string(name));
  }
  return *found->second;
}

/// The dotted name of a module that a spelling calls by a short one.
std::string dotted(std::string_view module) {
  static constexpr std::pair<std::string_view, std::string_view> full[] = {
      {"ops", "keras.ops"},
      {"activations", "keras.activations"},
      {"random", "keras.random"},
      {"config", "keras.config"},
      {"K", "keras.backend"},
      {"tf", "tensorflow"},
      {"np", "numpy"}};
  const std::string_view first = module.substr(0, module.find('.'));
  for (const auto& [brief, name] : full) {
    if (brief == first) return std::string(name) + std::string(module.substr(first.size()));
  }
  return std::string(module);
}

/// Modules of values rather than of a program: what `array.mean` is looked up in.
bool is_module(std::string_view name) {
  return name != "array" && name != "tensor" && name != "generator";
}

/// `ExpandDims` of `expand_dims`: the class that Keras gives an operation.
std::string operation_class(std::string_view name) {
  std::string result;
  bool upper = true;
  for (const char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    result += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return result;
}

void collect(Keras& keras, const Value& value, std::vector<ValueId>& into) {
  if (const auto found = keras.find_tensor(value)) {
    into.push_back(*found);
  } else if (const auto* items = sequence_items(value)) {
    for (const Value& item : *items) collect(keras, item, into);
  } else if (const auto named = value.object<NamedTensors>()) {
    for (const Value& item : named->items) collect(keras, item, into);
  }
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) words.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

Value call_function(const TensorFunction& function, FunctionCall& call) {
  if (function.kind == FunctionKind::creation || function.kind == FunctionKind::query) {
    return function.run(call);
  }
  std::vector<ValueId> inputs;
  for (const Arguments::Given& given : call.arguments().given) {
    collect(call.keras, given.value, inputs);
  }
  Value result;
  const auto run = [&] {
    result = function.run(call);
    std::vector<ValueId> outputs;
    collect(call.keras, result, outputs);
    return outputs;
  };
  call.keras.at_place(call.in, call.at, [&] {
    call.keras.tracer().operation(operation_class(function.name), inputs, run,
                                  [&] { return call.data(); });
  });
  return result;
}

namespace {

/// A function as a member of a module.
struct Member {
  Keras& keras;
  std::shared_ptr<FunctionState> state;
  const TensorFunction& function;
  FunctionName called;

  [[nodiscard]] Value operator()(Interpreter& in, Arguments arguments) const {
    FunctionCall call(keras, in, *state, called, std::move(arguments));
    const auto unknown = call.unknown();
    return unknown == nullptr ? call_function(function, call) : on_unknown(call, *unknown);
  }

 private:
  /// What is made of data that are not known is not known either, but for what follows from the
  /// arguments once they are settled.
  [[nodiscard]] Value on_unknown(FunctionCall& call, const Unknown& unknown) const {
    Interpreter& in = call.in;
    if (function.kind != FunctionKind::math && function.kind != FunctionKind::creation) {
      const Value path = in.unknown(call.name, unknown.reason(), call.at);
      return path.object<Unknown>() == nullptr ? path : in.call(path, call.arguments());
    }
    const std::string path = call.name + '(' + unknown.path() + ')';
    const Value given = in.unknown(path, unknown.reason(), call.at);
    if (given.object<Unknown>() == nullptr) return given;
    std::vector<Value> operands;
    Arguments form = call.arguments();
    for (Arguments::Given& each : form.given) operands.push_back(std::exchange(each.value, {}));
    const auto later = [self = *this, form](Interpreter& inner, const std::vector<Value>& values,
                                            std::string_view use, std::int64_t wanted, Span at) {
      Arguments arguments = form;
      for (std::size_t i = 0; i < values.size(); ++i) {
        arguments.given[i].value = settled(inner, values[i], use, wanted, at);
      }
      return self(inner, std::move(arguments));
    };
    auto from = follow(std::move(operands), later);
    if (function.kind == FunctionKind::math || from.derive == nullptr) {
      return derived(path, unknown.reason(), std::move(from), call.at);
    }
    return unknown_array(path, unknown.reason(), call.at, call["shape"], std::move(from));
  }

  static Value settled(Interpreter& in, const Value& value, std::string_view use,
                       std::int64_t wanted, Span at) {
    const auto settle = [&](const Value& each) { return in.settle(each, use, wanted, at); };
    const auto* items = sequence_items(value);
    if (items == nullptr) return settle(value);
    std::vector<Value> numbers;
    std::transform(items->begin(), items->end(), std::back_inserter(numbers), settle);
    return make_tuple(std::move(numbers));
  }
};

}  // namespace

Value make_tensor_function(Keras& keras, std::shared_ptr<FunctionState> state,
                           const FunctionName& called, std::optional<Value> self) {
  const Spelling& spelling = *called.spelling;
  const Member member{keras, std::move(state), need_function(spelling.function), called};
  const std::string_view known = spelling.known_as.empty() ? spelling.function : spelling.known_as;
  return make_function(
      std::string(known), [member, self = std::move(self)](Interpreter& in, Arguments arguments) {
        if (self) arguments.given.insert(arguments.given.begin(), {"", *self, arguments.call});
        return member(in, std::move(arguments));
      });
}

namespace {

/// The functions of one module, as spellings name it.
struct ModuleFunctions {
  std::map<std::string_view, FunctionName> by_name;
  std::vector<std::string_view> names;
};

const std::map<std::string_view, ModuleFunctions>& functions_by_module() {
  static const auto all = [] {
    std::map<std::string_view, ModuleFunctions> modules;
    for (const TensorFunctionFamily& family : tensor_function_families()) {
      for (const Spelling& spelling : family.spellings) {
        for (const std::string_view in : words_of(spelling.modules)) {
          for (const std::string_view name : words_of(spelling.names)) {
            modules[in].by_name[name] = {&spelling, in, name};
          }
        }
      }
    }
    for (auto& [in, functions] : modules) {
      for (const auto& [name, function] : functions.by_name) functions.names.push_back(name);
    }
    return modules;
  }();
  return all;
}

}  // namespace

std::optional<FunctionName> find_function(std::string_view module, std::string_view name) {
  const auto& all = functions_by_module();
  const auto functions = all.find(module);
  if (functions == all.end()) return std::nullopt;
  const auto found = functions->second.by_name.find(name);
  return found == functions->second.by_name.end() ? std::nullopt : std::optional(found->second);
}

std::optional<FunctionName> find_operation(std::string_view wanted) {
  static const auto by_class = [] {
    std::map<std::string, FunctionName, std::less<>> functions;
    std::map<std::string, FunctionName, std::less<>> others;  // `Amax`, which is `max` as well
    for (const TensorFunctionFamily& family : tensor_function_families()) {
      for (const Spelling& spelling : family.spellings) {
        for (const std::string_view in : words_of(spelling.modules)) {
          if (in != "ops") continue;
          for (const std::string_view name : words_of(spelling.names)) {
            functions.try_emplace(operation_class(spelling.function),
                                  FunctionName{&spelling, in, name});
            others.try_emplace(operation_class(name), FunctionName{&spelling, in, name});
          }
        }
      }
    }
    functions.merge(others);
    return functions;
  }();
  const auto found = by_class.find(wanted);
  return found == by_class.end() ? std::nullopt : std::optional(found->second);
}

std::shared_ptr<Module> module_in(Modules& modules, std::string_view name) {
  const auto found = modules.find(name);
  if (found != modules.end()) return found->second;
  auto module = std::make_shared<Module>(std::string(name));
  modules[std::string(name)] = module;
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) {
    module_in(modules, name.substr(0, dot))->members[std::string(name.substr(dot + 1))] =
        std::static_pointer_cast<Object>(module);
  }
  return module;
}

std::optional<Value> tensor_member(Keras& keras, Interpreter& in, const Value& self,
                                   TensorKind kind, const std::string& name, Span at) {
  const bool array = kind == TensorKind::numpy;
  if (name == "T" && !array) return std::nullopt;
  const auto called = find_function(array ? "array" : "tensor", name == "T" ? "transpose" : name);
  if (!called) return std::nullopt;
  const Value method =
      make_tensor_function(keras, std::make_shared<FunctionState>(), *called, self);
  return name == "T" ? in.call(method, Arguments{{}, at}) : method;
}

namespace {

/// A member that a module has in Python but not here. What it makes of plain data is not known;
/// what it would make of tensors is asked for in vain.
class Unsupported : public Unknown {
 public:
  Unsupported(Keras& keras, std::string path, Span at)
      : Unknown(std::move(path), "it is no part of what is supported here", at), keras_(keras) {}

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override {
    const auto found = Unknown::attribute(in, name, at);
    if (!found || found->object<Unknown>() == nullptr) return found;
    return make(keras_, path() + '.' + name, at);
  }

  Value call(Interpreter& in, Arguments arguments) override {
    std::vector<ValueId> tensors;
    for (const Arguments::Given& given : arguments.given) collect(keras_, given.value, tensors);
    const bool traced = keras_.tracer().current_call() != no_id ||
                        std::any_of(tensors.begin(), tensors.end(),
                                    [&](ValueId id) { return keras_.graph().value(id).symbolic; });
    if (tensors.empty() || !traced) return Unknown::call(in, std::move(arguments));
    Raised raised =
        in.raised("NotImplementedError", path() + " is not supported here", arguments.call);
    Problem problem;
    problem.code = "unsupported";
    problem.message = "`" + path() +
                      "` is not supported: what it makes of its tensors is unknown, so "
                      "what follows is not reached.";
    problem.span = arguments.call;
    problem.statement = in.outer_statement();
    raised.problem = std::move(problem);
    throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
  }

  static Value make(Keras& keras, std::string path, Span at) {
    return std::static_pointer_cast<Object>(
        std::make_shared<Unsupported>(keras, std::move(path), at));
  }

 private:
  Keras& keras_;
};

}  // namespace

void tell_of_missing(Keras& keras, Module& module, std::string path) {
  module.missing = [&keras, path = std::move(path)](Interpreter& in, const std::string& name,
                                                    Span at) -> std::optional<Value> {
    if (name.starts_with("__")) return std::nullopt;
    const Value given = in.unknown(path + '.' + name, "", at);
    if (given.object<Unknown>() == nullptr) return given;
    return Unsupported::make(keras, path + '.' + name, at);
  };
}

void add_tensor_functions(Keras& keras, Modules& modules) {
  const auto state = std::make_shared<FunctionState>();
  for (const auto& [in, functions] : functions_by_module()) {
    if (!is_module(in)) continue;
    const auto make = [&keras, state, &by_name = functions.by_name](std::string_view name) {
      return make_tensor_function(keras, state, by_name.at(name));
    };
    module_in(modules, dotted(in))->later = {functions.names, make};
  }
  static constexpr std::pair<std::string_view, std::string_view> shown[] = {
      {"keras.ops", "keras.ops"},
      {"keras.backend", "K"},
      {"keras.random", "keras.random"},
      {"tensorflow", "tf"},
      {"tensorflow.math", "tf.math"},
      {"tensorflow.nn", "tf.nn"},
      {"tensorflow.linalg", "tf.linalg"},
      {"tensorflow.random", "tf.random"},
      {"numpy", "np"},
      {"numpy.random", "np.random"},
      {"numpy.linalg", "np.linalg"}};
  for (const auto& [name, path] : shown) {
    tell_of_missing(keras, *module_in(modules, name), std::string(path));
  }
}

}  // namespace unroll::python
