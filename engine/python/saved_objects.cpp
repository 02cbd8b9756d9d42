// Owns the finding of what Keras's saved configurations name. Must not know in which form the
// configurations come.
#include "python/saved_objects.hpp"

#include <algorithm>
#include <deque>

#include "python/tensor_functions.hpp"

namespace unroll::python {

std::optional<Value> saved_object(Keras& keras, const std::string& module,
                                  const std::string& name) {
  // Classes that Keras does not export are saved where they are defined.
  if (module.starts_with("keras.src.")) {
    const auto type = keras.find_class(name);
    return type == nullptr ? std::nullopt
                           : std::optional<Value>(std::static_pointer_cast<Object>(type));
  }
  const auto found = keras.interpreter->module(module);
  if (found == nullptr || !module.starts_with("keras")) return std::nullopt;
  return found->attribute(*keras.interpreter, name, {});
}

bool takes_argument(std::string_view layer_class, std::string_view argument) {
  const LayerRow* row = find_layer(layer_class);
  const auto named = [&](const Field& field) { return field.name == argument; };
  return row == nullptr || std::ranges::any_of(row->fields, named) ||
         std::ranges::any_of(shared_fields(), named);
}

bool holds_operations(std::string_view module) { return module.starts_with("keras.src.ops."); }

namespace {

/// The setting under one of these words, taken out.
std::optional<Value> take(std::vector<Arguments::Given>& settings,
                          const std::vector<std::string_view>& words) {
  const auto found = std::ranges::find_if(settings, [&](const Arguments::Given& setting) {
    return std::ranges::find(words, setting.name) != words.end();
  });
  if (found == settings.end()) return std::nullopt;
  Value value = std::move(found->value);
  settings.erase(found);
  return value;
}

bool says_nothing(const Value& value) {
  const auto* flag = value.as<bool>();
  return value.is_none() || (flag != nullptr && !*flag);
}

}  // namespace

std::optional<Value> call_operation(Keras& keras, std::string_view operation_class,
                                    std::vector<Arguments::Given> settings,
                                    const Arguments& given) {
  const auto called = find_operation(operation_class);
  if (!called) return std::nullopt;
  // The function takes the operation's settings and what the operation is called on as one list.
  std::deque<Value> positional;
  Arguments arguments;
  for (const Arguments::Given& each : given.given) {
    if (each.name.empty()) {
      positional.push_back(each.value);
    } else {
      settings.push_back(each);
    }
  }
  const auto parameters = parameters_of(called->spelling->parameters);
  bool by_position = std::ranges::any_of(parameters, &SpelledParameter::all);
  for (const SpelledParameter& parameter : parameters) {
    if (parameter.all) {
      for (Value& value : positional) arguments.given.push_back({"", std::move(value), {}});
      positional.clear();
      by_position = false;
      continue;
    }
    std::optional<Value> value = take(settings, parameter.words);
    if (!value && !positional.empty()) {
      value = std::move(positional.front());
      positional.pop_front();
    }
    if (!value) continue;
    const std::string word = by_position ? "" : std::string(parameter.words.front());
    arguments.given.push_back({word, std::move(*value), {}});
  }
  for (Value& value : positional) arguments.given.push_back({"", std::move(value), {}});
  for (Arguments::Given& setting : settings) {
    if (!says_nothing(setting.value)) arguments.given.push_back(std::move(setting));
  }
  Interpreter& in = *keras.interpreter;
  const Value function = *in.module("keras.ops")->find(called->name);
  Value result = in.call(function, std::move(arguments));
  if (const auto named = result.object<NamedTensors>()) return make_list(named->items);
  return result;
}

// ---- operations, saved -----------------------------------------------------------------------

namespace {

/// One argument of an operation with its word in `keras.ops`.
struct Told {
  const SpelledParameter* parameter = nullptr;
  const Datum* value = nullptr;
};

/// The arguments in the function's order; nothing where one has no word there.
std::optional<std::vector<Told>> in_order(const std::vector<SpelledParameter>& parameters,
                                          const std::vector<GivenDatum>& arguments) {
  std::vector<Told> told;
  for (const SpelledParameter& parameter : parameters) {
    const auto argument = std::ranges::find(arguments, parameter.name, [](const GivenDatum& given) {
      return std::string_view(given.name);
    });
    if (argument == arguments.end()) continue;
    told.push_back({&parameter, &argument->value});
  }
  // Other dialects have words of their own, which say nothing most of the time.
  const auto says_something = [](const GivenDatum& given) {
    const bool* flag = given.value.as<bool>();
    return !given.value.is_none() && (flag == nullptr || *flag);
  };
  const auto count = std::ranges::count_if(arguments, [&](const GivenDatum& given) {
    return says_something(given) &&
           std::ranges::none_of(told, [&](const Told& each) { return each.value == &given.value; });
  });
  return count == 0 ? std::optional(std::move(told)) : std::nullopt;
}

/// Where Keras has the class: most are in `numpy`.
std::string module_of(std::string_view operation_class) {
  static constexpr std::pair<std::string_view, std::string_view> homes[] = {
      {"nn",
       " BatchNorm Celu Conv ConvTranspose DepthwiseConv DotProductAttention Elu Gelu Glu "
       "HardShrink HardSigmoid HardSilu HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool "
       "AveragePool Moments MultiHot Normalize OneHot RMSNorm Relu Relu6 Selu SeparableConv "
       "Sigmoid Silu SoftShrink Softmax Softplus Softsign SparsePlus SparseSigmoid Sparsemax "
       "Squareplus TanhShrink Threshold Unfold "},
      {"math",
       " CDist Erf Erfc Erfinv ExtractSequences InTopK Logdet Logsumexp Rsqrt SegmentMax "
       "SegmentMin SegmentSum TopK "},
      {"core",
       " Cast ConvertToTensor SaturateCast Scatter ScatterUpdate Slice SliceUpdate StopGradient "
       "Unstack "},
      {"linalg", " Cholesky Det Inv MatrixPower Norm Pinv Solve SolveTriangular "},
      {"image", " ExtractPatches Resize "},
  };
  const std::string word = ' ' + std::string(operation_class) + ' ';
  for (const auto& [home, classes] : homes) {
    if (classes.find(word) != std::string_view::npos) return "keras.src.ops." + std::string(home);
  }
  return "keras.src.ops.numpy";
}

/// Whether Keras hands the argument to the operation's call, and not to its constructor: tensors,
/// and numbers that stand where tensors may.
bool is_called_on(const Told& told) {
  static constexpr std::string_view words[] = {"x",          "x1",
                                               "x2",         "xs",
                                               "y",          "a",
                                               "b",          "inputs",
                                               "condition",  "key",
                                               "fill_value", "value",
                                               "query",      "weights",
                                               "mask",       "bias",
                                               "indices",    "values",
                                               "updates",    "scale",
                                               "default",    "constant_values"};
  return told.parameter->all || !tensors_of(*told.value).empty() ||
         std::ranges::find(words, told.parameter->words.front()) != std::ranges::end(words);
}

bool is_default(const Told& told) {
  if (!told.parameter->otherwise) return false;
  std::string text = python_text(*told.value);
  if (const auto* words = told.value->as<std::string>()) text = *words;
  return text == *told.parameter->otherwise;
}

}  // namespace

std::optional<SavedOperation> saved_operation(std::string_view operation_class,
                                              const std::vector<GivenDatum>& arguments) {
  const auto function = find_operation(operation_class);
  if (!function) return std::nullopt;
  const auto parameters = parameters_of(function->spelling->parameters);
  const auto told = in_order(parameters, arguments);
  if (!told) return std::nullopt;
  SavedOperation saved{module_of(operation_class), {}, {}};
  for (const Told& each : *told) {
    if (!is_called_on(each)) {
      const std::string word(each.parameter->words.front());
      // The function settles on it before it makes the operation.
      if (word == "data_format" && each.value->is_none()) {
        saved.config.push_back({word, "channels_last", {}});
        continue;
      }
      // Some words are the function's alone.
      if (each.value->is_none() && is_default(each)) continue;
      saved.config.push_back({word, *each.value, {}});
    } else if (const DatumList* all = each.value->list(); all != nullptr && each.parameter->all) {
      saved.arguments.insert(saved.arguments.end(), all->items.begin(), all->items.end());
    } else {
      saved.arguments.push_back(*each.value);
    }
  }
  // Keras has the default of what is not given.
  while (!saved.arguments.empty() && saved.arguments.back().is_none()) saved.arguments.pop_back();
  return saved;
}

std::optional<SpelledOperation> spelled_operation(std::string_view operation_class,
                                                  const std::vector<GivenDatum>& arguments) {
  const auto function = find_operation(operation_class);
  if (!function) return std::nullopt;
  const auto parameters = parameters_of(function->spelling->parameters);
  const auto told = in_order(parameters, arguments);
  if (!told) return std::nullopt;
  SpelledOperation spelled{std::string(function->name), {}};
  bool in_place = true;
  for (const Told& each : *told) {
    if (const DatumList* all = each.value->list(); all != nullptr && each.parameter->all) {
      for (const Datum& item : all->items) spelled.arguments.push_back({"", item, {}});
      in_place = false;
      continue;
    }
    if (is_default(each)) {
      in_place = false;
      continue;
    }
    // The second argument and those behind it are told by name where they are no tensors.
    in_place = in_place && (spelled.arguments.empty() || is_called_on(each));
    spelled.arguments.push_back(
        {in_place ? "" : std::string(each.parameter->words.front()), *each.value, {}});
  }
  return spelled;
}

}  // namespace unroll::python
