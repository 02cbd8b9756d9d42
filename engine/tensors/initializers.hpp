// Owns Keras's weight initialisers: their names, arguments and distributions.
// Must not know layers or weights; it fills spans.
// Mirrors keras/src/initializers/random_initializers.py and constant_initializers.py.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tensors/random.hpp"

namespace unroll {

/// One initialiser with its arguments; those that its kind has no use for are ignored.
struct Initializer {
  enum class Kind : std::uint8_t {
    zeros,
    ones,
    constant,
    identity,
    random_uniform,
    random_normal,
    truncated_normal,
    variance_scaling,
    orthogonal,
  };
  enum class Mode : std::uint8_t { fan_in, fan_out, fan_avg };
  enum class Distribution : std::uint8_t { truncated_normal, untruncated_normal, uniform };

  Kind kind = Kind::zeros;
  Mode mode = Mode::fan_in;                                    // variance_scaling
  Distribution distribution = Distribution::truncated_normal;  // variance_scaling
  double scale = 1.0;                                          // variance_scaling
  double minval = -0.05;                                       // random_uniform
  double maxval = 0.05;                                        // random_uniform
  double mean = 0.0;                                           // random_normal, truncated_normal
  double stddev = 0.05;                                        // random_normal, truncated_normal
  double gain = 1.0;                                           // orthogonal, identity
  double value = 0.0;                                          // constant
  /// Elements [ones_from, ones_until) of a vector are ones; those before and behind are drawn as
  /// vectors of their own. Nothing where both are 0.
  std::int64_t ones_from = 0;
  std::int64_t ones_until = 0;
};

/// An argument of an initialiser's constructor, in Keras's order: a number, or one of `choices`.
struct InitializerArgument {
  std::string_view name;
  double Initializer::* number = nullptr;          // null where the argument is a choice
  std::span<const std::string_view> choices = {};  // Keras's spellings, in the order of the enum
};

/// A row of the table of initialisers.
struct InitializerRow {
  std::string_view class_name;                     // "GlorotUniform"
  std::string_view name;                           // "glorot_uniform"
  std::span<const std::string_view> aliases;       // other names that Keras takes: "uniform"
  std::span<const InitializerArgument> arguments;  // without `seed`
  Initializer defaults;
};

/// Every initialiser, in Keras's order.
[[nodiscard]] std::span<const InitializerRow> initializer_table();

/// The row with this class name, name or alias (case counts), null if there is none.
[[nodiscard]] const InitializerRow* find_initializer(std::string_view name);

/// Sets a choice argument (`mode`, `distribution`) by its Keras spelling; false where the argument
/// or the choice is unknown. Keras's "normal" is taken for the distribution "truncated_normal".
[[nodiscard]] bool set_choice(Initializer& initializer, std::string_view argument,
                              std::string_view choice);

/// The number of inputs and outputs of a weight of these sizes: the product of the receptive field
/// times the last but one and the last axis; n and n for a vector of n, 1 and 1 for a scalar.
struct Fans {
  double in = 1.0;
  double out = 1.0;
};
[[nodiscard]] Fans compute_fans(std::span<const std::int64_t> sizes);

/// Why this initialiser cannot fill a weight of these sizes (identity needs two axes, orthogonal at
/// least two), as a sentence without the layer's name; nothing where it can.
[[nodiscard]] std::optional<std::string_view> initializer_problem(
    const Initializer& initializer, std::span<const std::int64_t> sizes);

/// Fills `out`, a row-major weight of these sizes, out.size() being their product. The values
/// depend on the random stream and the sizes alone. Orthogonal takes O(n m^2) time for n >= m, with
/// n and m the larger and the smaller of the product of all but the last axis and the last axis,
/// and n*m doubles of scratch. Throws std::invalid_argument with initializer_problem's sentence.
void initialize(const Initializer& initializer, std::span<const std::int64_t> sizes,
                const Random& random, std::span<float> out);

/// The floating-point operations that initialize() takes, for a limit to be checked beforehand.
[[nodiscard]] double initialize_flops(const Initializer& initializer,
                                      std::span<const std::int64_t> sizes);

}  // namespace unroll
