// Owns program edits: how a change of a layer's argument, or the mending of a problem, is written
// into the program's text. Must not know reports or pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/problem.hpp"
#include "python/program.hpp"

namespace unroll {

/// Edits of one request, and what they do in a few words (`writes line 5`).
struct EditResult {
  std::vector<TextEdit> edits;
  std::string effect;
};

/// Sets an argument of a layer to Python source `value`: at the definition of the variable that
/// holds it unless `at_call`; adds it to the call where it is not given. Setting an argument to its
/// default takes a given one away only through `unset_argument`. Throws Error.
[[nodiscard]] EditResult set_argument(const python::Program& program, LayerId layer,
                                      const std::string& name, const std::string& value,
                                      bool at_call);

/// Takes an argument out of the call. Throws Error where it is required or not given by name.
[[nodiscard]] EditResult unset_argument(const python::Program& program, LayerId layer,
                                        const std::string& name);

/// Adds the fixes that the tables offer to a problem: `Set return_sequences=True on lstm_1`.
void add_fixes(const python::Program& program, Problem& problem);

}  // namespace unroll
