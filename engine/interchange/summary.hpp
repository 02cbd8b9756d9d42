// Owns the text of `model.summary()`: the table that Keras 3 prints, byte for byte, without colour.
// Must not know graphs or layers: it is given cells. Mirrors keras/src/utils/summary_utils.py.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace unroll {

/// The cells of one layer.
struct SummaryRow {
  std::string layer;         ///< `simple_rnn (SimpleRNN)`
  std::string output_shape;  ///< `(None, 10, 32)`
  std::string params;        ///< `1,696`
  std::string connected_to;  ///< `input_layer[0][0]`; unused without that column
  std::string trainable;     ///< `Y`, `N`, `-`; unused without that column
};

/// Everything that a summary shows.
struct SummaryTable {
  std::string model_name;
  std::vector<SummaryRow> rows;
  bool connected_to = false;    ///< whether the column is shown
  bool show_trainable = false;  ///< likewise
  std::int64_t trainable_params = 0;
  std::int64_t non_trainable_params = 0;
  std::int64_t trainable_bytes = 0;
  std::int64_t non_trainable_bytes = 0;
  /// `summary(line_length=...)`.
  std::optional<int> line_length;
  /// `summary(positions=...)`; empty for Keras's own.
  std::vector<double> positions;
};

/// The whole text, lines ended by a newline, as printed to 80 columns. Throws `Error` in Keras's
/// words where the console is too narrow for the table.
[[nodiscard]] std::string summary_text(const SummaryTable& table);

/// `1696` -> `1,696`.
[[nodiscard]] std::string grouped(std::int64_t number);
/// Bytes as Keras writes them: `8.69 KB`.
[[nodiscard]] std::string size_text(std::int64_t bytes);

}  // namespace unroll
