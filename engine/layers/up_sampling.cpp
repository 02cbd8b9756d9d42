// Owns UpSampling1D, UpSampling2D and UpSampling3D. Must not know graphs.
// Mirrors keras/src/layers/reshaping/up_sampling1d.py, up_sampling2d.py and up_sampling3d.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field size(std::size_t axes) {
  return {.name = "size",
          .kind = FieldKind::sizes,
          .otherwise = windows::each("2", "(2, 2)", "(2, 2, 2)", axes),
          .doc = "How many places each place becomes along each axis.",
          .primary = true,
          .min = 1,
          .axes = axes};
}

constexpr std::array<std::string_view, 5> interpolations = {"nearest", "bilinear", "bicubic",
                                                            "lanczos3", "lanczos5"};
constexpr Field interpolation = {.name = "interpolation",
                                 .kind = FieldKind::choice,
                                 .otherwise = "\"nearest\"",
                                 .doc =
                                     "Whether places are repeated, or drawn between their "
                                     "neighbours.",
                                 .choices = interpolations,
                                 .any_case = true};

constexpr std::array sequence_fields = {size(1)};
constexpr std::array image_fields = {size(2), windows::data_format, interpolation};
constexpr std::array volume_fields = {size(3), windows::data_format};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::features, "Each feature is spread on its own."},
    AxisNote{AxisChange::kept, Role::other, "It is as long as before."},
    AxisNote{AxisChange::replaced, Role::time,
             "`size={size}`: every step is repeated, so {from} steps become {to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "`size={size}`: every place is spread over several, so {from} places become {to}."},
};

void check(const Config& config) {
  const auto& kind = *config["interpolation"].as<std::string>();
  if (kind == "nearest" || kind == "bilinear") return;
  throw RuleError("argument_value", "`interpolation='" + kind +
                                        "'` is not supported here: use 'nearest' or 'bilinear'.");
}

/// A sequence has its features last in any case.
std::size_t first_place(const Config& config, std::size_t axes) {
  return axes > 1 && windows::channels_first(config) ? 2 : 1;
}

template <std::size_t axes>
void check_input(const LayerCall& call) {
  need_rank(call, axes + 2, windows::needed_roles(axes, first_place(call.config(), axes) == 2));
}

template <std::size_t axes>
Datum repeat(const LayerCall& call) {
  ValueId x = call.input();
  const auto counts = call.config().sizes("size");
  for (std::size_t i = 0; i < axes; ++i) {
    const auto axis = static_cast<std::int64_t>(first_place(call.config(), axes) + i);
    x = call.trace.apply("repeat", {x}, {{"repeats", counts[i]}, {"axis", axis}});
  }
  return TensorRef{x};
}

Datum call_image(const LayerCall& call) {
  if (*call.config()["interpolation"].as<std::string>() == "nearest") return repeat<2>(call);
  const Shape& shape = call.trace.shape(call.input());
  auto sizes = call.config().sizes("size");
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    sizes[i] = shape[first_place(call.config(), 2) + i].size * sizes[i];
  }
  return TensorRef{call.trace.apply(
      "resize", {call.input()},
      {{"size", std::move(sizes)}, {"channels_first", windows::channels_first(call.config())}})};
}

std::string settings(const Config& config) { return windows::settings(config, "size"); }

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const Field> fields, Datum (*call)(const LayerCall&),
                       void (*check)(const Config&) = nullptr) {
  return {.name = name,
          .group = "reshaping",
          .summary = summary,
          .example = example,
          .fields = fields,
          .check = check,
          .check_input = check_input<axes>,
          .call = call,
          .notes = notes,
          .settings = settings};
}

}  // namespace

const LayerRow up_sampling1d = row<1>("UpSampling1D", "Repeats every step of a sequence.",
                                      "x = keras.Input((10, 20))\n"
                                      "y = layers.UpSampling1D(size=2)(x)",
                                      sequence_fields, repeat<1>);
const LayerRow up_sampling2d =
    row<2>("UpSampling2D", "Makes an image larger by spreading every place of it.",
           "x = keras.Input((32, 32, 3))\n"
           "y = layers.UpSampling2D(size=2)(x)",
           image_fields, call_image, check);
const LayerRow up_sampling3d =
    row<3>("UpSampling3D", "Makes a volume larger by repeating every place of it.",
           "x = keras.Input((16, 16, 16, 1))\n"
           "y = layers.UpSampling3D(size=2)(x)",
           volume_fields, repeat<3>);

}  // namespace unroll::layers
