// The names of Keras 1 and 2 beside today's. Must not know what any layer does.
#include "python/legacy_keras.hpp"

#include <algorithm>
#include <array>

#include "python/keras_layer.hpp"
#include "python/modules.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

// ---- arguments -------------------------------------------------------------------------------

struct LegacyArgument {
  std::string_view name;
  std::string_view today;  ///< empty: it is gone
};

constexpr std::array legacy_arguments = {
    LegacyArgument{"output_dim", "units"},
    LegacyArgument{"nb_filter", "filters"},
    LegacyArgument{"nb_kernel", "filters"},
    LegacyArgument{"filter_length", "kernel_size"},
    LegacyArgument{"filter_size", "kernel_size"},
    LegacyArgument{"kernel_dim1", "kernel_size"},
    LegacyArgument{"border_mode", "padding"},
    LegacyArgument{"subsample", "strides"},
    LegacyArgument{"subsample_length", "strides"},
    LegacyArgument{"pool_length", "pool_size"},
    LegacyArgument{"stride", "strides"},
    LegacyArgument{"length", "size"},
    LegacyArgument{"atrous_rate", "dilation_rate"},
    LegacyArgument{"dim_ordering", "data_format"},
    LegacyArgument{"init", "kernel_initializer"},
    LegacyArgument{"inner_init", "recurrent_initializer"},
    LegacyArgument{"inner_activation", "recurrent_activation"},
    LegacyArgument{"bias", "use_bias"},
    LegacyArgument{"p", "rate"},
    LegacyArgument{"sigma", "stddev"},
    LegacyArgument{"alpha", "negative_slope"},
    LegacyArgument{"theta", "threshold"},
    LegacyArgument{"mode", "merge_mode"},
    LegacyArgument{"concat_axis", "axis"},
    LegacyArgument{"dot_axes", "axes"},
    LegacyArgument{"dims", "target_shape"},
    LegacyArgument{"dropout_W", "dropout"},
    LegacyArgument{"dropout_U", "recurrent_dropout"},
    LegacyArgument{"W_regularizer", "kernel_regularizer"},
    LegacyArgument{"U_regularizer", "recurrent_regularizer"},
    LegacyArgument{"b_regularizer", "bias_regularizer"},
    LegacyArgument{"W_constraint", "kernel_constraint"},
    LegacyArgument{"U_constraint", "recurrent_constraint"},
    LegacyArgument{"b_constraint", "bias_constraint"},
    LegacyArgument{"batch_shape", "batch_input_shape"},
    LegacyArgument{"mode", ""},
    LegacyArgument{"consume_less", ""},
    LegacyArgument{"implementation", ""},
    LegacyArgument{"time_major", ""},
    LegacyArgument{"forget_bias_init", ""},
    LegacyArgument{"gamma_init", ""},
    LegacyArgument{"beta_init", ""},
    LegacyArgument{"fused", ""},
    LegacyArgument{"renorm", ""},
    LegacyArgument{"virtual_batch_size", ""},
    LegacyArgument{"dynamic", ""},
    LegacyArgument{"weights", ""},
};

const Arguments::Given* find_given(const Arguments& arguments, std::string_view name) {
  const auto found = std::ranges::find(arguments.given, name, &Arguments::Given::name);
  return found == arguments.given.end() ? nullptr : &*found;
}

void note(Interpreter& in, const LayerRow& row, std::string_view name, std::string_view today,
          Span at) {
  Problem problem;
  problem.severity = Severity::note;
  problem.code = "older_spelling";
  problem.message = std::string(row.name) + "'s `" + std::string(name) +
                    (today.empty() ? "` is no argument of today's Keras, and changes nothing here."
                                   : "` is written `" + std::string(today) + "` today.");
  problem.span = at;
  problem.statement = in.outer_statement();
  problem.layer_class = row.name;
  in.report(std::move(problem));
}

/// Values that had other names, too.
Value todays_value(std::string_view argument, const Value& value) {
  const auto* text = value.as<std::string>();
  if (argument != "dim_ordering" || text == nullptr) return value;
  if (*text == "th") return std::string("channels_first");
  if (*text == "tf") return std::string("channels_last");
  return value;
}

/// `input_length=11`, with `input_dim=5` where it is no argument of the layer's own: the first
/// layer's input is (11, 5), or (11,).
void read_input_length(Interpreter& in, const LayerRow& row, Arguments& arguments) {
  const Arguments::Given* length = find_given(arguments, "input_length");
  if (length == nullptr) return;
  note(in, row, "input_length", "input_shape", length->span);
  const bool own_width =
      std::ranges::find(row.fields, "input_dim", &Field::name) != row.fields.end();
  const Arguments::Given* width = own_width ? nullptr : find_given(arguments, "input_dim");
  std::vector<Value> sizes = {length->value};
  if (width != nullptr) sizes.push_back(width->value);
  const Arguments::Given shape{"input_shape", make_tuple(std::move(sizes)), length->span};
  const bool takes_width = width != nullptr;
  std::erase_if(arguments.given, [&](const Arguments::Given& given) {
    return given.name == "input_length" || (takes_width && given.name == "input_dim");
  });
  // Without a width there is no input to tell of, but where the layer reads steps of numbers.
  const bool told = find_given(arguments, "input_shape") != nullptr;
  if (!told && (own_width || takes_width)) arguments.given.push_back(shape);
}

// ---- classes and modules ---------------------------------------------------------------------

constexpr std::array classes = {
    LegacyClass{"CuDNNLSTM", "LSTM"},
    LegacyClass{"CuDNNGRU", "GRU"},
};

/// Older paths of what stands in one module today.
struct LegacyModules {
  std::string_view today;
  std::string_view names;  ///< below `keras.`
};
constexpr std::array legacy_modules = {
    LegacyModules{
        "keras.layers",
        "layers.core layers.recurrent layers.embeddings layers.convolutional "
        "layers.pooling layers.normalization layers.merge layers.merging layers.wrappers "
        "layers.noise layers.advanced_activations layers.local layers.attention "
        "layers.cudnn_recurrent layers.convolutional_recurrent layers.rnn layers.reshaping "
        "layers.regularization layers.activation layers.experimental "
        "layers.experimental.preprocessing legacy.layers engine.topology "
        "engine.base_layer engine.input_layer"},
    LegacyModules{"keras.models", "engine.training engine.sequential engine.functional"},
    LegacyModules{"keras.backend", "backend.tensorflow_backend"},
    LegacyModules{"keras.utils", "utils.np_utils utils.vis_utils utils.generic_utils"},
    LegacyModules{"keras.initializers", "initializations"},
};

struct MergeMode {
  std::string_view mode;
  std::string_view layer;
  std::string_view option = {};  ///< the argument of `merge` that the layer takes
  std::string_view today = {};
};
constexpr std::array merge_modes = {
    MergeMode{"sum", "Add"},
    MergeMode{"mul", "Multiply"},
    MergeMode{"ave", "Average"},
    MergeMode{"max", "Maximum"},
    MergeMode{"min", "Minimum"},
    MergeMode{"concat", "Concatenate", "concat_axis", "axis"},
    MergeMode{"dot", "Dot", "dot_axes", "axes"},
};

/// Keras 1's `merge([a, b], mode='concat')`.
Value merge(Keras& keras, Interpreter& in, Arguments arguments) {
  const Taking taking(in, "merge", std::move(arguments),
                      {"inputs", "mode", "concat_axis", "dot_axes", "output_shape", "output_mask",
                       "arguments", "name"});
  const auto* given = taking.find("mode");
  const auto* text = given == nullptr ? nullptr : given->value.as<std::string>();
  const std::string mode = text == nullptr ? "sum" : *text;
  const auto found = std::ranges::find(merge_modes, mode, &MergeMode::mode);
  if (found == merge_modes.end()) {
    in.raise("ValueError", "merge: there is no mode '" + mode + "' here.", taking.at());
  }
  Arguments made{{}, taking.at()};
  if (!found->option.empty()) {
    const auto* option = taking.find(found->option);
    if (option != nullptr) {
      made.given.push_back({std::string(found->today), option->value, option->span});
    } else if (mode == "dot") {
      made.given.push_back({std::string(found->today), Dim(-1), taking.at()});
    }
  }
  if (const auto* name = taking.find("name")) {
    made.given.push_back({"name", name->value, name->span});
  }
  const Value layer =
      in.call(std::static_pointer_cast<Object>(keras.find_class(found->layer)), std::move(made));
  const auto& inputs = taking.need("inputs");
  return in.call(layer, Arguments{{{"", inputs.value, inputs.span}}, taking.at()});
}

/// The name of an argument that `row` has no more, but another in its place.
const LegacyArgument* find_legacy(const LayerRow& row, std::string_view name) {
  if (name.empty() || find_field(row, name) != nullptr) return nullptr;
  const auto older = std::ranges::find_if(legacy_arguments, [&](const LegacyArgument& each) {
    return each.name == name && (each.today.empty() || find_field(row, each.today) != nullptr);
  });
  return older == legacy_arguments.end() ? nullptr : &*older;
}

/// Keras 1's `Convolution2D(64, 3, 5, border_mode='same')`: rows and columns of the kernel one by
/// one. Without a word of Keras 1's beside them, the third one is today's `strides`.
void read_rows_and_columns(Interpreter& in, const LayerRow& row, Arguments& arguments) {
  constexpr std::size_t most = 3;
  std::vector<Arguments::Given>& given = arguments.given;
  const bool counted = given.size() > most && find_field(row, "kernel_size") != nullptr &&
                       std::all_of(given.begin(), given.begin() + most, [](const auto& each) {
                         return each.name.empty() && each.value.template as<Dim>() != nullptr;
                       });
  const bool older = std::ranges::any_of(
      given, [&](const Arguments::Given& each) { return find_legacy(row, each.name) != nullptr; });
  if (!counted || !older || row.name.find("2D") == std::string_view::npos) return;
  note(in, row, "nb_row, nb_col", "kernel_size", given[1].span);
  given[1].value = make_tuple({given[1].value, given[2].value});
  given.erase(given.begin() + 2);
}

}  // namespace

std::span<const LegacyClass> legacy_classes() { return classes; }

Arguments with_todays_names(Interpreter& in, const LayerRow& row, Arguments arguments) {
  read_input_length(in, row, arguments);
  read_rows_and_columns(in, row, arguments);
  for (Arguments::Given& given : arguments.given) {
    const LegacyArgument* older = find_legacy(row, given.name);
    if (older == nullptr) continue;
    if (!older->today.empty() && find_given(arguments, older->today) != nullptr) continue;
    note(in, row, older->name, older->today, given.span);
    given.value = todays_value(older->name, given.value);
    given.name = older->today.empty() ? "/" : std::string(older->today);
  }
  std::erase_if(arguments.given, [](const Arguments::Given& given) { return given.name == "/"; });
  return arguments;
}

void add_legacy_keras(Keras& keras, Modules& modules) {
  const auto layers = module_in(modules, "keras.layers");
  layers->members["merge"] = make_function("merge", [&keras](Interpreter& in, Arguments arguments) {
    return merge(keras, in, std::move(arguments));
  });
  for (const LegacyModules& older : legacy_modules) {
    for (const std::string_view name : words_of(older.names)) {
      modules["keras." + std::string(name)] = module_in(modules, older.today);
    }
  }
  // `from keras.engine import Layer, InputSpec`
  modules["keras.engine"] = layers;
  modules["keras.legacy"] = layers;
}

}  // namespace unroll::python
