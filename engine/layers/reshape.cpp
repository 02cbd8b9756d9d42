// Owns the Reshape layer. Must not know graphs. Mirrors keras/src/layers/reshaping/reshape.py.
#include <algorithm>
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "target_shape",
          .kind = FieldKind::shape,
          .otherwise = "",
          .doc = "The sizes without the batch; one -1 stands for what is left.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is reshaped on its own."},
    AxisNote{AxisChange::kept, Role::other, "It stands where it stood, with the same size."},
    AxisNote{AxisChange::replaced, Role::other,
             "`target_shape={target_shape}`: the numbers of an item are laid out anew in the same "
             "order, {to} where {from} were."},
    AxisNote{AxisChange::added, Role::other,
             "`target_shape={target_shape}`: the numbers of an item are laid out anew in the same "
             "order."},
    AxisNote{AxisChange::ended, Role::other,
             "Its numbers are laid out along the axes of `target_shape={target_shape}`."},
};

std::vector<Dim> target_of(const Config& config) {
  std::vector<Dim> sizes;
  for (const Datum& item : config["target_shape"].list()->items) sizes.push_back(*item.as<Dim>());
  return sizes;
}

void check(const Config& config) {
  const Datum& target = config["target_shape"];
  const DatumList* list = target.list();
  const bool whole = list != nullptr && std::ranges::all_of(list->items, [](const Datum& item) {
                       const auto* size = item.as<Dim>();
                       return size != nullptr && size->value().value_or(0) >= -1;
                     });
  const auto open = [](const Datum& item) { return item.as<Dim>()->is(-1); };
  if (whole && std::ranges::count_if(list->items, open) <= 1) return;
  RuleError error("argument_value",
                  "`target_shape` needs a tuple of sizes, one of which may be -1, got " +
                      python_text(target) + '.',
                  "Each dimension in `target_shape` must be a non-negative integer, or `-1` for a "
                  "single unknown dimension. Received: target_shape=" +
                      python_text(target) + '.');
  if (list == nullptr) error.exception = "TypeError";
  throw error;
}

void check_input(const LayerCall& call) { need_min_rank(call, 1, {Role::batch}); }

Datum call(const LayerCall& call) {
  auto sizes = target_of(call.config());
  sizes.insert(sizes.begin(), call.trace.shape(call.input()).front().size);
  // Keras leaves the rest of open sizes open, and finds out when it runs.
  return TensorRef{call.trace.apply("reshape", {call.input()},
                                    {{"newshape", std::move(sizes)}, {"any_rest", true}})};
}

std::string settings(const Config& config) { return "to " + python_text(config["target_shape"]); }

}  // namespace

const LayerRow reshape = {
    .name = "Reshape",
    .group = "reshaping",
    .summary = "Lays out the numbers of an item along other axes, in the same order.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Reshape((5, 40))(x)",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
};

}  // namespace unroll::layers
