// Owns the edit distance between names.
#include "layers/nearest_name.hpp"

#include <algorithm>
#include <vector>

namespace unroll {

namespace {

/// How far two names are apart: the least number of single-letter edits.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> among) {
  constexpr std::size_t longest = 100;
  if (name.size() > longest) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string_view each : among) {
    const std::size_t edits = edits_between(name, each);
    if (edits < least) {
      least = edits;
      best = each;
    }
  }
  return best;
}

}  // namespace unroll
