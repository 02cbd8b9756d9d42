// Owns the BatchNormalization layer. Must not know graphs.
// Mirrors keras/src/layers/normalization/batch_normalization.py.
#include <array>

#include "layers/axes.hpp"
#include "layers/normalizing.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace normalizing;

constexpr Field flag(std::string_view name, Doc doc) {
  return {.name = name,
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = doc,
          .training_only = true};
}
constexpr Field momentum(std::string_view name) {
  return {.name = name,
          .kind = FieldKind::number,
          .otherwise = "0.99",
          .doc = "How slowly the moving statistics follow the batches of training.",
          .training_only = true};
}

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::integer,
          .otherwise = "-1",
          .doc = "The axis whose places have a mean and a variance each.",
          .primary = true},
    momentum("momentum"),
    epsilon("0.001"),
    center,
    scale,
    beta_initializer,
    gamma_initializer,
    initializer("moving_mean_initializer", "The first values of the moving mean.", "\"zeros\""),
    initializer("moving_variance_initializer", "The first values of the moving variance.",
                "\"ones\""),
    beta_regularizer,
    gamma_regularizer,
    beta_constraint,
    gamma_constraint,
    flag("renorm", "Whether training corrects batches by the moving statistics."),
    training_only("renorm_clipping", "Bounds of that correction."),
    momentum("renorm_momentum"),
    flag("synchronized", "Whether training shares statistics between machines."),
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch,
             "Each item is treated on its own: here the moving statistics are used, and none of "
             "the batch."},
    AxisNote{AxisChange::kept, Role::time,
             "`axis=-1`: every step is normalised by the same statistics.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::features,
             "`axis=-1`: each feature has a mean and a variance of its own, learned in training.",
             "axis", "-1"},
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: each place along that axis has a mean and a variance of its own; the "
             "other axes share them."},
};

constexpr std::array<std::string_view, 3> arguments = {"inputs", "training", "mask"};

void check_input(const LayerCall& call) {
  if (!call.layer.built) return;
  need_built_rank(call);
  const auto axis = named_axes(call, "axis");
  need_axis(call, axis.front(), call.trace.shape(call.weight("moving_mean")).front().size);
}

void build(LayerBuild& build) {
  const Shape shape = weight_shape(build, named_axes(build.layer, "axis", build.input()));
  const Config& config = build.config();
  if (config.boolean("scale")) build.add_weight("gamma", shape, "gamma_initializer");
  if (config.boolean("center")) build.add_weight("beta", shape, "beta_initializer");
  build.add_statistic("moving_mean", shape, config["moving_mean_initializer"]);
  build.add_statistic("moving_variance", shape, config["moving_variance_initializer"]);
  if (!config.boolean("renorm")) return;
  build.add_statistic("moving_stddev", shape, config["moving_variance_initializer"]);
  build.add_statistic("renorm_mean", shape, config["moving_mean_initializer"]);
  build.add_statistic("renorm_stddev", shape, config["moving_variance_initializer"]);
}

void need_fitting_mask(const LayerCall& call) {
  const auto* mask = call.argument("mask").as<TensorRef>();
  if (mask == nullptr) return;
  const Shape& shape = call.trace.shape(call.input());
  const Shape& masked = call.trace.shape(mask->id);
  if (masked.size() + 1 == shape.size()) return;
  throw RuleError("mask",
                  "BatchNormalization needs a mask with one axis less than its input, got the "
                  "mask " +
                      words(masked) + " for " + words(shape) + '.',
                  "The mask provided should be one dimension less than the inputs. Received: "
                  "mask.shape=" +
                      keras_text(masked) + ", inputs.shape=" + keras_text(shape));
}

Datum call(const LayerCall& call) {
  need_fitting_mask(call);
  const auto axes = named_axes(call, "axis");
  const std::size_t rank = call.trace.shape(call.input()).size();
  const auto spread = [&](std::string_view weight) {
    return spread_from(call.trace, call.weight(weight), axes, rank);
  };
  const ValueId inverse =
      inverse_root(call.trace, spread("moving_variance"), call.config().number("epsilon"));
  return TensorRef{normalized(call.trace, call.input(), spread("moving_mean"), inverse,
                              call.config().boolean("scale") ? spread("gamma") : no_id,
                              call.config().boolean("center") ? spread("beta") : no_id)};
}

std::size_t features_axis(const Config& config, std::size_t rank) {
  return find_axis(rank, config.integer("axis").value().value_or(-1)).value_or(0);
}

std::string settings(const Config& config) {
  return config["axis"].as<Dim>()->is(-1) ? "" : "axis " + python_text(config["axis"]);
}

}  // namespace

const LayerRow batch_normalization = {
    .name = "BatchNormalization",
    .group = "normalization",
    .summary = "Brings each feature to mean 0 and variance 1, by statistics learned in training.",
    .paper =
        "Ioffe and Szegedy, \"Batch Normalization: Accelerating Deep Network Training by Reducing "
        "Internal Covariate Shift\", 2015",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.BatchNormalization()(x)",
    .fields = fields,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = "features * (scale + center + 2 + 3 * renorm)",
    .features_axis = features_axis,
    .notes = notes,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
