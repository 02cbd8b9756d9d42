// Owns the reading of numbers of places at both ends of axes. Must not know which layer asks.
// Mirrors keras/src/layers/reshaping/zero_padding2d.py and utils/argument_validation.py.
#include "layers/edges.hpp"

#include <string>

namespace unroll::layers {

namespace {

[[noreturn]] void wrong(const Config& config, std::string_view name, std::size_t axes) {
  const std::string argument(name);
  const std::string got = python_text(config[name]);
  const std::string count = std::to_string(axes);
  if (axes == 1) {
    throw RuleError("argument_value",
                    '`' + argument +
                        "` needs an integer of at least 0, or one for the beginning and "
                        "one for the end, got " +
                        got + '.',
                    "The `" + argument + "` argument must be a tuple of 2 integers. Received " +
                        argument + '=' + got);
  }
  throw RuleError("argument_value",
                  '`' + argument + "` needs an integer of at least 0, or for each of " + count +
                      " axes one or a pair of them, got " + got + '.',
                  '`' + argument + "` should have " + count + " elements. Received: " + argument +
                      '=' + got + '.');
}

/// A number that is not negative, or nothing.
std::optional<std::int64_t> count_in(const Datum& datum) {
  const auto* size = datum.as<Dim>();
  if (size == nullptr || size->value().value_or(-1) < 0) return std::nullopt;
  return size->value();
}

/// A number for both ends, or a pair.
std::optional<Edges> pair_in(const Datum& datum) {
  if (const auto both = count_in(datum)) return Edges{*both, *both};
  const DatumList* list = datum.list();
  if (list == nullptr || list->items.size() != 2) return std::nullopt;
  const auto before = count_in(list->items.front());
  const auto after = count_in(list->items.back());
  if (!before || !after) return std::nullopt;
  return Edges{*before, *after};
}

}  // namespace

std::vector<Edges> edges_of(const Config& config, std::string_view name, std::size_t axes) {
  const Datum& value = config[name];
  std::vector<Edges> edges;
  const DatumList* list = value.list();
  if (axes == 1 || list == nullptr) {
    const auto all = axes == 1 || count_in(value) ? pair_in(value) : std::nullopt;
    if (!all) wrong(config, name, axes);
    return std::vector<Edges>(axes, *all);
  }
  for (const Datum& item : list->items) {
    const auto each = pair_in(item);
    if (!each) wrong(config, name, axes);
    edges.push_back(*each);
  }
  if (edges.size() != axes) wrong(config, name, axes);
  return edges;
}

std::string edges_text(const std::vector<Edges>& edges) {
  std::string text;
  for (const auto& [before, after] : edges) {
    text += text.empty() ? "" : " × ";
    text += before == after ? std::to_string(before)
                            : '(' + std::to_string(before) + ", " + std::to_string(after) + ')';
  }
  return text;
}

}  // namespace unroll::layers
