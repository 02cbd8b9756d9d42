// Owns the one face of the engine: a program that is open, its trace, its plan and its values.
// Must not know the boundary (handles, records, JavaScript) nor how a page shows what it tells.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tensors/tensor.hpp"

namespace unroll {

/// How far a run has come. `time` is in milliseconds.
struct Progress {
  bool done = true;
  std::int64_t step = 0;
  std::int64_t steps = 0;
  double time = 0;
};

/// Which tensors `read` and `write` speak of: values of the graph, weights of its layers, or a
/// value of a loop's body at every step, which can be read alone.
enum class TensorKind : std::int32_t { value = 0, weight = 1, record = 2 };

/// One open document. JSON texts follow bindings/report.ts and requests.ts. Throws `unroll::Error`
/// (see error.hpp) on requests that cannot be met; what is wrong with the *program* is told in the
/// report instead.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// The tables of layers, ops and limits, as JSON (Description).
  static std::string describe();

  /// Traces a document (JSON Document) and answers with the Report as JSON.
  std::string open(std::string_view document);
  /// Binds sizes and plans a run (BindRequest -> Bound).
  std::string bind(std::string_view request);
  /// Goes on with the bound run for about `budget` milliseconds; 0 or below: to its end.
  Progress run(double budget);
  /// The tensor behind a value, a weight or a record. Valid until the next call.
  [[nodiscard]] ConstTensorView read(TensorKind kind, std::int32_t id) const;
  /// Replaces an input's or a weight's numbers; `bytes` must have exactly its size.
  void write(TensorKind kind, std::int32_t id, std::span<const std::byte> bytes);
  /// Text edits for an EditRequest (EditAnswer).
  std::string edit(std::string_view request);
  /// A model in another form, as text (ExportRequest -> Exported).
  [[nodiscard]] std::string export_model(std::string_view request) const;
  /// Completions at a UTF-16 offset (Completion[]).
  std::string complete(std::int32_t offset);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unroll
