// Owns the look of written Python: values, calls, and how long ones are broken over lines. Must not
// know what the program is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll {

/// A call, a list or a dict with its items, which can stand on lines of their own.
struct PythonSource {
  std::string open;  ///< `layers.Dense(`; the whole text where there is no bracket
  std::vector<PythonSource> items;
  std::string close;  ///< `)(x)`, with the bracket that it begins with; empty where there is none

  PythonSource() = default;
  /// A text that stays on its line.
  PythonSource(std::string text) : open(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  PythonSource(std::string open_, std::vector<PythonSource> items_, std::string close_)
      : open(std::move(open_)), items(std::move(items_)), close(std::move(close_)) {}
};

/// On one line.
[[nodiscard]] std::string one_line(const PythonSource& source);

/// `before` and the source, on one line where that is no longer than 88 columns, else an item a
/// line. Without a line's end.
[[nodiscard]] std::string laid_out(const std::string& before, const PythonSource& source,
                                   std::size_t indent = 0);

/// A text in quotes, as Python reads it.
[[nodiscard]] std::string quoted(std::string_view text);

/// The text as a name of Python's, in small letters: `my-layer/1` -> `my_layer_1`. Empty where
/// nothing of it can stand in a name.
[[nodiscard]] std::string identifier(std::string_view text);

}  // namespace unroll
