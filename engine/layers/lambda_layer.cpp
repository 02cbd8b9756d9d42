// Owns the Lambda layer. Must not know graphs, nor in which language its function is written.
// Mirrors keras/src/layers/core/lambda_layer.py.
#include <array>
#include <optional>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "function",
          .kind = FieldKind::code,
          .otherwise = "",
          .doc = "The function of the input; its own ops are the layer's.",
          .primary = true},
    Field{.name = "output_shape",
          .kind = FieldKind::code,
          .otherwise = "None",
          .doc = "The shape that comes out, without its batch axis, or a function of the input's "
                 "shape: Keras goes by it and does not run the function while it builds a model."},
    Field{.name = "mask",
          .kind = FieldKind::code,
          .otherwise = "None",
          .doc = "The mask of the output, or a function of the input and its mask that makes it; "
                 "without it no mask comes out."},
    Field{.name = "arguments",
          .kind = FieldKind::code,
          .otherwise = "None",
          .doc = "Further arguments of the function, by name."},
};

constexpr std::array<std::string_view, 3> arguments = {"inputs", "mask", "training"};

void check(const Config& config) {
  const Datum& function = config["function"];
  if (function.as<Opaque>() == nullptr) {
    RuleError error("argument_value", "Lambda needs a function, got " + python_text(function) + '.',
                    "unsupported callable");
    error.exception = "TypeError";
    throw error;
  }
  const Datum& further = config["arguments"];
  if (further.is_none() || further.dict() != nullptr) return;
  throw RuleError("argument_value",
                  "Lambda needs a dict for `arguments`, got " + python_text(further) + '.');
}

Datum call(const LayerCall& call) {
  const Opaque& function = *call.config()["function"].as<Opaque>();
  std::vector<GivenDatum> given = {{"", call.arguments.front().value, {}}};
  if (const DatumDict* further = call.config()["arguments"].dict()) {
    for (const auto& [name, value] : further->items) given.push_back({name, value, {}});
  }
  for (const std::string_view name : {"mask", "training"}) {
    if (!call.trace.takes_argument(function, name)) continue;
    std::erase_if(given, [&](const GivenDatum& each) { return each.name == name; });
    given.push_back({std::string(name), call.argument(name), {}});
  }
  return call.trace.call_function(function, std::move(given));
}

/// `output_shape` with the batch axis before each shape in it.
Datum with_batch(const Datum& shapes, const Datum& batch) {
  const DatumList* list = shapes.list();
  if (list == nullptr) return shapes;
  const bool nested = !list->items.empty() && list->items.front().list() != nullptr;
  std::vector<Datum> items;
  if (!nested) items.push_back(batch);
  for (const Datum& item : list->items) items.push_back(nested ? with_batch(item, batch) : item);
  return Datum::of_list(std::move(items), list->tuple || !nested);
}

std::optional<DeclaredOutput> declared(const LayerCall& call) {
  const Datum& shapes = call.config()["output_shape"];
  if (shapes.is_none()) return std::nullopt;
  const auto* function = shapes.as<Opaque>();
  if (function == nullptr) {
    // Keras gives the first input's batch to each.
    const std::vector<ValueId> inputs = tensors_of(call.arguments.front().value);
    if (inputs.empty() || call.trace.shape(inputs.front()).empty()) {
      throw RuleError("declared_output",
                      "Lambda puts the batch axis of its input before `output_shape`, but this "
                      "input has none: give a tensor with a batch axis.");
    }
    const Axis& batch = call.trace.shape(inputs.front()).front();
    const Datum size = batch.size.is_open() ? Datum() : Datum(batch.size);
    return DeclaredOutput{with_batch(shapes, size), "output_shape"};
  }
  const Datum& inputs = call.arguments.front().value;
  return DeclaredOutput{call.trace.call_on_shapes(*function, inputs), "output_shape"};
}

Datum make_mask(const LayerCall& call, const Datum& masks) {
  const Datum& mask = call.config()["mask"];
  const auto* function = mask.as<Opaque>();
  if (function == nullptr) return mask;
  return call.trace.call_function(*function,
                                  {{"", call.arguments.front().value, {}}, {"", masks, {}}});
}

std::string settings(const Config& config) { return python_text(config["function"]); }

}  // namespace

const LayerRow lambda_layer = {
    .name = "Lambda",
    .group = "core",
    .summary = "Applies a function of the program.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Lambda(lambda t: keras.ops.mean(t, axis=1))(x)",
    .fields = fields,
    .check = check,
    .call = call,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::always,
    .compute_mask = make_mask,
    .declared = declared,
};

}  // namespace unroll::layers
