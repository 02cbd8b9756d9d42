// What the kernel tests share: numbers to work on, and the measures of how far a result is off.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "tensors/random.hpp"

namespace unroll::tests {

/// n floats, uniform in [low, high); the same for the same name.
inline std::vector<float> numbers(std::int64_t n, std::string_view name, double low = -1.0,
                                  double high = 1.0) {
  std::vector<float> values(static_cast<std::size_t>(n));
  Random(5, name).fill_uniform(values, low, high);
  return values;
}

/// The project's agreement with Keras, ten times tighter: |got - want| <= 2e-6 + 1e-5 |want|. Equal
/// infinities and two NaNs agree.
inline bool close(double got, double want) {
  if (std::isnan(want) || std::isnan(got)) return std::isnan(want) && std::isnan(got);
  if (std::isinf(want)) return got == want;
  return std::abs(got - want) <= 2e-6 + 1e-5 * std::abs(want);
}

/// How many units in the last place `got` is off: the distance from the true value, divided by the
/// distance of the floats around it. 0 for equal infinities and two NaNs, infinite for one of them.
inline double ulps(float got, double want) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (std::isnan(want) || std::isnan(got))
    return std::isnan(want) && std::isnan(got) ? 0.0 : infinite;
  const auto rounded = static_cast<float>(want);
  if (got == rounded) return 0.0;
  const float largest = std::numeric_limits<float>::max();
  if (std::isinf(got)) return std::abs(want) > 0.999999 * double{largest} ? 0.0 : infinite;
  if (std::isinf(rounded)) return std::abs(got) > 0.999999F * largest ? 0.0 : infinite;
  int exponent = 0;
  std::frexp(want, &exponent);
  const double unit = std::ldexp(1.0, std::max(exponent, -125) - 24);
  return std::abs(double{got} - want) / unit;
}

/// Floats of every exponent and both signs, with `per_exponent` mantissas each, and the special
/// ones: zeros, denormals, infinities and NaN.
inline std::vector<float> all_magnitudes(std::uint32_t per_exponent) {
  std::vector<float> values;
  const Random random(9, "mantissas");
  for (std::uint32_t exponent = 0; exponent < 255; ++exponent) {
    for (std::uint32_t i = 0; i < per_exponent; ++i) {
      const auto drawn =
          static_cast<std::uint32_t>(random.integer(exponent * per_exponent + i, 0, 1 << 23));
      const std::uint32_t mantissa = i == 0 ? 0 : (i == 1 ? 0x7fffff : drawn);
      const auto value = std::bit_cast<float>(exponent << 23U | mantissa);
      values.push_back(value);
      values.push_back(-value);
    }
  }
  values.push_back(std::numeric_limits<float>::infinity());
  values.push_back(-std::numeric_limits<float>::infinity());
  values.push_back(std::numeric_limits<float>::quiet_NaN());
  return values;
}

}  // namespace unroll::tests
