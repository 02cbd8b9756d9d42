// Owns the pooling of all steps or places into one: GlobalMaxPooling and GlobalAveragePooling over
// one, two and three axes. Must not know graphs.
// Mirrors keras/src/layers/pooling/base_global_pooling.py and global_average_pooling1d.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field keepdims = {.name = "keepdims",
                            .kind = FieldKind::boolean,
                            .otherwise = "False",
                            .doc = "Whether the pooled axes stay, with a size of 1."};

constexpr std::array fields = {windows::data_format, keepdims};

constexpr AxisNote features_kept = {AxisChange::kept, Role::features,
                                    "Each feature is pooled on its own."};

constexpr std::array max_notes = {
    windows::batch_kept,
    features_kept,
    AxisNote{AxisChange::ended, Role::time,
             "The largest of all {from} steps is kept, so no steps are left."},
    AxisNote{AxisChange::ended, Role::other,
             "The largest of all places is kept, so no places are left."},
    AxisNote{AxisChange::replaced, Role::other,
             "`keepdims=True`: the largest of all {from} is kept, on an axis of size 1."},
};

constexpr std::array average_notes = {
    windows::batch_kept,
    features_kept,
    AxisNote{AxisChange::ended, Role::time,
             "The mean over all {from} steps is taken, so no steps are left."},
    AxisNote{AxisChange::ended, Role::other,
             "The mean over all places is taken, so no places are left."},
    AxisNote{AxisChange::replaced, Role::other,
             "`keepdims=True`: the mean over all {from} is taken, on an axis of size 1."},
};

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, false);
}

/// The attributes of a reduction over all places.
Attributes over_places(const LayerCall& call) {
  const auto rank = std::ssize(call.trace.shape(call.input()));
  const bool first = windows::channels_first(call.config());
  std::vector<std::int64_t> axes;
  for (std::int64_t i = first ? 2 : 1; i < (first ? rank : rank - 1); ++i) axes.push_back(i);
  return {{"axes", std::move(axes)}, {"keepdims", call.config().boolean("keepdims")}};
}

template <bool max>
Datum call(const LayerCall& call) {
  return TensorRef{call.trace.apply(max ? "max" : "mean", {call.input()}, over_places(call))};
}

/// The mean over the steps that are not masked: their sum, divided by how many they are.
Datum call_masked(const LayerCall& call) {
  const auto* mask = call.argument("mask").as<TensorRef>();
  if (mask == nullptr) return layers::call<false>(call);
  const std::int64_t features = windows::channels_first(call.config()) ? 1 : 2;
  const Attributes steps = over_places(call);
  const ValueId counts =
      call.trace.apply("cast",
                       {call.trace.apply("expand_dims", {mask->id},
                                         {{"axes", std::vector<std::int64_t>{features}}})},
                       {{"dtype", DType::float32}});
  const ValueId seen = call.trace.apply("multiply", {call.input(), counts});
  return TensorRef{call.trace.apply("divide", {call.trace.apply("sum", {seen}, steps),
                                               call.trace.apply("sum", {counts}, steps)})};
}

std::string settings(const Config& config) { return config.boolean("keepdims") ? "axes kept" : ""; }

template <std::size_t axes, bool max>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const std::string_view> aliases) {
  return {.name = name,
          .group = "pooling",
          .summary = summary,
          .paper = "Lin, Chen and Yan, \"Network In Network\", 2014",
          .example = example,
          .fields = fields,
          .check_input = check_input<axes>,
          .call = call<max>,
          .notes = max ? std::span<const AxisNote>(max_notes) : average_notes,
          .settings = settings,
          .aliases = aliases};
}

constexpr std::array<std::string_view, 1> max1d = {"GlobalMaxPool1D"};
constexpr std::array<std::string_view, 1> max2d = {"GlobalMaxPool2D"};
constexpr std::array<std::string_view, 1> max3d = {"GlobalMaxPool3D"};
constexpr std::array<std::string_view, 1> average1d = {"GlobalAvgPool1D"};
constexpr std::array<std::string_view, 1> average2d = {"GlobalAvgPool2D"};
constexpr std::array<std::string_view, 1> average3d = {"GlobalAvgPool3D"};

constexpr std::array<std::string_view, 2> masked_arguments = {"inputs", "mask"};

/// Nothing is left that a mask could speak of.
Datum no_mask(const LayerCall& /*call*/, const Datum& /*masks*/) { return {}; }

constexpr LayerRow masked_row() {
  LayerRow masked = row<1, false>("GlobalAveragePooling1D",
                                  "Takes the mean over all steps, feature by feature; masked steps "
                                  "do not count.",
                                  "x = keras.Input((10, 20))\n"
                                  "y = layers.GlobalAveragePooling1D()(x)",
                                  average1d);
  masked.call = call_masked;
  masked.arguments = masked_arguments;
  masked.masks = MaskSupport::always;
  masked.compute_mask = no_mask;
  return masked;
}

}  // namespace

const LayerRow global_max_pooling1d =
    row<1, true>("GlobalMaxPooling1D", "Keeps the largest of all steps, feature by feature.",
                 "x = keras.Input((10, 20))\n"
                 "y = layers.GlobalMaxPooling1D()(x)",
                 max1d);
const LayerRow global_max_pooling2d =
    row<2, true>("GlobalMaxPooling2D", "Keeps the largest of a whole image, feature by feature.",
                 "x = keras.Input((32, 32, 3))\n"
                 "y = layers.GlobalMaxPooling2D()(x)",
                 max2d);
const LayerRow global_max_pooling3d =
    row<3, true>("GlobalMaxPooling3D", "Keeps the largest of a whole volume, feature by feature.",
                 "x = keras.Input((16, 16, 16, 1))\n"
                 "y = layers.GlobalMaxPooling3D()(x)",
                 max3d);
const LayerRow global_average_pooling1d = masked_row();
const LayerRow global_average_pooling2d =
    row<2, false>("GlobalAveragePooling2D", "Takes the mean of a whole image, feature by feature.",
                  "x = keras.Input((32, 32, 3))\n"
                  "y = layers.GlobalAveragePooling2D()(x)",
                  average2d);
const LayerRow global_average_pooling3d =
    row<3, false>("GlobalAveragePooling3D", "Takes the mean of a whole volume, feature by feature.",
                  "x = keras.Input((16, 16, 16, 1))\n"
                  "y = layers.GlobalAveragePooling3D()(x)",
                  average3d);

}  // namespace unroll::layers
