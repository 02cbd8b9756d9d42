// Owns the TimeDistributed wrapper. Must not know graphs.
// Mirrors keras/src/layers/rnn/time_distributed.py and core/wrapper.py.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"layer", FieldKind::layer, "", "The layer that is applied to each step.", true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each sequence in the batch is treated on its own."},
    AxisNote{AxisChange::set_aside, Role::time,
             "The inner layer sees one step at a time; the steps are put back together after it."},
    AxisNote{AxisChange::replaced, Role::features, "The inner layer makes {to} numbers of {from}."},
};

constexpr std::array<std::string_view, 3> arguments = {"inputs", "training", "mask"};

LayerId inner(const Config& config) { return config["layer"].as<LayerRef>()->id; }

void check_input(const LayerCall& call) {
  const ValueId input = call.input();
  const Shape& shape = call.trace.shape(input);
  if (shape.size() >= 3) return;
  RuleError error(
      "rank",
      "TimeDistributed needs (batch, time, features) or more axes, got " + words(shape) + ".",
      "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 "
      "dimensions, received: " +
          keras_text(shape));
  error.needs = {Role::batch, Role::time, Role::features};
  error.got = input;
  throw error;
}

void build(LayerBuild& build) {
  TensorType step = build.inputs.front();
  step.shape.erase(step.shape.begin() + 1);
  build.trace.build_layer(inner(build.config()), std::span(&step, 1));
}

/// Whether the inner layer takes a mask, so that it is given each step's.
bool takes_mask(const LayerCall& call) {
  const LayerRow* row = call.trace.layer(inner(call.config())).row;
  return row != nullptr && std::ranges::find(row->arguments, "mask") != row->arguments.end();
}

/// Keras looks at the mask only where the layer runs on data: while it builds, the batch is open.
void check_mask(const LayerCall& call, ValueId mask) {
  const Shape& input = call.trace.shape(call.input());
  const Shape& shape = call.trace.shape(mask);
  if (!input.front().size.value()) return;
  const auto size_of = [](const Axis& axis) { return axis.size; };
  if (shape.size() >= 2 && std::ranges::equal(std::span(shape).first(2), std::span(input).first(2),
                                              {}, size_of, size_of)) {
    return;
  }
  RuleError error(
      "mask_shape",
      "TimeDistributed needs a mask of (" + input[0].size.text() + ", " + input[1].size.text() +
          "), its input's batch and time, got " + words(shape) + ".",
      "The `mask` passed to the `TimeDistributed` layer has a shape " + keras_text(shape) +
          " that is incompatible with the input shape " + keras_text(input) + ".");
  error.got = mask;
  throw error;
}

Datum call(const LayerCall& call) {
  ScanOptions options;
  options.sequences = {call.input()};
  const std::vector<ValueId> masks = tensors_of(call.argument("mask"));
  if (!masks.empty()) check_mask(call, masks.front());
  if (!masks.empty() && takes_mask(call)) options.sequences.push_back(masks.front());
  // Without states every step stands for itself, so the scan may do all of them at once.
  const Scanned scanned = call.trace.scan(
      options, [&](std::span<const ValueId> steps, std::span<const ValueId> /*states*/) {
        std::vector<GivenDatum> arguments = {{"", TensorRef{steps.front()}, {}}};
        if (steps.size() > 1) arguments.push_back({"mask", TensorRef{steps[1]}, {}});
        const Datum result = call.trace.call_layer(inner(call.config()), std::move(arguments));
        return ScanStep{tensors_of(result), {}};
      });
  if (scanned.all.size() != 1) {
    throw RuleError("outputs", "TimeDistributed needs an inner layer with one output, got " +
                                   std::to_string(scanned.all.size()) + ".");
  }
  return TensorRef{scanned.all.front()};
}

/// Keras asks the inner layer for its shape: one of the program's own has to tell it.
std::optional<DeclaredOutput> declared(const LayerCall& call) {
  Tracing& trace = call.trace;
  const LayerId layer = inner(call.config());
  constexpr std::string_view method = "compute_output_shape";
  const LayerState& state = trace.layer(layer);
  const bool by_program = state.row == nullptr && trace.defines_method(layer, "call");
  if (!by_program || trace.defines_method(layer, method)) return std::nullopt;
  const std::string& name = state.name;
  RuleError error("declared_output",
                  "TimeDistributed asks `" + name +
                      "` which shape comes out of it: give its class a "
                      "`compute_output_shape(self, input_shape)`.",
                  "Layer " + name +
                      " does not have a `compute_output_shape` method implemented. Should "
                      "implement `def compute_output_shape(self, input_shape)`.");
  error.exception = "NotImplementedError";
  throw error;
}

std::string settings(const Config& /*config*/) { return "at each step"; }

}  // namespace

const LayerRow time_distributed = {
    .name = "TimeDistributed",
    .group = "recurrent",
    .summary = "Applies one layer to every step of a sequence, with the same weights.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.TimeDistributed(layers.Dense(16))(x)",
    .fields = fields,
    .check_input = check_input,
    .build = build,
    .call = call,
    .notes = notes,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::until_3_15,
    .sets_aside = Role::time,
    .shows_inner = true,
    .declared = declared,
};

}  // namespace unroll::layers
