// Owns arguments that layers of several families have. Must not know any of them.
#pragma once

#include <string_view>

#include "layers/layer.hpp"

namespace unroll::layers {

/// How the first values of a weight are drawn; `otherwise` is the default as Python source.
constexpr Field initializer(std::string_view name, Doc doc,
                            std::string_view otherwise = "\"glorot_uniform\"") {
  return {.name = name, .kind = FieldKind::initializer, .otherwise = otherwise, .doc = doc};
}

/// A penalty, a bound or another thing that training alone sees.
constexpr Field training_only(std::string_view name, Doc doc) {
  return {.name = name,
          .kind = FieldKind::code,
          .otherwise = "None",
          .doc = doc,
          .training_only = true};
}

/// The share of something that training drops.
constexpr Field dropped_share(Doc doc) {
  return {.name = "rate",
          .kind = FieldKind::number,
          .otherwise = "",
          .doc = doc,
          .primary = true,
          .training_only = true,
          .min = 0,
          .max = 1};
}

inline constexpr Field seed = {.name = "seed",
                               .kind = FieldKind::code,
                               .otherwise = "None",
                               .doc = "Where the random numbers of training begin.",
                               .training_only = true};

}  // namespace unroll::layers
