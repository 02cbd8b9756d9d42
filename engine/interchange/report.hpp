// Owns the report: everything that is told of a traced program, as one JSON value in the form of
// bindings/report.ts. Must not know how it travels or is shown.
#pragma once

#include <string>
#include <vector>

#include "graph/problem.hpp"
#include "interchange/inside.hpp"
#include "python/program.hpp"

namespace unroll {

/// The Report of bindings/report.ts. `fixes` are added to the problems they belong to; of the
/// layers that are `opened`, the ops inside are told.
[[nodiscard]] std::string make_report(const python::Program& program,
                                      const std::vector<Problem>& problems,
                                      const std::string& keras_version, const OpenedLayers& opened);

/// The Description of bindings/requests.ts: the table of ops, and the limits, of which those of a
/// run are given.
[[nodiscard]] std::string make_description(std::int64_t run_bytes, double run_flops);

}  // namespace unroll
