// Owns the small parts of a report that its files share. For interchange/report*.cpp alone.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "graph/problem.hpp"
#include "interchange/explain.hpp"
#include "interchange/inside.hpp"
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
  const OpenedLayers& opened;

  [[nodiscard]] const Graph& graph() const { return program.graph(); }
  [[nodiscard]] Json line(Span span) const;
  /// The problem of a failed call, or null.
  [[nodiscard]] const Problem* problem_of(CallId call) const;
};

/// What is told of as one model: its layer (null: what belongs to none), and all of its calls with
/// those inside them.
struct ModelScope {
  const Layer* model = nullptr;
  std::set<CallId> calls;

  [[nodiscard]] bool subclassed() const {
    return model != nullptr && model->model->kind == ModelKind::subclassed;
  }
};

/// The calls of a layer that are told in a model: `Layer.nodes`.
[[nodiscard]] std::vector<CallId> shown_calls(const Graph& graph, const Layer& layer,
                                              const ModelScope& scope);
/// A layer as `Layer` of bindings/report.ts, with its calls in the model. In a subclassed model its
/// output is that of the last call, else of the first.
[[nodiscard]] Json layer_json(const ReportContext& context, LayerId id, const ModelScope& scope);
/// Names of a call's inputs, by its arguments.
[[nodiscard]] std::vector<std::string> input_names(const Call& call);
/// Ports with these names; `out_0` and so on where there are too few.
[[nodiscard]] Json ports_json(const ReportContext& context, const std::vector<ValueId>& values,
                              const std::vector<std::string>& names);
[[nodiscard]] Json events_json(const std::vector<AxisEvent>& events);

// ---- inside calls (report_inside.cpp) --------------------------------------------------------

/// The steps of a call as `InnerCall`s. Ops among them where `ops`, else layers alone.
[[nodiscard]] Json inner_json(const ReportContext& context, CallId id, const ModelScope& scope,
                              bool ops);
/// The ops inside a call, each as a `Layer` of bindings/report.ts that is called once.
[[nodiscard]] Json inside_ops_json(const ReportContext& context, CallId id,
                                   const ModelScope& scope);
/// A model as `Model` of bindings/report.ts.
[[nodiscard]] Json model_json(const ReportContext& context, LayerId id);
/// The part of the graph that belongs to no model yet, in the form of a model; null where there is
/// nothing to show.
[[nodiscard]] Json draft_json(const ReportContext& context);
/// Shapes at the ends of lines.
[[nodiscard]] Json hints_json(const ReportContext& context);

}  // namespace unroll
