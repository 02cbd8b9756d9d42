// Owns one traced program: its text, syntax, graph and what its run left. Must not know reports,
// plans or edits.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "graph/tracer.hpp"
#include "python/interpreter.hpp"
#include "python/keras.hpp"

namespace unroll::python {

/// What a trace is given besides the text.
struct ProgramSettings {
  /// Values for holes by name.
  std::map<std::string, Value, std::less<>> holes;
  Limits limits;
  TraceLimits trace_limits;
  KerasRelease release = KerasRelease::v3_15;
};

/// Traces on construction. Errors of the program are among `interpreter().problems()`; nothing but
/// internal faults is thrown.
class Program {
 public:
  Program(std::string_view source, const ProgramSettings& settings, Host host);
  /// A program without a text: `work` makes what it consists of. Its errors are as those of a text,
  /// without a place.
  Program(const std::function<void(Keras&)>& work, const ProgramSettings& settings, Host host);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] const SyntaxTree& tree() const { return tree_; }
  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] KerasRelease release() const { return tracer_.release(); }
  /// For calls of the program's models on further tensors.
  [[nodiscard]] Tracer& tracer() { return tracer_; }
  [[nodiscard]] Keras& keras() const { return *keras_; }
  [[nodiscard]] Interpreter& interpreter() const { return *interpreter_; }
  /// Milliseconds.
  [[nodiscard]] double parse_time() const { return parse_time_; }
  [[nodiscard]] double trace_time() const { return trace_time_; }
  /// Where a new value of a layer's argument is written: the definition of the variable that holds
  /// the number, else the argument itself; nothing where it is not given in the text.
  struct ArgumentPlace {
    Span span;
    std::string name;  ///< the variable, empty where the argument is written itself
  };
  [[nodiscard]] std::optional<ArgumentPlace> place_of(const ConfigEntry& entry) const;
  /// 1-based.
  [[nodiscard]] int line(Span span) const;

 private:
  /// Makes what stands between the text and the graph; the text is parsed already.
  void prepare(const ProgramSettings& settings, Host host);
  SyntaxTree tree_;
  Graph graph_;
  Tracer tracer_;
  std::unique_ptr<Keras> keras_;
  std::unique_ptr<Interpreter> interpreter_;
  double parse_time_ = 0;
  double trace_time_ = 0;
};

}  // namespace unroll::python
