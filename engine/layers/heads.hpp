// Owns what the attention layers with heads share: arguments, projections, masks and the mean of
// each head. Must not know how a layer's arguments name its heads.
// Mirrors keras/src/layers/attention/multi_head_attention.py.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "layers/attention.hpp"

namespace unroll::layers::attending {

/// The heads of a layer, for a query of some shape.
struct Heads {
  Dim of_query;
  Dim of_source;                   ///< of key and value: each serves equally many of the query's
  Dim key_size;                    ///< the numbers by which a head compares query and key
  Dim value_size;                  ///< the numbers of which a head takes the mean
  std::vector<Dim> outputs;        ///< the sizes that stand in place of the query's features
  std::vector<std::int64_t> axes;  ///< of the query, from the front: attended along, in this order
  /// Whether Keras leaves a size of the scores open where the query's is, though the value's is
  /// not.
  bool scores_open_as_query = false;
};

/// Throws RuleError where the query or the value is missing, or where their numbers of axes, or
/// the steps of key and value, differ.
void check_heads_inputs(const LayerCall& call);

/// Makes the inner layers, with Keras's names and in its order, and their weights.
void build_heads(LayerBuild& build, const Heads& heads);

/// The output, (the query's axes but the last..., outputs...), and where the call asks for it the
/// weights: (axes that are not attended along..., heads, attended ones of the query..., and of the
/// value...). `query_mask`: no_id where there is none.
[[nodiscard]] Datum attend_with_heads(const LayerCall& call, const Heads& heads,
                                      ValueId query_mask);

/// The tensor of an argument of a call, or no_id.
[[nodiscard]] ValueId tensor_of(const LayerCall& call, std::string_view argument);

/// Refuses what Keras refuses of the arguments below.
void check_heads_config(const Config& config);

/// The arguments of `call`.
inline constexpr std::array<std::string_view, 10> heads_arguments = {"query",
                                                                     "value",
                                                                     "key",
                                                                     "query_mask",
                                                                     "value_mask",
                                                                     "key_mask",
                                                                     "attention_mask",
                                                                     "return_attention_scores",
                                                                     "training",
                                                                     "use_causal_mask"};

/// A number of heads, or of a head's numbers.
constexpr Field heads_size(std::string_view name, Doc doc) {
  return {.name = name,
          .kind = FieldKind::integer,
          .otherwise = "",
          .doc = doc,
          .primary = true,
          .min = 1};
}

inline constexpr Field use_bias = {.name = "use_bias",
                                   .kind = FieldKind::boolean,
                                   .otherwise = "True",
                                   .doc = "Whether each projection adds learned numbers."};
inline constexpr Field sliding_window = {
    .name = "sliding_window",
    .kind = FieldKind::integer,
    .otherwise = "None",
    .doc = "How near a step must be to be looked at: fewer steps away than this, on either side.",
    .min = 1};
inline constexpr Field flash_attention = {
    .name = "flash_attention",
    .kind = FieldKind::boolean,
    .otherwise = "None",
    .doc = "Which GPU kernel runs it; the numbers are the same."};
inline constexpr Field kernel_initializer =
    initializer("kernel_initializer", "How the projections' first values are drawn.");
inline constexpr Field bias_initializer =
    initializer("bias_initializer", "The biases' first values.", "\"zeros\"");
inline constexpr Field kernel_regularizer =
    training_only("kernel_regularizer", "A penalty on the projections' kernels.");
inline constexpr Field bias_regularizer =
    training_only("bias_regularizer", "A penalty on the projections' biases.");
inline constexpr Field activity_regularizer =
    training_only("activity_regularizer", "A penalty on the projections' outputs.");
inline constexpr Field kernel_constraint =
    training_only("kernel_constraint", "A bound on the projections' kernels.");
inline constexpr Field bias_constraint =
    training_only("bias_constraint", "A bound on the projections' biases.");
/// Those that each projection is given.
inline constexpr std::array projection_fields = {
    kernel_initializer,   bias_initializer,  kernel_regularizer, bias_regularizer,
    activity_regularizer, kernel_constraint, bias_constraint};
inline constexpr Field use_gate = {
    .name = "use_gate",
    .kind = FieldKind::boolean,
    .otherwise = "False",
    .doc = "Whether a sigmoid of the query decides how much of each head's mean goes on."};

/// Number of parameters: the inner layers', by Keras's names for them.
inline constexpr std::string_view heads_formula =
    "query_dense + key_dense + gate_dense + value_dense + output_dense";

inline constexpr AxisNote features_ended = {
    AxisChange::ended, Role::features,
    "A projection makes numbers for each head of it, by which steps are compared and summed up."};

}  // namespace unroll::layers::attending
