// Owns the arguments that recurrent layers and cells share. Must not know any of them.
#pragma once

#include <algorithm>
#include <array>
#include <limits>

#include "layers/argument_fields.hpp"
#include "layers/layer.hpp"

namespace unroll::layers::recurrent {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

inline constexpr Field units = {
    "units", FieldKind::integer, "", "How many numbers the state has.", true, false, {}, 1};
inline constexpr Field use_bias = {"use_bias", FieldKind::boolean, "True",
                                   "Whether a learned number is added to each unit.", true};
inline constexpr Field kernel_initializer = {"kernel_initializer", FieldKind::initializer,
                                             "\"glorot_uniform\"",
                                             "How the input kernel's first values are drawn."};
inline constexpr Field recurrent_initializer = {
    "recurrent_initializer", FieldKind::initializer, "\"orthogonal\"",
    "How the recurrent kernel's first values are drawn."};
inline constexpr Field bias_initializer = {"bias_initializer", FieldKind::initializer, "\"zeros\"",
                                           "The bias's first values."};
inline constexpr Field kernel_regularizer = {
    "kernel_regularizer", FieldKind::code, "None", "A penalty on the input kernel.", false, true};
inline constexpr Field recurrent_regularizer = {"recurrent_regularizer",
                                                FieldKind::code,
                                                "None",
                                                "A penalty on the recurrent kernel.",
                                                false,
                                                true};
inline constexpr Field bias_regularizer = {"bias_regularizer",       FieldKind::code, "None",
                                           "A penalty on the bias.", false,           true};
inline constexpr Field activity_regularizer = {"activity_regularizer",     FieldKind::code, "None",
                                               "A penalty on the output.", false,           true};
inline constexpr Field kernel_constraint = {
    "kernel_constraint", FieldKind::code, "None", "A bound on the input kernel.", false, true};
inline constexpr Field recurrent_constraint = {"recurrent_constraint",
                                               FieldKind::code,
                                               "None",
                                               "A bound on the recurrent kernel.",
                                               false,
                                               true};
inline constexpr Field bias_constraint = {"bias_constraint",      FieldKind::code, "None",
                                          "A bound on the bias.", false,           true};
inline constexpr Field dropout = {
    "dropout", FieldKind::number, "0.0", "The share of inputs dropped in training.", false, true};
inline constexpr Field recurrent_dropout = {"recurrent_dropout",
                                            FieldKind::number,
                                            "0.0",
                                            "The share of states dropped in training.",
                                            false,
                                            true};

/// One list of fields behind the other: a cell's, and those of the layer around it.
template <std::size_t cell, std::size_t layer>
constexpr std::array<Field, cell + layer> joined(const std::array<Field, cell>& first,
                                                 const std::array<Field, layer>& second) {
  std::array<Field, cell + layer> all;
  std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), all.begin()));
  return all;
}

inline constexpr std::array all_steps = {Effect{"True", "keeps time in the output"},
                                         Effect{"False", "hands on only the last step"}};
inline constexpr Field return_sequences = {"return_sequences",
                                           FieldKind::boolean,
                                           "False",
                                           "Whether the output of every step comes out, or only "
                                           "the last.",
                                           true,
                                           false,
                                           {},
                                           -unbounded,
                                           unbounded,
                                           all_steps,
                                           Role::time};
inline constexpr Field return_state = {"return_state", FieldKind::boolean, "False",
                                       "Whether the last state comes out as well.", true};
inline constexpr Field go_backwards = {"go_backwards", FieldKind::boolean, "False",
                                       "Whether the sequence is read from its end."};
inline constexpr Field stateful = {"stateful", FieldKind::boolean, "False",
                                   "Whether the state is kept between calls."};
inline constexpr Field unroll = {"unroll", FieldKind::boolean, "False",
                                 "How the loop is run; the numbers are the same."};
inline constexpr Field zero_output_for_mask = {
    "zero_output_for_mask", FieldKind::boolean, "False",
    "Whether masked steps give zeros instead of the previous output."};
inline constexpr Field unit_forget_bias = {"unit_forget_bias", FieldKind::boolean, "True",
                                           "Whether the forget gate's bias begins with ones."};
inline constexpr Field recurrent_activation = {"recurrent_activation", FieldKind::activation,
                                               "\"sigmoid\"", "The function of the gates.", true};
inline constexpr Field implementation = {"implementation",
                                         FieldKind::code,
                                         "2",
                                         "How the products are grouped; the numbers are the same.",
                                         false,
                                         true};
inline constexpr Field use_cudnn = {
    "use_cudnn", FieldKind::code, "\"auto\"", "Which GPU kernel runs it; none here.", false, true};

/// What every recurrent layer says of the axes that it does not replace.
inline constexpr AxisNote batch_kept = {AxisChange::kept, Role::batch,
                                        "Each sequence in the batch is processed on its own."};
inline constexpr AxisNote time_kept = {AxisChange::kept, Role::time,
                                       "`return_sequences=True` returns the output of every step.",
                                       "return_sequences", "True"};
inline constexpr AxisNote time_ended = {
    AxisChange::ended, Role::time,
    "`return_sequences=False` returns only the output of the last step.", "return_sequences",
    "False"};
inline constexpr AxisNote features_replaced = {
    AxisChange::replaced, Role::features,
    "`units={units}`: the state has {units} numbers. The {from} input features are summed away by "
    "the kernel."};

/// The arguments of `call` of the layers, and of the cells.
inline constexpr std::array<std::string_view, 4> layer_arguments = {"sequences", "initial_state",
                                                                    "mask", "training"};
inline constexpr std::array<std::string_view, 3> cell_arguments = {"inputs", "states", "training"};

}  // namespace unroll::layers::recurrent
