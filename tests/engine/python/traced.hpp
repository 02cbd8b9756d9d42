// Traces small programs with all modules and reads what their variables hold.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "exec/plan.hpp"
#include "python/program.hpp"

namespace unroll::tests {

/// A program whose tensors are computed where it asks for their numbers.
class Traced {
 public:
  explicit Traced(std::string_view source, KerasRelease release = KerasRelease::v3_15) {
    python::Host host;
    host.evaluate = [](const Graph& graph, ValueId id) { return numbers(graph, id); };
    python::ProgramSettings settings;
    settings.release = release;
    program_ = std::make_unique<python::Program>(source, settings, std::move(host));
  }

  [[nodiscard]] python::Program& program() { return *program_; }
  [[nodiscard]] const Graph& graph() const { return program_->graph(); }

  /// The message of the first problem, empty where there is none.
  [[nodiscard]] std::string problem() const {
    for (const Problem& problem : program_->interpreter().problems()) {
      if (problem.severity == Severity::error) return problem.message;
    }
    return {};
  }

  /// A variable of the program; None where it has no such one.
  [[nodiscard]] python::Value operator[](std::string_view name) const {
    for (const auto& [variable, value] : program_->interpreter().globals()) {
      if (variable == name) return value;
    }
    return {};
  }

  [[nodiscard]] std::string repr(std::string_view name) const {
    return program_->interpreter().repr((*this)[name]);
  }

  /// The numbers of a tensor, open sizes bound to `sizes`.
  static std::shared_ptr<const Tensor> numbers(const Graph& graph, ValueId id,
                                               const Bindings& sizes = {}) {
    Store store(graph, 1);
    Plan plan(graph, store, {id}, sizes, RunLimits{});
    plan.start();
    plan.advance(Deadline::max());
    const ConstTensorView view = plan.read(id);
    auto copy = std::make_shared<Tensor>(
        view.dtype(), std::vector<std::int64_t>(view.sizes().begin(), view.sizes().end()));
    const auto bytes = copy->view().bytes();
    std::copy_n(view.bytes().begin(), bytes.size(), bytes.begin());
    return copy;
  }

 private:
  std::unique_ptr<python::Program> program_;
};

}  // namespace unroll::tests
