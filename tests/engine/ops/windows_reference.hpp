// Owns what the references of convolutions and pooling share: tensors seen with their channels
// last, and the padding of windows. Must not know the engine's rules.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include "tests/engine/ops/op_case.hpp"

namespace unroll::tests {

/// (batch, channels, spatial ...) as (batch, spatial ..., channels).
inline Array channels_last(const Array& x) {
  Integers sizes = x.sizes;
  std::rotate(sizes.begin() + 1, sizes.begin() + 2, sizes.end());
  return filled(sizes, [&](Integers index) {
    std::rotate(index.begin() + 1, index.end() - 1, index.end());
    return x.at(index);
  });
}

/// And back.
inline Array channels_first(const Array& x) {
  Integers sizes = x.sizes;
  std::rotate(sizes.begin() + 1, sizes.end() - 1, sizes.end());
  return filled(sizes, [&](Integers index) {
    std::rotate(index.begin() + 1, index.begin() + 2, index.end());
    return x.at(index);
  });
}

/// How windows of `taps` places, each `dilation` from the next, lie over an axis: how many they
/// are, and how many places of padding stand in front.
struct Windowing {
  std::int64_t count = 0;
  std::int64_t before = 0;
};
inline Windowing windowing(const std::string& padding, std::int64_t size, std::int64_t taps,
                           std::int64_t stride, std::int64_t dilation) {
  const std::int64_t span = (taps - 1) * dilation + 1;
  if (padding == "valid") return {(size - span) / stride + 1, 0};
  const std::int64_t count = (size + stride - 1) / stride;
  if (padding == "causal") return {count, span - 1};
  return {count, std::max<std::int64_t>((count - 1) * stride + span - size, 0) / 2};
}

}  // namespace unroll::tests
