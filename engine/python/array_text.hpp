// Owns the text of an array as NumPy prints it. Must not know tensors of a program.
// Mirrors numpy/_core/arrayprint.py at its defaults: 8 digits, lines of 75, summarised above 1000
// elements.
#pragma once

#include <string>
#include <string_view>

#include "tensors/tensor.hpp"

namespace unroll::python {

/// Rows in brackets, elements aligned and separated by `separator`: " " as str(array), ", " as the
/// inside of repr(array), whose further lines leave room for its `array(`.
[[nodiscard]] std::string array_text(const ConstTensorView& tensor, std::string_view separator);

/// repr(array): `array([1., 2.], dtype=float32)`.
[[nodiscard]] std::string array_repr(const ConstTensorView& tensor);

/// One number as str(numpy.float32(x)) writes it: `0.1`, `1e-05`, `nan`.
[[nodiscard]] std::string scalar_text(float number);

}  // namespace unroll::python
