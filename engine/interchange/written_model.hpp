// Owns what a traced model consists of once it is written out: the calls that its outputs need and
// the arguments that these calls have to be given. Must not know in which form it is written.
// Mirrors keras/src/models/functional.py (get_config).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

/// Ends the writing: Error("not_exportable") with a sentence.
[[noreturn]] void cannot_write(const std::string& message);

/// One call of a model with what has to be said of it.
struct WrittenCall {
  CallId id = no_id;
  LayerId layer = no_id;
  /// Without what is None.
  std::vector<GivenDatum> arguments;
  std::vector<ValueId> inputs;  ///< the tensors in them
};

/// Whether masks that travel with the inputs of calls anyway are written as arguments.
enum class Masks : std::uint8_t { left_out, told };

/// The calls that the outputs of a functional model need, each behind those that it needs itself.
/// The making of the inputs is not among them.
[[nodiscard]] std::vector<WrittenCall> written_calls(const Graph& graph, const ModelState& model,
                                                     Masks masks = Masks::left_out);

/// Whether a layer is of the program's own class, so that its name alone can be written.
[[nodiscard]] bool is_own_class(const Layer& layer);

/// Whether a value holds something that the program's own language alone can use.
[[nodiscard]] bool holds_opaque(const Datum& datum);

/// The layers among a layer's arguments.
[[nodiscard]] std::vector<LayerId> layers_in(const Layer& layer);

/// The number that a tensor without inputs has, or nothing: what `2.0 * x` made of `2.0`.
[[nodiscard]] std::optional<double> literal(const Graph& graph, ValueId value);

}  // namespace unroll
