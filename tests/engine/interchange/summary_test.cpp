// Tests of the summary's text against what Keras prints (tests/programs/expected.json holds the
// same tables), and of the wrapping of cells.
#include "interchange/summary.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <tuple>

#include "error.hpp"
#include "interchange/terminal_text.hpp"

using unroll::grouped;
using unroll::LongWord;
using unroll::size_text;
using unroll::summary_text;
using unroll::SummaryRow;
using unroll::SummaryTable;

namespace {

using Lines = std::vector<std::string>;

Lines wrapped(std::string_view text, std::int64_t cells) {
  Lines lines;
  for (const auto& line : unroll::wrap(unroll::code_points(text), cells, LongWord::whole)) {
    lines.push_back(unroll::utf8(unroll::shortened(line, cells)));
  }
  return lines;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = text.find('\n', from);
    REQUIRE(to != std::string::npos);
    lines.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return lines;
}

std::string repeated(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

SummaryTable rnn_and_dense() {
  SummaryTable table;
  table.model_name = "sequential";
  table.rows = {{"simple_rnn (SimpleRNN)", "(None, 10, 32)", "1,696", "", ""},
                {"dense (Dense)", "(None, 10, 16)", "528", "", ""}};
  table.trainable_params = 2224;
  table.trainable_bytes = 8896;
  return table;
}

std::string one_row(const SummaryRow& row) {
  SummaryTable table;
  table.connected_to = !row.connected_to.empty();
  table.rows = {row};
  const Lines lines = lines_of(summary_text(table));
  std::string text;
  for (std::size_t i = 4; i + 4 < lines.size(); ++i) text += lines[i] + '\n';
  return text;
}

}  // namespace

TEST_CASE("summary: three columns at 80") {
  CHECK(summary_text(rnn_and_dense()) == R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ simple_rnn (SimpleRNN)          │ (None, 10, 32)         │         1,696 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 10, 16)         │           528 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,224 (8.69 KB)
 Trainable params: 2,224 (8.69 KB)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST_CASE("summary: a connected graph") {
  SummaryTable table;
  table.model_name = "functional";
  table.connected_to = true;
  table.rows = {
      {"left (InputLayer)", "(None, 5, 3)", "0", "-", ""},
      {"input_layer (InputLayer)", "(None, 5, 3)", "0", "-", ""},
      {"simple_rnn_1 (SimpleRNN)", "(None, 5, 4)", "32", "input_layer[0][0]", ""},
      {"add (Add)", "(None, 5, 4)", "0", "simple_rnn[0][0], simple_rnn_1[0][0]", ""},
      {"twice (SimpleRNN)", "(None, 6, 5)", "55", "input_layer[0][0], simple_rnn[0][0]", ""}};
  table.trainable_params = 10;
  table.non_trainable_params = 64;
  table.trainable_bytes = 40;
  table.non_trainable_bytes = 256;
  CHECK(summary_text(table) == R"(Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ left (InputLayer)   │ (None, 5, 3)      │          0 │ -                 │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ input_layer         │ (None, 5, 3)      │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ simple_rnn_1        │ (None, 5, 4)      │         32 │ input_layer[0][0] │
│ (SimpleRNN)         │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 5, 4)      │          0 │ simple_rnn[0][0], │
│                     │                   │            │ simple_rnn_1[0][… │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ twice (SimpleRNN)   │ (None, 6, 5)      │         55 │ input_layer[0][0… │
│                     │                   │            │ simple_rnn[0][0]  │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 74 (296.00 B)
 Trainable params: 10 (40.00 B)
 Non-trainable params: 64 (256.00 B)
)");
}

TEST_CASE("summary: show_trainable adds a centred column") {
  SummaryTable table;
  table.model_name = "functional";
  table.show_trainable = true;
  table.rows = {{"input_layer (InputLayer)", "(None, 5, 3)", "0", "", "-"},
                {"simple_rnn (SimpleRNN)", "(None, 5, 4)", "32", "", "N"},
                {"dense (Dense)", "(None, 5, 2)", "10", "", "Y"}};
  table.trainable_params = 10;
  table.non_trainable_params = 32;
  table.trainable_bytes = 40;
  table.non_trainable_bytes = 128;
  CHECK(summary_text(table) == R"(Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━┓
┃ Layer (type)                ┃ Output Shape          ┃    Param # ┃ Trai… ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━┩
│ input_layer (InputLayer)    │ (None, 5, 3)          │          0 │   -   │
├─────────────────────────────┼───────────────────────┼────────────┼───────┤
│ simple_rnn (SimpleRNN)      │ (None, 5, 4)          │         32 │   N   │
├─────────────────────────────┼───────────────────────┼────────────┼───────┤
│ dense (Dense)               │ (None, 5, 2)          │         10 │   Y   │
└─────────────────────────────┴───────────────────────┴────────────┴───────┘
 Total params: 42 (168.00 B)
 Trainable params: 10 (40.00 B)
 Non-trainable params: 32 (128.00 B)
)");
}

TEST_CASE("summary: an empty model has no rows") {
  SummaryTable table;
  table.model_name = "empty";
  CHECK(summary_text(table) == R"(Model: "empty"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 0 (0.00 B)
 Trainable params: 0 (0.00 B)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST_CASE("summary: line_length narrows the table, and the console cuts a wider one") {
  SummaryTable table = rnn_and_dense();
  table.line_length = 60;
  CHECK(lines_of(summary_text(table))[4] ==
        "│ simple_rnn (SimpleRNN)   │ (None, 10, 32)    │     1,696 │");
  table.line_length = 100;
  CHECK(lines_of(summary_text(table))[1] ==
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳");
  CHECK(lines_of(summary_text(table))[4] ==
        "│ simple_rnn (SimpleRNN)                     │ (None, 10, 32)                  │");
  table.line_length = 2'000'000'000;
  CHECK(lines_of(summary_text(table))[1] == "┏" + repeated("━", 79));
  table.line_length = 0;
  CHECK(summary_text(table) == summary_text(rnn_and_dense()));
}

TEST_CASE("summary: widths of the columns at several lengths") {
  const auto widths = [](int length, bool connected, bool trainable) {
    SummaryTable table;
    table.line_length = length;
    table.connected_to = connected;
    table.show_trainable = trainable;
    const std::string line = lines_of(summary_text(table))[1];
    std::vector<int> result = {0};
    for (std::size_t i = std::string("┏").size(); i < line.size(); i += std::string("━").size()) {
      const std::string character = line.substr(i, std::string("━").size());
      if (character == "┳") result.push_back(0);
      if (character == "━") ++result.back();
    }
    return result;
  };
  using Widths = std::vector<int>;
  CHECK(widths(76, false, false) == Widths{33, 24, 15});
  CHECK(widths(76, true, false) == Widths{21, 19, 12, 19});
  CHECK(widths(76, false, true) == Widths{29, 23, 12, 7});
  CHECK(widths(76, true, true) == Widths{19, 17, 11, 16, 7});
  CHECK(widths(60, false, false) == Widths{26, 19, 11});
  CHECK(widths(40, false, false) == Widths{17, 12, 7});
  CHECK(widths(60, true, false) == Widths{17, 14, 9, 15});
}

TEST_CASE("summary: positions") {
  SummaryTable table = rnn_and_dense();
  table.positions = {0.5, 0.75, 1.0};
  CHECK(lines_of(summary_text(table))[1] ==
        "┏" + repeated("━", 37) + "┳" + repeated("━", 17) + "┳" + repeated("━", 18) + "┓");
  table.positions = {0.5, 0.75};
  CHECK_THROWS_WITH_AS(std::ignore = summary_text(table),
                       "summary() has 3 columns here and needs a position for each, got 2",
                       unroll::Error);
  table.positions = {0.5, 0.52, 1.0};
  CHECK_THROWS_WITH_AS(std::ignore = summary_text(table),
                       "Insufficient console width to print summary.", unroll::Error);
  table.positions = {0.5, std::numeric_limits<double>::quiet_NaN(), 1e300};
  CHECK_THROWS_AS(std::ignore = summary_text(table), unroll::Error);
  table.positions = {};
  table.line_length = 8;
  CHECK_THROWS_AS(std::ignore = summary_text(table), unroll::Error);
  table.line_length = -76;
  CHECK_THROWS_AS(std::ignore = summary_text(table), unroll::Error);
}

TEST_CASE("summary: cells that wrap") {
  CHECK(one_row({"simple_rnn (SimpleRNN)", "[(None, 5, 4), (None, 4)]", "32", "", ""}) ==
        "│ simple_rnn (SimpleRNN)          │ [(None, 5, 4), (None,  │            32 │\n"
        "│                                 │ 4)]                    │               │\n");
  CHECK(
      one_row(
          {"layer_with_a_class_name_of_forty_characters (LayerWithAClassNameOfFortyCharactersInIt)",
           "(None, 10, 4)", "0", "", ""}) ==
      "│ layer_with_a_class_name_of_for… │ (None, 10, 4)          │             0 │\n"
      "│ (LayerWithAClassNameOfFortyCha… │                        │               │\n");
  CHECK(one_row({"x (Dense)", "?", "0 (unbuilt)", "", ""}) ==
        "│ x (Dense)                       │ ?                      │   0 (unbuilt) │\n");
  CHECK(one_row({"x (Dense)", "?", "0 (unbuilt)", "-", ""}) ==
        "│ x (Dense)           │ ?                 │          0 │ -                 │\n"
        "│                     │                   │  (unbuilt) │                   │\n");
  CHECK(one_row({"x (Dense)", "?", "1,000,000,000", "-", ""}) ==
        "│ x (Dense)           │ ?                 │ 1,000,000… │ -                 │\n");
}

TEST_CASE("summary: wide characters count as two cells") {
  CHECK(one_row({"層 (Dense)", "?", "0", "", ""}) ==
        "│ 層 (Dense)                      │ ?                      │             0 │\n");
  CHECK(one_row({repeated("層", 16) + " (Dense)", "?", "0", "", ""}) ==
        "│ " + repeated("層", 15) + "… │ ?                      │             0 │\n" +
            "│ (Dense)                         │                        │               │\n");
  CHECK(wrapped("日本語日本語", 6) == Lines{"日本 …"});
  CHECK(wrapped("日本語日本語", 7) == Lines{"日本語…"});
  // Blanks at the end are dropped by the count of characters, as Keras's printer does it.
  CHECK(wrapped("日本語 日本", 6) == Lines{"日本 …", "日本"});
  CHECK(wrapped("日本語 日本", 7) == Lines{"日本語 ", "日本"});
  CHECK(wrapped("e\u0301e\u0301e\u0301 x", 3) == Lines{"e\u0301e\u0301e\u0301", "x"});
  CHECK(wrapped("🙂🙂 a", 4) == Lines{"🙂 …", "a"});
}

TEST_CASE("summary: where a cell breaks") {
  const auto a = [](int count) { return std::string(static_cast<std::size_t>(count), 'a'); };
  CHECK(wrapped(a(31), 31) == Lines{a(31)});
  CHECK(wrapped(a(32), 31) == Lines{a(30) + "…"});
  CHECK(wrapped(a(23) + " (Dense)", 31) == Lines{a(23) + " (Dense)"});
  CHECK(wrapped(a(24) + " (Dense)", 31) == Lines{a(24) + " ", "(Dense)"});
  CHECK(wrapped(a(40) + " (Dense)", 31) == Lines{a(30) + "…", "(Dense)"});
  const std::string b(32, 'b');
  CHECK(wrapped("aaaa " + b + " cc", 31) == Lines{"aaaa ", b.substr(0, 30) + "…", "cc"});
  CHECK(wrapped("two  spaces  here and then some more words to wrap", 31) ==
        Lines{"two  spaces  here and then some", "more words to wrap"});
  CHECK(wrapped("   └ a_rather_long_inner_name (TimeDistributed)", 31) ==
        Lines{"   └ a_rather_long_inner_name ", "(TimeDistributed)"});
  CHECK(wrapped("   └ " + std::string(40, 'n') + " (Dense)", 31) ==
        Lines{"   └ ", std::string(30, 'n') + "…", "(Dense)"});
  CHECK(wrapped("input_layer[0][0]", 17) == Lines{"input_layer[0][0]"});
  CHECK(wrapped("input_layer[0][0], simple_rnn[0][0]", 17) ==
        Lines{"input_layer[0][0…", "simple_rnn[0][0]"});
  CHECK(wrapped("a[0][0], b[0][0], c[0][0]", 17) == Lines{"a[0][0], b[0][0],", "c[0][0]"});
  CHECK(wrapped("[(None, 5, 4), (None, 4)]", 17) == Lines{"[(None, 5, 4), ", "(None, 4)]"});
  CHECK(wrapped("[(None, None, 1500), (None, 1500)]", 17) ==
        Lines{"[(None, None, ", "1500), (None, ", "1500)]"});
  CHECK(wrapped("", 5) == Lines{""});
  CHECK(wrapped("   ", 2) == Lines{"  "});
  CHECK(wrapped("a\n\nb", 5) == Lines{"a", "", "b"});
}

TEST_CASE("summary: bytes that are no text do not stop it") {
  CHECK(wrapped("a\xff\xc3", 5) == Lines{"a\uFFFD\uFFFD"});
  CHECK(wrapped("\xe5\xb1", 5) == Lines{"\uFFFD\uFFFD"});
}

TEST_CASE("summary: the title folds at 80") {
  const auto title = [](const std::string& name) {
    SummaryTable table;
    table.model_name = name;
    Lines lines = lines_of(summary_text(table));
    lines.resize(lines.size() - 7);
    return lines;
  };
  const std::string ten = "abcdefghij";
  CHECK(title(repeated(ten, 7) + "a") == Lines{"Model: \"" + repeated(ten, 7) + "a\""});
  CHECK(title(repeated(ten, 7) + "ab") == Lines{"Model: ", "\"" + repeated(ten, 7) + "ab\""});
  CHECK(title(repeated(ten, 7) + "abcdefgh") ==
        Lines{"Model: ", "\"" + repeated(ten, 7) + "abcdefgh\""});
  CHECK(title(repeated(ten, 7) + "abcdefghi") ==
        Lines{"Model: ", "\"" + repeated(ten, 7) + "abcdefghi", "\""});
  CHECK(title(repeated(ten, 16)) == Lines{"Model: ", "\"" + repeated(ten, 7) + "abcdefghi",
                                          "j" + repeated(ten, 7) + "abcdefghi", "j\""});
  CHECK(title("two words") == Lines{"Model: \"two words\""});
}

TEST_CASE("summary: numbers and bytes") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1696) == "1,696");
  CHECK(grouped(123456) == "123,456");
  CHECK(grouped(6337100) == "6,337,100");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(-123) == "-123");
  CHECK(grouped(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
  CHECK(size_text(0) == "0.00 B");
  CHECK(size_text(1020) == "1020.00 B");
  CHECK(size_text(1024) == "1.00 KB");
  CHECK(size_text(8896) == "8.69 KB");
  CHECK(size_text(262144LL * 4) == "1.00 MB");
  CHECK(size_text(6337100LL * 4) == "24.17 MB");
  CHECK(size_text(std::int64_t{5} << 50) == "5.00 PB");
}
