// Owns what is told of a program that is wrong or doubtful: where, what, why and what to do.
// Must not know how it is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dims/shape.hpp"
#include "dims/span.hpp"

namespace unroll {

enum class Severity : std::uint8_t { error, warning, note };

/// Replaces a span of the program by a text.
struct TextEdit {
  Span span;
  std::string insert;
};

/// An edit that mends a problem.
struct Fix {
  std::string title;   ///< what the button says
  std::string reason;  ///< when one would want it
  std::vector<TextEdit> edits;
};

/// A further place that belongs to a problem.
struct Related {
  std::string message;
  Span span;
};

/// One message at one place.
struct Problem {
  Severity severity = Severity::error;
  std::string code;     ///< stable short name: `syntax`, `rank`, `unknown_argument`, `limit_steps`
  std::string message;  ///< what is needed, what came, why, what to do
  std::string keras;    ///< what Keras says, where it says something else
  Span span;            ///< what is underlined
  Span statement;       ///< the statement that fails: its first line is the problem's line
  std::string layer_class;                ///< empty where no layer is involved
  std::optional<std::string> layer_name;  ///< nothing while the layer has no name yet
  std::optional<std::int32_t> call;       ///< the failed call, as an index into the graph's calls
  std::vector<Role> needs;  ///< axes that the layer needs, where that is what is wrong
  std::int32_t got = -1;    ///< the tensor that does not fit, -1 where there is none
  std::vector<Fix> fixes;
  std::vector<Related> related;
};

}  // namespace unroll
