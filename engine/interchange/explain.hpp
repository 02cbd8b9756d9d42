// Owns the reasons: what a call did to each axis and why, which of its outputs are equal, and
// parameter formulas. Must not know JSON nor how a page shows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.hpp"
#include "python/program.hpp"

namespace unroll {

/// Where an axis is: which port of the call, which axis of its tensor.
struct AxisPlace {
  int port = 0;
  int axis = 0;
};

/// What a call did to one axis.
struct AxisEvent {
  std::string kind;  ///< `kept`, `replaced`, `added`, `ended`, `set_aside`, `missing`
  Role role = Role::other;
  std::optional<AxisPlace> from;
  std::optional<AxisPlace> to;
  std::string why;
};

/// Events of a call, in the order of the output's axes, then what ended. A call that failed for
/// want of an axis has `missing` for it.
[[nodiscard]] std::vector<AxisEvent> explain(const python::Program& program, CallId call,
                                             const Problem* problem);
/// The same of an op between the tensors that it works on and what it makes of them.
[[nodiscard]] std::vector<AxisEvent> explain_op(const Graph& graph, const Node& node,
                                                const std::vector<ValueId>& inputs);

/// What a call does with the mask of its input, or makes of it.
struct MaskEvent {
  std::string kind;  ///< `made`, `kept`, `ended`
  std::string why;
  std::string releases;  ///< what other releases of Keras do; empty where they do the same
};
/// Nothing where neither input nor output has a mask.
[[nodiscard]] std::optional<MaskEvent> explain_mask(const Graph& graph, CallId call,
                                                    KerasRelease release);

/// The first output of a call that holds the same numbers as its output at `place`, whatever the
/// inputs are: a recurrent layer's last step and the state after it. Nothing where there is none.
[[nodiscard]] std::optional<std::size_t> equal_output(const Graph& graph, const Call& call,
                                                      std::size_t place);

/// A piece of a formula with the identities that light it up.
struct FormulaPart {
  std::string text;
  Identities ids;
  std::optional<Role> role;
};
struct FormulaTexts {
  std::vector<FormulaPart> names;
  std::vector<FormulaPart> numbers;
};
/// The row's parameter formula with the layer's own numbers; nothing where the row has none.
[[nodiscard]] std::optional<FormulaTexts> formula_of(const Graph& graph, const Layer& layer);

}  // namespace unroll
