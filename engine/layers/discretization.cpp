// Owns the Discretization layer. Must not know graphs.
// Mirrors keras/src/layers/preprocessing/discretization.py.
#include <array>

#include "layers/categories.hpp"
#include "layers/numbers.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array<std::string_view, 4> modes = {"int", categories::modes[0],
                                                   categories::modes[1], categories::modes[2]};

constexpr std::array fields = {
    Field{.name = "bin_boundaries",
          .kind = FieldKind::numbers,
          .otherwise = "None",
          .doc = "Where one bin ends and the next begins, upwards.",
          .primary = true},
    Field{.name = "num_bins",
          .kind = FieldKind::integer,
          .otherwise = "None",
          .doc = "How many bins `adapt` makes of data.",
          .primary = true,
          .min = 0},
    Field{.name = "epsilon",
          .kind = FieldKind::number,
          .otherwise = "0.01",
          .doc = "How exactly `adapt` does that.",
          .training_only = true},
    Field{.name = "output_mode",
          .kind = FieldKind::choice,
          .otherwise = "\"int\"",
          .doc = "What comes out for the bin of a number.",
          .primary = true,
          .choices = modes,
          .effects = categories::effects},
    Field{.name = "sparse",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "How the marks are kept; the numbers are the same.",
          .training_only = true},
};

constexpr std::array<std::string_view, 1> arguments = {"inputs"};

void check(const Config& config) {
  const Datum& boundaries = config["bin_boundaries"];
  const Datum& count = config["num_bins"];
  if (boundaries.is_none() != count.is_none()) return;
  const std::string keras =
      count.is_none()
          ? "You need to set either `num_bins` or `bin_boundaries`."
          : "Both `num_bins` and `bin_boundaries` should not be set. Received: "
            "`num_bins=" +
                python_text(count) + "` and `bin_boundaries=" + python_text(boundaries) + '`';
  throw RuleError("argument_value",
                  "Discretization needs either `bin_boundaries` or `num_bins`, got " +
                      std::string(count.is_none() ? "none of them." : "both."),
                  keras);
}

/// How many boundaries a number has reached: its bin.
ValueId bins(Tracing& trace, ValueId x, ValueId boundaries) {
  const ValueId column = trace.apply("expand_dims", {x}, {{"axes", std::vector<std::int64_t>{-1}}});
  const ValueId reached = trace.apply("greater_equal", {column, boundaries});
  return trace.apply("sum", {reached}, {{"axes", std::vector<std::int64_t>{-1}}});
}

Datum call(const LayerCall& call) {
  const Datum& given = call.config()["bin_boundaries"];
  if (given.is_none()) {
    throw RuleError(
        "not_adapted",
        "Discretization has no boundaries: give it `bin_boundaries`, or call `adapt` with data "
        "that the program has.",
        "You need to either pass the `bin_boundaries` argument at construction time or call "
        "`adapt(dataset)` before you can start using the `Discretization` layer.");
  }
  const ValueId boundaries = numbers(call.trace, given);
  const Dim depth = element_count(call.trace.shape(boundaries)) + 1;
  const ValueId found = bins(call.trace, call.input(), boundaries);
  const auto& mode = *call.config()["output_mode"].as<std::string>();
  if (mode == "int") return TensorRef{found};
  return TensorRef{categories::encode(call.trace, found, mode, depth)};
}

std::string settings(const Config& config) { return *config["output_mode"].as<std::string>(); }

}  // namespace

const LayerRow discretization = {
    .name = "Discretization",
    .group = "preprocessing",
    .summary = "Puts each number into a bin between two boundaries.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Discretization(bin_boundaries=[-1.0, 0.0, 1.0], output_mode=\"int\")(x)",
    .fields = fields,
    .check = check,
    .call = call,
    .notes = categories::notes,
    .settings = settings,
    .arguments = arguments,
};

}  // namespace unroll::layers
