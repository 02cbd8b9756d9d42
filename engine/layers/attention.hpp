// Owns what the attention layers share: their inputs, their masks, and how scores become a weighted
// mean. Must not know how any of them makes its scores.
// Mirrors keras/src/layers/attention/attention.py.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "layers/argument_fields.hpp"
#include "layers/layer.hpp"

namespace unroll::layers::attending {

// ---- any attention ---------------------------------------------------------------------------

/// (1, rows, columns), bool: true where the column is not behind the row.
[[nodiscard]] ValueId causal_mask(Tracing& trace, const Dim& rows, const Dim& columns);

/// What both masks let through; the one that there is where the other is no_id.
[[nodiscard]] ValueId both_masks(Tracing& trace, ValueId a, ValueId b);

/// The tensor with an axis of size 1 at `axis` of the result.
[[nodiscard]] ValueId with_axis(Tracing& trace, ValueId value, std::int64_t axis);

/// Says of an axis of scores that it runs along the steps that are looked at.
void name_source(Tracing& trace, ValueId scores, std::int64_t axis);

/// Whether an argument of the call is given as True.
[[nodiscard]] bool flag(const LayerCall& call, std::string_view argument);

/// The outputs' names: the scores come out of calls that ask for them.
[[nodiscard]] std::vector<std::string> outputs(const Config& config);

// ---- [query, value, key] ---------------------------------------------------------------------

/// The tensors of a call on `[query, value]` or `[query, value, key]`.
struct Inputs {
  ValueId query = no_id;  ///< (batch..., Tq, features)
  ValueId value = no_id;  ///< (batch..., Tv, features)
  ValueId key = no_id;    ///< the value where it is not given
};

/// Throws RuleError where the first argument is no such list, or the mask is none.
[[nodiscard]] Inputs need_inputs(const LayerCall& call);
/// The same, and throws where the features of query and key, or the steps of key and value, differ.
void check_inputs(const LayerCall& call);

/// (batch..., Tq, Tv) of the sums query + key for every pair of steps: (batch..., Tq, Tv,
/// features).
[[nodiscard]] ValueId pairwise_sums(Tracing& trace, const Inputs& inputs);

/// The mean of the values, weighted by the softmax of `scores` (batch..., Tq, Tv) under the masks
/// of the call; with the weights where the call asks for them.
[[nodiscard]] Datum attend(const LayerCall& call, const Inputs& inputs, ValueId scores);

/// The query's mask.
[[nodiscard]] Datum query_mask(const LayerCall& call, const Datum& masks);

/// The arguments of `call`.
inline constexpr std::array<std::string_view, 5> arguments = {
    "inputs", "mask", "training", "return_attention_scores", "use_causal_mask"};

inline constexpr Field dropout = {.name = "dropout",
                                  .kind = FieldKind::number,
                                  .otherwise = "0.0",
                                  .doc = "The share of the weights dropped in training.",
                                  .training_only = true,
                                  .min = 0.0,
                                  .max = 1.0};

inline constexpr AxisNote batch_kept = {AxisChange::kept, Role::batch,
                                        "Each item attends within itself."};
inline constexpr AxisNote time_kept = {
    AxisChange::kept, Role::time,
    "Each step of the query gets its own weighted mean of the values."};
inline constexpr AxisNote source_kept = {
    AxisChange::kept, Role::source,
    "A weight for each step of the value; those of one query step add up to 1."};
inline constexpr AxisNote batch_ended = {AxisChange::ended, Role::batch,
                                         "It lines up with the query's batch."};
inline constexpr AxisNote time_ended = {
    AxisChange::ended, Role::time, "The mean is taken over these steps, weighted by the scores."};

/// The notes of a layer that scores the features as they are given.
inline constexpr std::array notes_without_heads = {
    batch_kept,
    time_kept,
    source_kept,
    AxisNote{AxisChange::kept, Role::features, "A mean of values has the values' features."},
    batch_ended,
    time_ended,
    AxisNote{AxisChange::ended, Role::features,
             "Query and key are compared along it: one score for each pair of steps."},
};

}  // namespace unroll::layers::attending
