// Owns the SpectralNormalization wrapper. Must not know graphs.
// Mirrors keras/src/layers/normalization/spectral_normalization.py and core/wrapper.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "layer",
          .kind = FieldKind::layer,
          .otherwise = "",
          .doc = "The layer whose kernel training keeps at a spectral norm of 1.",
          .primary = true},
    Field{.name = "power_iterations",
          .kind = FieldKind::integer,
          .otherwise = "1",
          .doc = "How often training improves its estimate of that norm at each call.",
          .training_only = true,
          .min = 1},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other, "The inner layer keeps it."},
    AxisNote{AxisChange::replaced, Role::other, "The inner layer makes {to} of {from}."},
    AxisNote{AxisChange::added, Role::other, "The inner layer makes it."},
    AxisNote{AxisChange::ended, Role::other, "The inner layer takes it away."},
};

constexpr std::array<std::string_view, 2> arguments = {"inputs", "training"};

LayerId inner(const Config& config) { return config["layer"].as<LayerRef>()->id; }

void check_input(const LayerCall& call) {
  need_min_rank(call, 1, {Role::batch});
  if (call.layer.built) need_axis(call, -1, call.layer.built_for.back().size);
}

/// The shape of the kernel that training divides by its norm.
const Shape& kernel_shape(LayerBuild& build, const LayerState& layer) {
  for (const auto& [name, weight] : layer.weight_names) {
    if (name == "kernel" || name == "embeddings") {
      return build.trace.shape(build.trace.weight(weight));
    }
  }
  for (const std::string_view name : {"kernel", "embeddings"}) {
    const Datum held = build.trace.attribute(layer.id, name);
    if (const auto* tensor = held.as<TensorRef>()) return build.trace.shape(tensor->id);
  }
  RuleError error("no_kernel",
                  "SpectralNormalization needs a layer with a kernel or embeddings, and `" +
                      layer.name + "` has none.",
                  "`" + layer.name + "` object has no attribute 'kernel' nor 'embeddings'");
  throw error;
}

void build(LayerBuild& build) {
  const LayerId layer = inner(build.config());
  build.trace.build_layer(layer, build.inputs);
  const Axis last = kernel_shape(build, build.trace.layer(layer)).back();
  Initializer drawn = find_initializer("truncated_normal")->defaults;
  drawn.stddev = 0.02;
  build.add_statistic("vector_u", {{1, Role::other, 0}, {last.size, last.role, 0}}, drawn);
}

/// Training alone divides the kernel; here it is as training left it.
Datum call(const LayerCall& call) {
  return call.trace.call_layer(inner(call.config()), {{"", TensorRef{call.input()}, {}}});
}

}  // namespace

const LayerRow spectral_normalization = {
    .name = "SpectralNormalization",
    .group = "normalization",
    .summary = "Applies a layer whose kernel training keeps at a spectral norm of 1.",
    .paper = "Miyato et al., \"Spectral Normalization for Generative Adversarial Networks\", 2018",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.SpectralNormalization(layers.Dense(16))(x)",
    .fields = fields,
    .check_input = check_input,
    .build = build,
    .call = call,
    .notes = notes,
    .arguments = arguments,
    .shows_inner = true,
};

}  // namespace unroll::layers
