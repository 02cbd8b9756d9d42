// Owns what the normalising layers share: gamma and beta, and what they do to a tensor. Must not
// know any of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "layers/argument_fields.hpp"

namespace unroll::layers::normalizing {

// ---- arguments -------------------------------------------------------------------------------

/// What is added to a variance before its root is taken; `otherwise` is the default.
constexpr Field epsilon(std::string_view otherwise) {
  return {.name = "epsilon",
          .kind = FieldKind::number,
          .otherwise = otherwise,
          .doc = "What is added to the variance, so that nothing is divided by 0."};
}
inline constexpr Field center = {.name = "center",
                                 .kind = FieldKind::boolean,
                                 .otherwise = "True",
                                 .doc = "Whether a learned number, beta, is added.",
                                 .primary = true};
inline constexpr Field scale = {.name = "scale",
                                .kind = FieldKind::boolean,
                                .otherwise = "True",
                                .doc = "Whether a learned number, gamma, multiplies.",
                                .primary = true};
inline constexpr Field beta_initializer =
    initializer("beta_initializer", "The first values of beta.", "\"zeros\"");
inline constexpr Field gamma_initializer =
    initializer("gamma_initializer", "The first values of gamma.", "\"ones\"");
inline constexpr Field beta_regularizer = training_only("beta_regularizer", "A penalty on beta.");
inline constexpr Field gamma_regularizer =
    training_only("gamma_regularizer", "A penalty on gamma.");
inline constexpr Field beta_constraint = training_only("beta_constraint", "A bound on beta.");
inline constexpr Field gamma_constraint = training_only("gamma_constraint", "A bound on gamma.");

// ---- shapes ----------------------------------------------------------------------------------

/// The shape of a weight with a number for each place along these axes of the input. Throws
/// RuleError where one of them is open.
[[nodiscard]] Shape weight_shape(const LayerBuild& build, const std::vector<std::int64_t>& axes);

// ---- ops -------------------------------------------------------------------------------------

/// The mean, or another reduction, over these axes, which stay as axes of size 1.
[[nodiscard]] ValueId reduced(Tracing& trace, std::string_view op, ValueId x,
                              const std::vector<std::int64_t>& axes);

/// 1 / sqrt(variance + epsilon)
[[nodiscard]] ValueId inverse_root(Tracing& trace, ValueId variance, double epsilon);

/// (x - mean) * inverse * gamma + beta; gamma and beta are left out where they are no_id. All of
/// them can be broadcast to x.
[[nodiscard]] ValueId normalized(Tracing& trace, ValueId x, ValueId mean, ValueId inverse,
                                 ValueId gamma, ValueId beta);

}  // namespace unroll::layers::normalizing
