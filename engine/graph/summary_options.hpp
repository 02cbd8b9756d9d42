// Owns the arguments of `model.summary(...)`. Must not know what a summary shows.
#pragma once

#include <optional>
#include <vector>

namespace unroll {

struct SummaryOptions {
  std::optional<int> line_length;
  std::vector<double> positions;
  bool expand_nested = false;
  bool show_trainable = false;
};

}  // namespace unroll
