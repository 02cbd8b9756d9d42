// Owns the Permute layer. Must not know graphs. Mirrors keras/src/layers/reshaping/permute.py.
#include <algorithm>
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "dims",
          .kind = FieldKind::shape,
          .otherwise = "",
          .doc = "The old place of each axis, the first behind the batch being 1.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "The batch stays in front."},
    AxisNote{AxisChange::kept, Role::other,
             "`dims={dims}`: the axes change places, and none changes its size."},
};

/// The places, or nothing where the argument is no list of them.
std::vector<std::int64_t> places_of(const Config& config) {
  std::vector<std::int64_t> places;
  const DatumList* list = config["dims"].list();
  if (list == nullptr) return places;
  for (const Datum& item : list->items) {
    const auto* place = item.as<Dim>();
    places.push_back(place == nullptr ? 0 : place->value().value_or(0));
  }
  return places;
}

void check(const Config& config) {
  auto places = places_of(config);
  std::ranges::sort(places);
  bool whole = config["dims"].list() != nullptr;
  for (std::size_t i = 0; i < places.size(); ++i) {
    whole = whole && places[i] == static_cast<std::int64_t>(i + 1);
  }
  if (whole) return;
  const std::string got = python_text(config["dims"]);
  throw RuleError(
      "argument_value",
      "`dims` needs each of the numbers from 1 to the number of axes once, got " + got + '.',
      "Invalid permutation argument `dims` for Permute Layer. The set of indices in "
      "`dims` must be consecutive and start from 1. Received dims=" +
          got);
}

void check_input(const LayerCall& call) {
  const auto rank = std::ssize(places_of(call.config())) + 1;
  std::vector<Role> needs;
  for (const Axis& axis :
       shape_with_usual_roles(std::vector<Dim>(static_cast<std::size_t>(rank)))) {
    needs.push_back(axis.role);
  }
  need_rank(call, rank, std::move(needs));
}

Datum call(const LayerCall& call) {
  auto axes = places_of(call.config());
  axes.insert(axes.begin(), 0);
  return TensorRef{call.trace.apply("transpose", {call.input()}, {{"axes", std::move(axes)}})};
}

std::string settings(const Config& config) { return python_text(config["dims"]); }

}  // namespace

const LayerRow permute = {
    .name = "Permute",
    .group = "reshaping",
    .summary = "Puts the axes behind the batch in another order.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Permute((2, 1))(x)",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
};

}  // namespace unroll::layers
