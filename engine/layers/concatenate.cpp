// Owns the Concatenate layer. Must not know graphs. Mirrors
// keras/src/layers/merging/concatenate.py.
#include <algorithm>
#include <array>

#include "layers/base_merge.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::integer,
          .otherwise = "-1",
          .doc = "The axis along which the tensors are put one behind another; -1 is the last.",
          .primary = true},
};

constexpr std::array notes = {
    merging::batch_kept,
    AxisNote{AxisChange::kept, Role::time, "Steps at the same place go together."},
    AxisNote{AxisChange::kept, Role::other, "All inputs have it, with the same size."},
    AxisNote{AxisChange::replaced, Role::features,
             "`axis={axis}`: the features of all inputs stand side by side, {to} in all."},
    AxisNote{AxisChange::replaced, Role::other,
             "`axis={axis}`: the inputs stand one behind another, {to} in all."},
    AxisNote{AxisChange::ended, Role::other,
             "It goes on in the axis of the first input, or in the one that is made of all."},
};

std::int64_t axis_of(const Config& config) { return config.integer("axis").value().value_or(-1); }

/// Whether two shapes differ in nothing but the size of `axis`, as far as can be told.
bool fit(const Shape& a, const Shape& b, std::size_t axis) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (i != axis && never_equal(a[i].size, b[i].size)) return false;
  }
  return true;
}

void check_input(const LayerCall& call) {
  const std::vector<ValueId> inputs = merging::need_list(call, 1);
  const Shape& first = call.trace.shape(inputs.front());
  const auto axis = find_axis(first.size(), axis_of(call.config()));
  if (!axis) {
    throw RuleError("axis", "Concatenate has no axis " + python_text(call.config()["axis"]) +
                                " to work along: its first input is " + words(first) + ".");
  }
  for (const ValueId input : inputs) {
    if (fit(first, call.trace.shape(input), *axis)) continue;
    RuleError error("shapes",
                    "Concatenate cannot put together " + merging::list_words(call.trace, inputs) +
                        ": but for axis " + python_text(call.config()["axis"]) +
                        ", all sizes must be the same.",
                    "A `Concatenate` layer requires inputs with matching shapes except for the "
                    "concatenation axis. Received: input_shape=" +
                        merging::list_keras_text(call.trace, inputs));
    error.got = input;
    throw error;
  }
}

Datum call(const LayerCall& call) {
  const std::vector<ValueId> inputs = tensors_of(call.arguments.front().value);
  const ValueId result =
      call.trace.apply(op("concatenate"), inputs, {{"axis", axis_of(call.config())}}).front();
  if (inputs.size() == 1) return TensorRef{result};
  // Keras takes all other sizes from the first input, open ones too.
  const Shape first = call.trace.shape(inputs.front());
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (i == *find_axis(first.size(), axis_of(call.config()))) continue;
    Axis axis = call.trace.shape(result)[i];
    axis.size = first[i].size.also(axis.size);
    call.trace.set_axis(result, static_cast<std::int64_t>(i), axis);
  }
  return TensorRef{result};
}

// ---- masks -----------------------------------------------------------------------------------

/// A truth value for each number of `like`, as an operation of its own.
ValueId filled_like(Tracing& trace, std::string_view class_name, ValueId like, double value) {
  ValueId result = no_id;
  const auto fill = [&] {
    std::vector<Dim> sizes;
    for (const Axis& axis : trace.shape(like)) sizes.push_back(axis.size);
    result = trace.apply("full", {}, {{"shape", sizes}, {"value", value}, {"dtype", DType::bool_}});
    return std::vector{result};
  };
  trace.operation(class_name, {&like, 1}, fill, [&] {
    return std::vector<GivenDatum>{{"x", TensorRef{like}, {}}, {"dtype", "bool", {}}};
  });
  return result;
}

/// The mask of one input with the axes of the input; all true where it has none.
ValueId mask_like(Tracing& trace, ValueId input, ValueId mask) {
  if (mask == no_id) return filled_like(trace, "OnesLike", input, 1.0);
  if (trace.shape(mask).size() >= trace.shape(input).size()) return mask;
  const ValueId wide =
      trace.apply("expand_dims", {mask}, {{"axes", std::vector<std::int64_t>{-1}}});
  return trace.apply("logical_or", {wide, filled_like(trace, "ZerosLike", input, 0.0)});
}

/// The masks are put together as the inputs are; a place counts where any of its features does.
Datum joined_masks(const LayerCall& call, const Datum& given) {
  const std::vector<ValueId> inputs = tensors_of(call.arguments.front().value);
  std::vector<ValueId> masks = merging::masks_of_list(given, inputs.size());
  if (masks.empty()) return {};
  for (std::size_t i = 0; i < masks.size(); ++i) {
    masks[i] = mask_like(call.trace, inputs[i], masks[i]);
  }
  const ValueId joined =
      call.trace.apply(op("concatenate"), masks, {{"axis", axis_of(call.config())}}).front();
  return TensorRef{call.trace.apply("any", {joined}, {{"axes", std::vector<std::int64_t>{-1}}})};
}

std::string settings(const Config& config) { return "along axis " + python_text(config["axis"]); }

}  // namespace

const LayerRow concatenate = {
    .name = "Concatenate",
    .group = "merging",
    .summary = "Puts tensors one behind another along one axis.",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((10, 12))]\n"
        "y = layers.Concatenate(axis=-1)(x)",
    .fields = fields,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
    .compute_mask = joined_masks,
};

}  // namespace unroll::layers
