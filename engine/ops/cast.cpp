// Owns the change of a tensor's dtype inside ops. Must not know a single op.
#include "ops/cast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/elementwise.hpp"

namespace unroll::ops {

float element(double number, float /*of*/) {
  constexpr double largest = std::numeric_limits<float>::max();
  if (std::abs(number) > largest) {
    return std::copysign(std::numeric_limits<float>::infinity(),
                         static_cast<float>(number > 0 ? 1 : -1));
  }
  return static_cast<float>(number);
}

std::int32_t element(double number, std::int32_t /*of*/) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (std::isnan(number)) return 0;
  return static_cast<std::int32_t>(std::clamp<double>(number, Limits::min(), Limits::max()));
}

std::uint8_t element(double number, std::uint8_t /*of*/) { return number != 0.0 ? 1 : 0; }

void convert(const ConstTensorView& in, const TensorView& out) {
  with_type(in.dtype(), [&]<typename From>(From) {
    with_type(out.dtype(), [&]<typename To>(To) {
      if constexpr (std::is_same_v<From, To>) {
        std::ranges::copy(in.as<From>(), out.as<To>().begin());
      } else {
        kernels::cast(in.as<From>(), out.as<To>());
      }
    });
  });
}

Cast::Cast(const BoundTensor& from, DType to) {
  if (from.dtype != to) copy_.emplace(to, from.sizes);
}

ConstTensorView Cast::operator()(const ConstTensorView& view) {
  if (!copy_) return view;
  convert(view, copy_->view());
  return copy_->view();
}

}  // namespace unroll::ops
