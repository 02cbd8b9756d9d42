// Owns the row of `scan`, the one op of recurrence. Its body is a graph, so the tracer infers it
// and the executor runs it; this row gives it its name. Must not know layers.
//
// scan(sequences..., initial states...) with attributes `sequences`, `states` (how many of each),
// `reverse`, `zero_masked`. The body sees one step of each sequence (without the time
// axis) and the states, and answers with the step's outputs and the new states. The op's outputs
// are, for each output of the body, all steps (batch, time, ...) and the last one (batch, ...),
// then the states after the last step.
#include <array>

#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

constexpr std::array rows = {
    OpRow{"scan", "Scan"},
};

}  // namespace

std::span<const OpRow> loop_rows() { return rows; }

}  // namespace unroll::ops
