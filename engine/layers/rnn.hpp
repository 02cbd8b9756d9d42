// Owns what all recurrent layers do: run a cell over the steps of a sequence. Must not know any
// cell. Mirrors keras/src/layers/rnn/rnn.py.
#pragma once

#include <optional>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

/// Keras's input_spec of recurrent layers: (batch, time, features).
void check_sequence(const LayerCall& call);

/// Makes the cell of a layer out of the layer's own arguments, held as `cell`.
void make_cell(Tracing& trace, LayerState& layer, const LayerRow& cell);

/// Builds the layer's cell for one step of the input: its shape without the time axis. Throws
/// RuleError where a stateful layer has an open batch.
void build_cell(LayerBuild& build);

/// The axis of the features that come into a cell; throws RuleError where it has no size.
[[nodiscard]] Axis input_features(const LayerBuild& build);

/// The parts of a sum along `axis`, one for each gate: of (batch, parts * units) by default.
[[nodiscard]] std::vector<ValueId> split_gates(Tracing& trace, ValueId sum, std::int64_t parts,
                                               std::int64_t axis = 1);

/// Activates a value of a step, and names it for the record of steps.
ValueId activate_named(Tracing& trace, std::string_view name, const Datum& activation,
                       ValueId before);

/// The cell's `state_size`: a size or a list, by its row or by the program's class.
[[nodiscard]] Datum state_size_of(Tracing& trace, LayerId cell);

/// Scans the layer's cell over the first argument: from the call's `initial_state`, the kept states
/// of a stateful layer, or zeros of `state_shapes` (by default (batch, size) for each of the cell's
/// state sizes), under the call's `mask`. Gives the output, and the states where `return_state`.
[[nodiscard]] Datum scan_cell(const LayerCall& call,
                              const std::vector<Shape>* state_shapes = nullptr);

/// The masks of the outputs: the sequence's own, none for a last step or for states.
[[nodiscard]] Datum sequence_masks(const LayerCall& call, const Datum& masks);

/// The states that a cell's call is given; throws RuleError where they are not `count`.
[[nodiscard]] std::vector<ValueId> need_states(const LayerCall& call, std::size_t count);
/// What a cell's call answers with: its output and the states after the step.
[[nodiscard]] Datum step_result(ValueId output, const std::vector<ValueId>& states);

/// `tanh, all steps`.
[[nodiscard]] std::string sequence_settings(const Config& config);
/// The activation's name.
[[nodiscard]] std::string cell_settings(const Config& config);
/// `out`, then the states' names.
[[nodiscard]] std::vector<std::string> outputs_with_states(const Config& config,
                                                           std::vector<std::string> states);

}  // namespace unroll::layers
