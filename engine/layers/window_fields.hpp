// Owns the arguments and notes that layers share whose windows move over steps, rows and columns.
// Must not know any of them.
#pragma once

#include <array>
#include <string_view>

#include "layers/argument_fields.hpp"

namespace unroll::layers::windows {

/// The same number for each of some axes, as Keras writes its defaults: `1`, `(1, 1)`.
constexpr std::string_view each(std::string_view number, std::string_view pair,
                                std::string_view triple, std::size_t axes) {
  return axes == 1 ? number : axes == 2 ? pair : triple;
}

// ---- arguments of the window -----------------------------------------------------------------

/// How many places a window covers along each of `axes` axes.
constexpr Field kernel_size(std::size_t axes) {
  return {.name = "kernel_size",
          .kind = FieldKind::sizes,
          .otherwise = "",
          .doc = "How many places the window covers along each axis.",
          .primary = true,
          .min = 1,
          .axes = axes};
}
constexpr Field strides(std::size_t axes) {
  return {.name = "strides",
          .kind = FieldKind::sizes,
          .otherwise = each("1", "(1, 1)", "(1, 1, 1)", axes),
          .doc = "How many places the window moves on from one output to the next.",
          .min = 1,
          .axes = axes};
}
constexpr Field dilation_rate(std::size_t axes) {
  return {.name = "dilation_rate",
          .kind = FieldKind::sizes,
          .otherwise = each("1", "(1, 1)", "(1, 1, 1)", axes),
          .doc = "How far apart the places of one window are.",
          .min = 1,
          .axes = axes};
}

inline constexpr std::array<std::string_view, 2> paddings = {"valid", "same"};
inline constexpr std::array<std::string_view, 3> sequence_paddings = {"valid", "same", "causal"};
inline constexpr std::array padding_effects = {
    Effect{"\"valid\"", "only whole windows count, so fewer places come out"},
    Effect{"\"same\"", "missing places at both ends are filled up: as many come out as go in"},
    Effect{"\"causal\"", "a step sees itself and what is before it alone"}};
inline constexpr Field padding = {.name = "padding",
                                  .kind = FieldKind::choice,
                                  .otherwise = "\"valid\"",
                                  .doc = "What happens where a window reaches over the ends.",
                                  .primary = true,
                                  .choices = paddings,
                                  .effects = std::span(padding_effects).first(2),
                                  .any_case = true};
inline constexpr Field sequence_padding = {
    .name = "padding",
    .kind = FieldKind::choice,
    .otherwise = "\"valid\"",
    .doc = "What happens where a window reaches over the ends.",
    .primary = true,
    .choices = sequence_paddings,
    .effects = padding_effects,
    .any_case = true};

inline constexpr std::array<std::string_view, 2> data_formats = {"channels_last", "channels_first"};
inline constexpr Field data_format = {.name = "data_format",
                                      .kind = FieldKind::choice,
                                      .otherwise = "None",
                                      .doc =
                                          "Whether the features stand last, as they do where "
                                          "this is left out, or right behind the batch.",
                                      .choices = data_formats};

// ---- arguments of what is learned ------------------------------------------------------------

inline constexpr Field filters = {.name = "filters",
                                  .kind = FieldKind::integer,
                                  .otherwise = "",
                                  .doc = "How many numbers come out at each place.",
                                  .primary = true,
                                  .min = 1};
inline constexpr Field depth_multiplier = {.name = "depth_multiplier",
                                           .kind = FieldKind::integer,
                                           .otherwise = "1",
                                           .doc = "How many numbers each feature becomes.",
                                           .primary = true,
                                           .min = 1};
inline constexpr Field activation = {.name = "activation",
                                     .kind = FieldKind::activation,
                                     .otherwise = "None",
                                     .doc = "The function applied to each output.",
                                     .primary = true};
inline constexpr Field use_bias = {.name = "use_bias",
                                   .kind = FieldKind::boolean,
                                   .otherwise = "True",
                                   .doc = "Whether a learned number is added to each output."};

using layers::initializer;
using layers::training_only;

inline constexpr Field kernel_initializer =
    initializer("kernel_initializer", "How the kernel's first values are drawn.");
inline constexpr Field bias_initializer = {.name = "bias_initializer",
                                           .kind = FieldKind::initializer,
                                           .otherwise = "\"zeros\"",
                                           .doc = "The bias's first values."};
inline constexpr Field kernel_regularizer =
    training_only("kernel_regularizer", "A penalty on the kernel.");
inline constexpr Field bias_regularizer =
    training_only("bias_regularizer", "A penalty on the bias.");
inline constexpr Field activity_regularizer =
    training_only("activity_regularizer", "A penalty on the output.");
inline constexpr Field kernel_constraint =
    training_only("kernel_constraint", "A bound on the kernel.");
inline constexpr Field bias_constraint = training_only("bias_constraint", "A bound on the bias.");

// ---- notes -----------------------------------------------------------------------------------

inline constexpr AxisNote batch_kept = {AxisChange::kept, Role::batch,
                                        "Each item of the batch is treated on its own."};

}  // namespace unroll::layers::windows
