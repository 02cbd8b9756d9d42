// Owns how whole numbers become marks among categories. Must not know layers.
#include "layers/categories.hpp"

namespace unroll::layers::categories {

ValueId encode(Tracing& trace, ValueId indices, std::string_view mode, const Dim& depth,
               std::optional<ValueId> weights) {
  const auto axes = [](std::int64_t axis) { return std::vector{axis}; };
  if (trace.shape(indices).empty()) {
    indices = trace.apply("expand_dims", {indices}, {{"axes", axes(0)}});
  }
  const Shape& shape = trace.shape(indices);
  const std::int64_t together = shape.size() > 1 ? 1 : 0;
  const bool one_hot = mode == "one_hot";
  if (one_hot && shape.size() > 1 && shape.back().size.is(1)) {
    indices = trace.apply("squeeze", {indices}, {{"axes", axes(-1)}});
  }
  const ValueId marks = trace.apply("one_hot", {indices}, {{"num_classes", depth}});
  if (one_hot) return marks;
  if (mode == "multi_hot") return trace.apply("max", {marks}, {{"axes", axes(together)}});
  ValueId counted = marks;
  if (weights) {
    const ValueId column = trace.apply("expand_dims", {*weights}, {{"axes", axes(-1)}});
    counted = trace.apply("multiply", {marks, column});
  }
  return trace.apply("sum", {counted}, {{"axes", axes(together)}});
}

}  // namespace unroll::layers::categories
