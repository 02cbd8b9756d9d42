// Owns the table that `model.summary()` prints: its columns, widths, borders and closing lines.
// Must not know graphs or layers. Mirrors keras/src/utils/summary_utils.py, and of the table
// printer that Keras gives its cells to, the one shape that Keras asks for.
#include "interchange/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string_view>

#include "error.hpp"
#include "interchange/terminal_text.hpp"

namespace unroll {

namespace {

/// Without a terminal, Python's standard library takes the console to be this wide.
constexpr std::int64_t console_width = 80;
/// The narrowest column that Keras accepts, without the blanks around it.
constexpr std::int64_t narrowest_column = 4;
/// Wider tables than this are cut to nothing but their first column in any case.
constexpr double widest_line = 1e12;

enum class Alignment : std::uint8_t { left, center, right };

struct Column {
  std::string_view header;
  Alignment alignment = Alignment::left;
  std::string SummaryRow::* cell = nullptr;
  std::int64_t width = 0;  ///< in cells, with one blank on each side
};

std::vector<Column> columns_of(const SummaryTable& table) {
  std::vector<Column> columns = {
      {"Layer (type)", Alignment::left, &SummaryRow::layer},
      {"Output Shape", Alignment::left, &SummaryRow::output_shape},
      {"Param #", Alignment::right, &SummaryRow::params},
  };
  if (table.connected_to) {
    columns.push_back({"Connected to", Alignment::left, &SummaryRow::connected_to});
  }
  if (table.show_trainable) {
    columns.push_back({"Trainable", Alignment::center, &SummaryRow::trainable});
  }
  return columns;
}

/// Where each column ends, as a part of the line.
std::vector<double> positions_of(const SummaryTable& table, std::size_t column_count) {
  std::vector<double> positions = table.positions;
  if (positions.empty()) {
    positions =
        table.connected_to ? std::vector{0.3, 0.56, 0.74, 1.0} : std::vector{0.45, 0.8, 1.0};
  }
  if (table.show_trainable) {
    for (double& position : positions) position *= 0.9;
    positions.push_back(1.0);
  }
  if (positions.size() < column_count) {
    throw Error("summary_positions", "summary() has " + std::to_string(column_count) +
                                         " columns here and needs a position for each, got " +
                                         std::to_string(positions.size()));
  }
  return positions;
}

std::int64_t line_length_of(const SummaryTable& table) {
  if (table.line_length.value_or(0) != 0) return *table.line_length;
  const std::int64_t wished = (table.connected_to ? 108 : 88) + (table.show_trainable ? 12 : 0);
  return std::min(wished, console_width - 4);
}

/// Sets the widths: what the positions ask for and two blanks, less what the borders take, column
/// by column from the left; a column more where the positions leave room.
void set_widths(std::vector<Column>& columns, const SummaryTable& table) {
  const std::int64_t line_length = line_length_of(table);
  const auto count = std::ssize(columns);
  const std::int64_t room = line_length - (count + 1);
  std::int64_t current = 0;
  std::int64_t sum = 0;
  const std::vector<double> positions = positions_of(table, columns.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const double end = positions[i] * static_cast<double>(line_length);
    // A position that is no number fails here too.
    if (!(end >= static_cast<double>(current + narrowest_column))) {
      throw Error("summary_width", "Insufficient console width to print summary.");
    }
    const std::int64_t asked = static_cast<std::int64_t>(std::min(end, widest_line)) - current;
    current += asked;
    if (i >= columns.size()) continue;
    columns[i].width = std::clamp<std::int64_t>(asked + 2, 0, std::max<std::int64_t>(room, 0));
    sum += columns[i].width;
  }
  std::int64_t left = count;
  std::int64_t excess = std::max<std::int64_t>(sum - room, 0);
  std::int64_t spare = std::max<std::int64_t>(room - sum, 0);
  for (Column& column : columns) {
    // Half to even, as Python's round().
    const auto share = static_cast<std::int64_t>(
        std::nearbyint(static_cast<double>(excess) / static_cast<double>(left)));
    const std::int64_t less = std::min(column.width, share);
    const std::int64_t more = spare == 0 ? 0 : (column.width * spare + sum - 1) / sum;
    sum -= column.width;
    column.width += more - less;
    excess -= less;
    spare -= more;
    --left;
  }
}

/// One line of the output, which the console cuts at its width.
class Line {
 public:
  void add(const CodePoints& text) {
    if (column_ >= console_width) return;
    const CodePoints part = cut_to_cells(text, console_width - column_);
    column_ += cell_count(part);
    text_ += part;
  }
  void repeat(char32_t character, std::int64_t count) {
    add(CodePoints(static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, console_width)),
                   character));
  }
  [[nodiscard]] std::string text() const { return utf8(text_) + '\n'; }

 private:
  CodePoints text_;
  std::int64_t column_ = 0;
};

/// The four characters of a horizontal line: left end, stroke, crossing, right end.
using Stroke = std::array<char32_t, 4>;
constexpr Stroke top = {U'┏', U'━', U'┳', U'┓'};
constexpr Stroke under_header = {U'┡', U'━', U'╇', U'┩'};
constexpr Stroke between = {U'├', U'─', U'┼', U'┤'};
constexpr Stroke bottom = {U'└', U'─', U'┴', U'┘'};

std::string stroke(const std::vector<Column>& columns, const Stroke& with) {
  Line line;
  line.repeat(with[0], 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line.repeat(with[2], 1);
    line.repeat(with[1], columns[i].width);
  }
  line.repeat(with[3], 1);
  return line.text();
}

/// The lines of a cell, none where the column has no room for text.
std::vector<CodePoints> cell_lines(const Column& column, std::string_view text) {
  if (column.width < 3) return {};
  const std::int64_t room = column.width - 2;
  auto lines = wrap(code_points(text), room, LongWord::whole);
  for (CodePoints& line : lines) {
    if (column.alignment != Alignment::left) line = without_trailing_blanks(line);
    line = shortened(line, room);
  }
  return lines;
}

/// A row of cells between vertical strokes, as high as its highest cell. Lower ones are filled up
/// below, in the header above.
std::string row_text(const std::vector<Column>& columns, const std::vector<std::string_view>& cells,
                     char32_t separator, bool fill_above) {
  std::vector<std::vector<CodePoints>> blocks;
  std::size_t height = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    blocks.push_back(cell_lines(columns[i], cells[i]));
    height = std::max(height, blocks.back().size());
  }
  std::string text;
  for (std::size_t y = 0; y < height; ++y) {
    Line line;
    line.repeat(separator, 1);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t above = fill_above ? height - blocks[i].size() : 0;
      const bool inside = y >= above && y - above < blocks[i].size();
      const CodePoints content = inside ? blocks[i][y - above] : CodePoints{};
      const std::int64_t used = cell_count(content);
      const std::int64_t room = std::max<std::int64_t>(columns[i].width - 2 - used, 0);
      const Alignment alignment = columns[i].alignment;
      const std::int64_t before = alignment == Alignment::left     ? 0
                                  : alignment == Alignment::center ? room / 2
                                                                   : room;
      // A blank on each side, as far as the column has room for them.
      const std::int64_t lead = std::min(before + 1, columns[i].width);
      line.repeat(U' ', lead);
      line.add(content);
      line.repeat(U' ', columns[i].width - lead - used);
      line.repeat(separator, 1);
    }
    text += line.text();
  }
  return text;
}

std::string table_text(const SummaryTable& table) {
  std::vector<Column> columns = columns_of(table);
  set_widths(columns, table);
  std::vector<std::string_view> cells;
  for (const Column& column : columns) cells.push_back(column.header);
  std::string text =
      stroke(columns, top) + row_text(columns, cells, U'┃', true) + stroke(columns, under_header);
  for (const SummaryRow& row : table.rows) {
    if (&row != &table.rows.front()) text += stroke(columns, between);
    for (std::size_t i = 0; i < columns.size(); ++i) cells[i] = row.*columns[i].cell;
    text += row_text(columns, cells, U'│', false);
  }
  return text + stroke(columns, bottom);
}

std::string free_text(const std::string& text) {
  std::string result;
  for (const CodePoints& line : wrap(code_points(text), console_width, LongWord::fold)) {
    result += utf8(cut_to_cells(line, console_width)) + '\n';
  }
  return result;
}

std::string count_line(std::string_view what, std::int64_t params, std::int64_t bytes) {
  return free_text(' ' + std::string(what) + ": " + grouped(params) + " (" + size_text(bytes) +
                   ')');
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::ptrdiff_t first = number < 0 ? 1 : 0;
  for (std::ptrdiff_t at = std::ssize(text) - 3; at > first; at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
}

std::string size_text(std::int64_t bytes) {
  static constexpr std::array units = {"B", "KB", "MB", "GB", "TB", "PB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size / 1024.0 >= 1.0 && unit + 1 < units.size()) {
    size /= 1024.0;
    ++unit;
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f %s", size, units[unit]);
  return text.data();
}

std::string summary_text(const SummaryTable& table) {
  return free_text("Model: \"" + table.model_name + '"') + table_text(table) +
         count_line("Total params", table.trainable_params + table.non_trainable_params,
                    table.trainable_bytes + table.non_trainable_bytes) +
         count_line("Trainable params", table.trainable_params, table.trainable_bytes) +
         count_line("Non-trainable params", table.non_trainable_params, table.non_trainable_bytes);
}

}  // namespace unroll
