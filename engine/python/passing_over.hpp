// What is passed over because data of the program is not here: statements that fail for it, and
// what loops over it fill.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "python/state.hpp"

namespace unroll::python {

/// Whether a value is data alone, and nothing that a model is made of.
[[nodiscard]] bool is_data(Interpreter& in, const Value& value, int depth = 0);

/// Passes over a statement that fails, where the program works on what is not here and the failure
/// is none of a layer's: what the statement would have made is unknown. Answers what follows it;
/// nothing where the failure stands.
std::optional<Flow> pass_over(Interpreter& in, const Statement& statement, const Raised& raised);
std::optional<Flow> pass_over(Interpreter& in, const Statement& statement, const Problem& problem);
Flow pass_over(Interpreter& in, const Statement& statement, const std::string& reason);

/// The containers that the running names hold, so that those which a loop over something unknown
/// fills can be told: how much they hold after it is unknown.
class FilledContainers {
 public:
  FilledContainers(Interpreter& in, const Frame& frame);
  /// Makes those unknown that hold more or less than before, and nothing but data.
  void forget(Interpreter& in, Span at, const std::string& reason);

 private:
  struct Held {
    Variables* variables;
    std::string name;
    Value value;
    std::size_t size;
  };
  std::vector<Held> sizes_;
  std::vector<std::shared_ptr<Scope>> scopes_;  // kept alive with their variables
};

}  // namespace unroll::python
