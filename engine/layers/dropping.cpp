// Owns the checks of the layers that change numbers in training alone. Must not know any of them.
#include "layers/dropping.hpp"

#include <algorithm>

namespace unroll::layers::dropping {

void check_noise_shape(const Config& config) {
  const Datum& given = config["noise_shape"];
  if (given.is_none()) return;
  const DatumList* list = given.list();
  const auto fits = [](const Datum& item) {
    const auto* size = item.as<Dim>();
    return item.is_none() || (size != nullptr && size->value().value_or(1) > 0);
  };
  if (list != nullptr && std::ranges::all_of(list->items, fits)) return;
  throw RuleError(
      "argument_value",
      "`noise_shape` needs a tuple of positive sizes or Nones, one for each axis, got " +
          python_text(given) + '.',
      "Invalid value received for argument `noise_shape`. Expected a tuple or list of "
      "integers. Received: noise_shape=" +
          python_text(given));
}

std::string settings(const Config& config) {
  return python_text(config.entries.front().value) + " in training";
}

}  // namespace unroll::layers::dropping
