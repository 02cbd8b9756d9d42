// Owns the JSON of what is asked of an open program and of the small answers, in the forms of
// bindings/requests.ts. Must not know how either is met.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/problem.hpp"
#include "interchange/completions.hpp"
#include "interchange/export_model.hpp"
#include "interchange/inside.hpp"
#include "python/program.hpp"

namespace unroll {

/// A Document: the program or a model in its place, and the settings that a trace depends on. All
/// parse functions throw Error("bad_request") with a sentence where the text is not of the form.
struct DocumentRequest {
  std::string program;
  std::optional<std::string> model;  ///< Keras's JSON, which stands for the program
  std::map<std::string, python::Value, std::less<>> holes;
  std::uint64_t seed = 0;
  std::string keras = "3.15";
  OpenedLayers opened;  ///< layers that are looked into
};
[[nodiscard]] DocumentRequest parse_document(std::string_view text);

struct BindRequest {
  std::int64_t model = 0;  ///< -1: what belongs to no model
  Bindings dims;
  std::optional<std::uint64_t> seed;
  /// Begins with the arrays that the program calls the model on, and has their sizes.
  bool own_data = false;
  /// Which inputs carry a mask, which can then be written; empty: none.
  std::vector<bool> input_masks;
  /// Goes on from the states that the last run left, where the model is stateful.
  bool keep_states = false;
  /// Layers whose inner steps are recorded.
  std::vector<std::int64_t> record;
};
[[nodiscard]] BindRequest parse_bind(std::string_view text);

struct EditRequest {
  std::string kind;
  std::int64_t layer = -1;
  std::string name;
  std::string value;     ///< Python source
  bool at_call = false;  ///< even where a variable holds the value
};
[[nodiscard]] EditRequest parse_edit(std::string_view text);

/// Which form a model is written in.
enum class ExportForm : std::uint8_t { json, program };
struct ExportRequest {
  std::int64_t model = 0;
  ExportForm as = ExportForm::program;
};
[[nodiscard]] ExportRequest parse_export(std::string_view text);
[[nodiscard]] std::string exported_text(const Exported& exported);

/// A value of a layer's step that a run records.
struct StepRecord {
  LayerId layer = no_id;  ///< that runs the loop
  std::int64_t call = 0;  ///< which of its calls in the model, from 0
  LayerId cell = no_id;   ///< that made the value
  std::string name;
  ValueId value = no_id;
  ValueId before = no_id;           ///< what its activation was applied to, if that is recorded
  std::vector<std::int64_t> sizes;  ///< (batch, time, ...)
};

/// What a bound run reads and makes.
struct Bound {
  std::int64_t bytes = 0;
  double flops = 0;
  std::vector<std::pair<ValueId, std::vector<std::int64_t>>> sizes;
  std::vector<ValueId> inputs;
  std::vector<ValueId> input_masks;  ///< no_id where an input has none
  std::vector<ValueId> outputs;
  std::vector<ValueId> output_masks;
  std::vector<StepRecord> records;
  /// The plan of the former run stands, with all numbers that were written since it was made.
  bool kept = false;
};
[[nodiscard]] std::string bound_text(const Bound& bound);
[[nodiscard]] std::string edits_text(const std::vector<TextEdit>& edits, const std::string& effect);
[[nodiscard]] std::string completions_text(const std::vector<Completion>& completions);

}  // namespace unroll
