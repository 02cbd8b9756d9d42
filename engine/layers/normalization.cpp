// Owns the Normalization layer. Must not know graphs.
// Mirrors keras/src/layers/preprocessing/normalization.py.
#include <algorithm>
#include <array>

#include "layers/axes.hpp"
#include "layers/numbers.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::axes,
          .otherwise = "-1",
          .doc = "The axes whose places have a mean and a variance each; None: one for all.",
          .primary = true},
    Field{.name = "mean",
          .kind = FieldKind::numbers,
          .otherwise = "None",
          .doc = "What is subtracted; learned by `adapt` where it is left out.",
          .primary = true},
    Field{.name = "variance",
          .kind = FieldKind::numbers,
          .otherwise = "None",
          .doc = "By the root of what is divided; learned by `adapt` where it is left out.",
          .primary = true},
    Field{.name = "invert",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "Whether normalised numbers are brought back instead."},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: each number loses the mean of its place and is divided by the root of "
             "its variance."},
};

/// Keras's epsilon: divisors are no smaller.
constexpr double least_deviation = 1e-7;

bool is_given(const Config& config) { return !config["mean"].is_none(); }

void check(const Config& config) {
  if (is_given(config) != config["variance"].is_none()) return;
  const std::string got =
      "mean=" + python_text(config["mean"]) + " and variance=" + python_text(config["variance"]);
  throw RuleError(
      "argument_value",
      "Normalization needs both `mean` and `variance` or none of them, got " + got + '.',
      "When setting values directly, both `mean` and `variance` must be set. "
      "Received: " +
          got);
}

/// Refuses numbers that cannot be spread over the kept axes.
void need_fit(LayerBuild& build, std::string_view argument, const std::vector<std::int64_t>& axes) {
  const Shape& shape = build.trace.shape(numbers(build.trace, build.config()[argument]));
  bool fits = shape.size() <= axes.size();
  for (std::size_t i = 1; fits && i <= shape.size(); ++i) {
    const Dim& size = shape[shape.size() - i].size;
    fits =
        size.is(1) || size == build.input()[static_cast<std::size_t>(axes[axes.size() - i])].size;
  }
  if (fits) return;
  throw RuleError("argument_value", "Normalization cannot spread `" + std::string(argument) +
                                        "` of shape " + words(shape) + " over axis " +
                                        python_text(build.config()["axis"]) + " of " +
                                        words(build.input()) + '.');
}

void build(LayerBuild& build) {
  const auto axes = named_axes(build.layer, "axis", build.input());
  if (is_given(build.config())) {
    need_fit(build, "mean", axes);
    need_fit(build, "variance", axes);
    return;
  }
  Shape shape;
  for (const std::int64_t axis : axes) {
    const Axis& kept = build.input()[static_cast<std::size_t>(axis)];
    if (!kept.size.value()) {
      throw RuleError(
          "unknown_features",
          "Normalization keeps a mean for each place along axis " + std::to_string(axis) +
              ", so that axis needs a size; got " + words(build.input()) + '.',
          "All `axis` values to be kept must have a known shape. Received axis=" +
              python_text(build.config()["axis"]) + ", inputs.shape=" + keras_text(build.input()) +
              ", with unknown axis at index " + std::to_string(axis));
    }
    shape.push_back({kept.size, kept.role, 0});
  }
  build.add_statistic("mean", shape, std::string("zeros"));
  build.add_statistic("variance", shape, std::string("ones"));
  build.add_statistic("count", {}, std::string("zeros"), DType::int32);
}

/// A statistic so that it can be broadcast to the input.
ValueId statistic(const LayerCall& call, std::string_view name) {
  const auto axes = named_axes(call, "axis");
  const std::size_t rank = call.trace.shape(call.input()).size();
  const ValueId value =
      is_given(call.config()) ? numbers(call.trace, call.config()[name]) : call.weight(name);
  const auto count = std::ssize(call.trace.shape(value));
  return spread_from(call.trace, value, {axes.end() - count, axes.end()}, rank);
}

Datum call(const LayerCall& call) {
  const ValueId root = call.trace.apply("sqrt", {statistic(call, "variance")});
  const ValueId deviation = call.trace.apply("maximum", {root, call.trace.number(least_deviation)});
  const ValueId mean = statistic(call, "mean");
  if (call.config().boolean("invert")) {
    const ValueId wide = call.trace.apply("multiply", {call.input(), deviation});
    return TensorRef{call.trace.apply("add", {wide, mean})};
  }
  const ValueId centred = call.trace.apply("subtract", {call.input(), mean});
  return TensorRef{call.trace.apply("divide", {centred, deviation})};
}

std::string settings(const Config& config) {
  std::string text = "axis " + python_text(config["axis"]);
  if (config.boolean("invert")) text += ", inverted";
  return text;
}

}  // namespace

const LayerRow normalization = {
    .name = "Normalization",
    .group = "preprocessing",
    .summary = "Brings numbers to mean 0 and variance 1, by statistics of earlier data.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Normalization(axis=-1)(x)",
    .fields = fields,
    .check = check,
    .build = build,
    .call = call,
    .formula = "mean + variance + count",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
