// Owns the Dot layer. Must not know graphs. Mirrors keras/src/layers/merging/dot.py.
#include <array>

#include "layers/base_merge.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "axes",
          .kind = FieldKind::code,
          .otherwise = "",
          .doc = "The axis that is summed away, the same in both tensors or one for each.",
          .primary = true},
    Field{.name = "normalize",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "Whether both are brought to length 1 along that axis, so that cosines come out.",
          .primary = true},
};

constexpr std::array notes = {
    merging::batch_kept,
    AxisNote{AxisChange::kept, Role::time, "Each step of the one meets each entry of the other."},
    AxisNote{AxisChange::kept, Role::other, "Each entry of the one meets each of the other."},
    AxisNote{AxisChange::added, Role::other, "One number for each item of the batch."},
    AxisNote{AxisChange::replaced, Role::features, "One number for each item of the batch."},
    AxisNote{AxisChange::ended, Role::batch, "It lines up with the first input's batch."},
    AxisNote{AxisChange::ended, Role::other,
             "`axes={axes}`: the numbers along it are multiplied and summed."},
};

/// Keras's square norms are at least this, the square of its epsilon.
constexpr double least_square_sum = 1e-14;

[[noreturn]] void wrong_axes(const Config& config, const std::string& keras) {
  throw RuleError(
      "argument_value",
      "Dot needs an integer or two integers for `axes`, got " + python_text(config["axes"]) + ".",
      keras + " Received: axes=" + python_text(config["axes"]));
}

void check(const Config& config) {
  const Datum& axes = config["axes"];
  if (axes.as<Dim>() != nullptr) return;
  const DatumList* list = axes.list();
  if (list == nullptr) {
    wrong_axes(config, "Invalid type for argument `axes`: it should be a list or an int.");
  }
  if (list->items.size() != 2) {
    wrong_axes(config, "Invalid format for argument `axes`: it should contain two elements.");
  }
  for (const Datum& item : list->items) {
    if (item.as<Dim>() == nullptr) {
      wrong_axes(config, "Invalid format for argument `axes`: list elements should be integers.");
    }
  }
}

/// The summed axis of the first input or of the second, counted from the front.
std::size_t axis_of(const LayerCall& call, ValueId input, std::size_t which) {
  const Shape& shape = call.trace.shape(input);
  const Datum& axes = call.config()["axes"];
  const Dim& given =
      axes.list() == nullptr ? *axes.as<Dim>() : *axes.list()->items[which].as<Dim>();
  const auto found = find_axis(shape.size(), given.value().value_or(0));
  if (found && *found > 0) return *found;
  RuleError error("axis",
                  "Dot cannot sum along axis " + given.text() + " of " + words(shape) +
                      (found ? ": that is the batch." : ": there is no such axis."),
                  found ? "Cannot perform batch_dot over axis 0. If your inputs are not batched, "
                          "add a dummy batch dimension to your inputs using "
                          "keras.ops.expand_dims(x, 0)"
                        : "list index out of range");
  error.got = input;
  if (!found) error.exception = "IndexError";
  throw error;
}

void check_input(const LayerCall& call) {
  const std::vector<ValueId> inputs = merging::need_list(call, 2, 2);
  merging::need_one_batch(call, inputs);
  std::array<Axis, 2> summed;
  for (std::size_t i = 0; i < 2; ++i) {
    summed[i] = call.trace.shape(inputs[i])[axis_of(call, inputs[i], i)];
  }
  // To Keras an open size and a number differ.
  const auto a = summed[0].size.value();
  const auto b = summed[1].size.value();
  if (a == b) return;
  const auto keras_size = [](const Axis& axis) {
    return axis.size.value() ? axis.size.text() : "None";
  };
  RuleError error("shapes",
                  "Dot sums along one axis of each input, which must have the same size in both: "
                  "got " +
                      summed[0].size.text() + " and " + summed[1].size.text() + " in " +
                      merging::list_words(call.trace, inputs) + ".",
                  "Incompatible input shapes: axis values " + keras_size(summed[0]) +
                      " != " + keras_size(summed[1]) +
                      ". Full input shapes: " + merging::list_keras_text(call.trace, inputs));
  error.got = inputs[1];
  throw error;
}

/// x / |x| along the axis.
ValueId of_length_one(Tracing& trace, ValueId x, std::size_t axis) {
  const std::vector<std::int64_t> axes = {static_cast<std::int64_t>(axis)};
  const ValueId squares =
      trace.apply("sum", {trace.apply("square", {x})}, {{"axes", axes}, {"keepdims", true}});
  const ValueId least =
      trace.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", least_square_sum}});
  const ValueId inverse = trace.apply("rsqrt", {trace.apply("maximum", {squares, least})});
  return trace.apply("multiply", {x, inverse});
}

/// A letter for each axis of both: the batch is `a` in both, and so is the summed axis `b`.
std::string equation(const std::array<std::size_t, 2>& ranks,
                     const std::array<std::size_t, 2>& summed) {
  char next = 'c';
  std::array<std::string, 2> terms;
  std::string result = "a";
  for (std::size_t i = 0; i < 2; ++i) {
    terms[i] = 'a';
    for (std::size_t axis = 1; axis < ranks[i]; ++axis) {
      terms[i] += axis == summed[i] ? 'b' : next;
      if (axis != summed[i]) result += next++;
    }
  }
  return terms[0] + ',' + terms[1] + "->" + result;
}

/// Where both bring a time axis, the second one's steps are what the first one's look at.
void name_source(Tracing& trace, ValueId product, std::size_t of_first) {
  const Shape shape = trace.shape(product);
  bool time = false;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    if (shape[i].role != Role::time) continue;
    Axis axis = shape[i];
    axis.role = Role::source;
    if (time && i >= of_first) trace.set_axis(product, static_cast<std::int64_t>(i), axis);
    time = true;
  }
}

Datum call(const LayerCall& call) {
  std::vector<ValueId> inputs = tensors_of(call.arguments.front().value);
  const std::array summed = {axis_of(call, inputs[0], 0), axis_of(call, inputs[1], 1)};
  const std::array ranks = {call.trace.shape(inputs[0]).size(), call.trace.shape(inputs[1]).size()};
  if (call.config().boolean("normalize")) {
    for (std::size_t i = 0; i < 2; ++i) inputs[i] = of_length_one(call.trace, inputs[i], summed[i]);
  }
  const ValueId product =
      call.trace.apply("einsum", {inputs[0], inputs[1]}, {{"equation", equation(ranks, summed)}});
  name_source(call.trace, product, ranks[0] - 1);
  if (ranks[0] > 2 || ranks[1] > 2) return TensorRef{product};
  // Two vectors give one number, along an axis of its own.
  return TensorRef{
      call.trace.apply("expand_dims", {product}, {{"axes", std::vector<std::int64_t>{1}}})};
}

/// No mask goes through it.
Datum no_mask(const LayerCall& /*call*/, const Datum& /*masks*/) { return {}; }

std::string settings(const Config& config) {
  return "along " + python_text(config["axes"]) +
         (config.boolean("normalize") ? ", normalized" : "");
}

}  // namespace

const LayerRow dot = {
    .name = "Dot",
    .group = "merging",
    .summary = "Multiplies two tensors and sums along one axis of each.",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((8, 20))]\n"
        "y = layers.Dot(axes=2)(x)",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
    .compute_mask = no_mask,
};

}  // namespace unroll::layers
