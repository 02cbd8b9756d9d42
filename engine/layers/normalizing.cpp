// Owns what the normalising layers share. Must not know any of them.
// Mirrors keras/src/ops/nn.py (layer_normalization, batch_normalization).
#include "layers/normalizing.hpp"

namespace unroll::layers::normalizing {

Shape weight_shape(const LayerBuild& build, const std::vector<std::int64_t>& axes) {
  Shape shape;
  for (const std::int64_t at : axes) {
    const Axis& axis = build.input()[static_cast<std::size_t>(at)];
    if (!axis.size.value()) {
      throw RuleError("unknown_features",
                      std::string(build.layer.row->name) +
                          " has weights for each place along axis " + std::to_string(at) +
                          ", so that axis needs a size; got " + words(build.input()) + '.',
                      "Axis " + std::to_string(at) +
                          " of input tensor should have a defined dimension but the layer received "
                          "an input with shape " +
                          keras_text(build.input()) + '.');
    }
    shape.push_back({axis.size, axis.role, 0});
  }
  return shape;
}

ValueId reduced(Tracing& trace, std::string_view op, ValueId x,
                const std::vector<std::int64_t>& axes) {
  return trace.apply(op, {x}, {{"axes", axes}, {"keepdims", true}});
}

ValueId inverse_root(Tracing& trace, ValueId variance, double epsilon) {
  return trace.apply("rsqrt", {trace.apply("add", {variance, trace.number(epsilon)})});
}

ValueId normalized(Tracing& trace, ValueId x, ValueId mean, ValueId inverse, ValueId gamma,
                   ValueId beta) {
  const ValueId factor = gamma == no_id ? inverse : trace.apply("multiply", {inverse, gamma});
  const ValueId centred = trace.apply("subtract", {x, mean});
  const ValueId result = trace.apply("multiply", {centred, factor});
  return beta == no_id ? result : trace.apply("add", {result, beta});
}

}  // namespace unroll::layers::normalizing
