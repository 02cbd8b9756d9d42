// Owns what may be typed next at a place of a program. Must not know JSON nor an editor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "python/program.hpp"

namespace unroll {

/// A word that may stand at a place. `of` is the layer class whose documentation speaks of it,
/// empty where there is none.
struct Completion {
  std::string label;
  std::string kind;    ///< `layer`, `variable`, `argument`, `value`
  std::string detail;  ///< a variable's type; an argument's kind and default: `integer, required`
  std::string of = {};
};

/// Inside a layer's call its arguments, or the values of the one that is being written; elsewhere
/// the names of layers and of the program that begin as the word before the offset (in UTF-16 code
/// units).
[[nodiscard]] std::vector<Completion> completions_at(const python::Program& program,
                                                     std::int32_t offset);

}  // namespace unroll
