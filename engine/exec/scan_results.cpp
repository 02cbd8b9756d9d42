// Owns where the results of a step go: outputs, states, and what is recorded, each under the mask.
// Must not know how the step computed them.
#include <algorithm>
#include <cstring>
#include <limits>

#include "exec/scan.hpp"

namespace unroll {

std::int64_t row_bytes(const Place& place) {
  std::int64_t count = element_bytes(place.dtype);
  for (std::size_t i = 1; i < place.sizes.size(); ++i) count *= place.sizes[i];
  return count;
}

void StepResults::start() {
  for (Output& output : outputs) {
    std::ranges::fill(output.newest.view().bytes(), std::byte{0});
  }
}

bool StepResults::ready_before() const {
  return states.empty() && recorded.empty() && std::ranges::all_of(outputs, [](const Output& each) {
           return each.in_place && each.last == nullptr;
         });
}

void StepResults::take(std::int64_t step, std::int64_t t) {
  collect(step, t);
  carry(t);
  record(step, t);
}

void StepResults::finish() {
  for (Output& output : outputs) {
    if (output.last == nullptr) continue;
    std::ranges::copy(output.newest.view().bytes().first(output.last->bytes.size()),
                      output.last->bytes.begin());
  }
}

void StepResults::collect(std::int64_t step, std::int64_t t) {
  for (Output& output : outputs) {
    const std::int64_t bytes = row_bytes(*output.from);
    const auto from = output.from->view().bytes();
    const auto newest = output.newest.view().bytes();
    for (std::int64_t row = 0; row < mask.batch; ++row) {
      std::byte* const to = newest.data() + row * bytes;
      if (!mask.masked(row, t)) {
        const std::int64_t at = output.merged ? row * mask.time + t : row;
        std::memcpy(to, from.data() + at * bytes, static_cast<std::size_t>(bytes));
      } else if (zero_output_for_mask) {
        std::memset(to, 0, static_cast<std::size_t>(bytes));
      }
      if (output.all != nullptr && !output.in_place) {
        std::memcpy(output.all->bytes.data() + (row * mask.time + step) * bytes, to,
                    static_cast<std::size_t>(bytes));
      }
    }
  }
}

void StepResults::carry(std::int64_t t) {
  for (State& state : states) {
    const auto copy = state.before.view().bytes();
    if (state.before.count() > 0)
      std::ranges::copy(state.next->bytes.first(copy.size()), copy.begin());
  }
  for (State& state : states) {
    const std::int64_t bytes = row_bytes(*state.state);
    const auto from = state.before.count() > 0 ? ConstTensorView(state.before.view()).bytes()
                                               : state.next->view().bytes();
    for (std::int64_t row = 0; row < mask.batch; ++row) {
      if (mask.masked(row, t)) continue;
      const std::int64_t at = state.merged ? row * mask.time + t : row;
      std::memcpy(state.state->bytes.data() + row * bytes, from.data() + at * bytes,
                  static_cast<std::size_t>(bytes));
    }
  }
}

void StepResults::record(std::int64_t step, std::int64_t t) {
  for (const Recorded& value : recorded) {
    const std::int64_t bytes = row_bytes(*value.from);
    const auto from = value.from->view().bytes();
    for (std::int64_t row = 0; row < mask.batch; ++row) {
      const std::int64_t place = row * mask.time + step;
      std::byte* const to = value.to.bytes().data() + place * bytes;
      if (value.state || !mask.masked(row, t)) {
        const std::int64_t at = value.merged ? row * mask.time + t : row;
        std::memcpy(to, from.data() + at * bytes, static_cast<std::size_t>(bytes));
      } else if (value.to.dtype() == DType::float32) {
        const auto count = static_cast<std::size_t>(bytes) / sizeof(float);
        std::ranges::fill(
            value.to.as<float>().subspan(static_cast<std::size_t>(place) * count, count),
            std::numeric_limits<float>::quiet_NaN());
      } else {
        std::memset(to, 0, static_cast<std::size_t>(bytes));
      }
    }
  }
}

}  // namespace unroll
