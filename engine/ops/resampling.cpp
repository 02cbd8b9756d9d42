// Owns resize: the same picture with other numbers of places. Must not know layers.
// Mirrors keras/src/ops/image.py.
#include "kernels/resampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ops/axis_chain.hpp"
#include "ops/cast.hpp"
#include "ops/rows.hpp"
#include "ops/windows.hpp"

namespace unroll::ops {

namespace {

using kernels::Between;

/// `size`: places along each spatial axis; each is drawn between the two that lie nearest, counted
/// from the middles of places.
std::vector<TensorType> infer_resize(const OpTypes& types) {
  const SpatialLayout layout = need_layout(types.inputs[0].shape, types.attributes);
  Shape shape = with_places(types.inputs[0].shape, layout);
  const auto sizes = each_axis(types.attributes, "size", layout.count);
  for (std::size_t i = 0; i < layout.count; ++i) {
    Axis& axis = shape[layout.first + i];
    if (axis.size != sizes[i]) axis = {sizes[i], axis.role, 0};
  }
  return {{std::move(shape), DType::float32}};
}

std::vector<Between> places_between(std::int64_t from, std::int64_t to) {
  if (from == 0 && to > 0) throw Error("empty", "an axis of size 0 has nothing to draw from");
  std::vector<Between> places;
  const double step = static_cast<double>(from) / static_cast<double>(to);
  const auto last = static_cast<double>(from - 1);
  for (std::int64_t i = 0; i < to; ++i) {
    const double at = std::clamp((static_cast<double>(i) + 0.5) * step - 0.5, 0.0, last);
    const double low = std::floor(at);
    places.push_back({static_cast<std::int64_t>(low),
                      static_cast<std::int64_t>(std::min(low + 1.0, last)),
                      static_cast<float>(at - low)});
  }
  return places;
}

Kernel prepare_resize(const BoundOp& op) {
  const SpatialLayout layout = layout_of(op.inputs[0].sizes.size(), op.attributes);
  std::vector<std::vector<Between>> places;
  for (std::size_t i = layout.first; i < layout.first + layout.count; ++i) {
    places.push_back(places_between(op.inputs[0].sizes[i], op.outputs[0].sizes[i]));
  }
  struct Resizing {
    Cast cast;
    AxisChain<float, std::vector<Between>> chain;
  };
  auto with = std::make_shared<Resizing>(Resizing{
      Cast(op.inputs[0], DType::float32), AxisChain<float, std::vector<Between>>(op, places)});
  return [with](Inputs in, Outputs out) {
    with->chain.run(with->cast(in[0]).as<float>(), out[0].as<float>(),
                    [](const kernels::AxisView& view, const std::vector<Between>& along,
                       std::span<const float> from,
                       std::span<float> to) { kernels::blend(view, along, from, to); });
  };
}

constexpr std::array rows = {
    OpRow{"resize", "Resize", infer_resize, prepare_resize, rows_line_up},
};

}  // namespace

std::span<const OpRow> resampling_rows() { return rows; }

}  // namespace unroll::ops
