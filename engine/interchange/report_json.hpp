// Owns the small parts of a report that its files share. For interchange/report*.cpp alone.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "graph/problem.hpp"
#include "python/program.hpp"

namespace unroll {

using Json = nlohmann::ordered_json;

/// Spans are `[from, to]`; an empty one is null.
[[nodiscard]] Json span_json(Span span);
[[nodiscard]] Json ids_json(const Identities& ids);
/// Keras's spelling: null for an open size.
[[nodiscard]] Json keras_shape(const Shape& shape);
/// With names: `["B", 10, 32]`.
[[nodiscard]] Json symbolic_shape(const Shape& shape);
[[nodiscard]] Json axes_json(const Shape& shape);

/// The values that a report tells, numbered as they are met.
class ReportValues {
 public:
  explicit ReportValues(const Graph& graph) : graph_(graph) {}
  /// The position in `Report.values`.
  int index(ValueId id);
  [[nodiscard]] Json json() const;
  [[nodiscard]] const std::vector<ValueId>& ids() const { return ids_; }

 private:
  const Graph& graph_;
  std::vector<ValueId> ids_;
  std::map<ValueId, int> positions_;
};

/// What the parts of a report are made from.
struct ReportContext {
  const python::Program& program;
  const std::vector<Problem>& problems;
  ReportValues& values;

  [[nodiscard]] const Graph& graph() const { return program.graph(); }
  [[nodiscard]] Json line(Span span) const;
  /// The problem of a failed call, or null.
  [[nodiscard]] const Problem* problem_of(CallId call) const;
};

/// A layer as `Layer` of bindings/report.ts, with its calls in `model` (null: all). In a subclassed
/// model its output is that of the last call, else of the first.
[[nodiscard]] Json layer_json(const ReportContext& context, LayerId id, const Layer* model);
/// A model as `Model` of bindings/report.ts.
[[nodiscard]] Json model_json(const ReportContext& context, LayerId id);
/// The part of the graph that belongs to no model yet, in the form of a model; null where there is
/// nothing to show.
[[nodiscard]] Json draft_json(const ReportContext& context);
/// Shapes at the ends of lines.
[[nodiscard]] Json hints_json(const ReportContext& context);

}  // namespace unroll
