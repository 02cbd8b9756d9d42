// Owns the Flatten layer. Must not know graphs. Mirrors keras/src/layers/reshaping/flatten.py.
#include <array>
#include <numeric>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {windows::data_format};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::features, "There is no other axis to lay out beside it."},
    AxisNote{AxisChange::added, Role::features, "Each item of the batch is a single number."},
    AxisNote{AxisChange::replaced, Role::features,
             "All axes but the batch are laid out in one row of {to} numbers."},
    AxisNote{AxisChange::ended, Role::time,
             "Its {from} steps are laid out one behind the other among the features."},
    AxisNote{AxisChange::ended, Role::other, "Its places are laid out among the features."},
};

void check_input(const LayerCall& call) { need_min_rank(call, 1, {Role::batch}); }

Datum call(const LayerCall& call) {
  ValueId x = call.input();
  const std::size_t rank = call.trace.shape(x).size();
  if (windows::channels_first(call.config()) && rank > 2) {
    std::vector<std::int64_t> axes(rank, 0);
    std::iota(axes.begin() + 1, axes.end(), 2);
    axes.back() = 1;
    x = call.trace.apply("transpose", {x}, {{"axes", std::move(axes)}});
  }
  const Shape& shape = call.trace.shape(x);
  const Dim row = element_count(Shape(shape.begin() + 1, shape.end()));
  return TensorRef{
      call.trace.apply("reshape", {x}, {{"newshape", std::vector{shape.front().size, row}}})};
}

}  // namespace

const LayerRow flatten = {
    .name = "Flatten",
    .group = "reshaping",
    .summary = "Lays out all numbers of an item in one row.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Flatten()(x)",
    .fields = fields,
    .check_input = check_input,
    .call = call,
    .notes = notes,
};

}  // namespace unroll::layers
