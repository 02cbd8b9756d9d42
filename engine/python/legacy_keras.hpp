// Owns what older Kerases called differently: arguments, classes, module paths, and `merge`. Must
// not know what any layer does.
#pragma once

#include <span>
#include <string_view>

#include "python/keras.hpp"

namespace unroll::python {

/// The arguments of a layer's constructor by today's names. Each that had an older one is told of
/// in a note; what bore on speed or training alone, and is gone, is left out.
[[nodiscard]] Arguments with_todays_names(Interpreter& in, const LayerRow& row,
                                          Arguments arguments);

/// A class that is one of today's under a name of its own: `CuDNNLSTM` is an LSTM.
struct LegacyClass {
  std::string_view name;
  std::string_view today;
};
[[nodiscard]] std::span<const LegacyClass> legacy_classes();

/// Module paths of older Kerases, once the modules of today are filled; and `merge`.
void add_legacy_keras(Keras& keras, Modules& modules);

}  // namespace unroll::python
