// Owns the Softmax layer. Must not know graphs. Mirrors keras/src/layers/activations/softmax.py.
#include "layers/softmax.hpp"

#include <array>

#include "layers/activation_functions.hpp"
#include "layers/axes.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::axes,
          .otherwise = "-1",
          .doc = "The axis along which the numbers sum up to 1, or a list of such axes.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own.", "axis",
             "-1"},
    AxisNote{AxisChange::kept, Role::time, "Each step is treated on its own.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::features,
             "`axis=-1`: all numbers of one place become positive and sum up to 1.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: along that axis the numbers become positive and sum up to 1."},
};

constexpr std::array<std::string_view, 2> arguments = {"inputs", "mask"};

/// What stands in for a masked number: its share is 0.
constexpr double masked_number = -1e9;

/// The mask, or what stands for it where it cannot be broadcast to `x`: Keras meets that only when
/// the layer runs.
ValueId fitting_mask(const LayerCall& call, ValueId x, ValueId mask_id) {
  const Shape& shape = call.trace.shape(x);
  const Shape& mask = call.trace.shape(mask_id);
  bool fits = mask.size() <= shape.size();
  for (std::size_t i = 1; fits && i <= mask.size(); ++i) {
    const Dim& size = mask[mask.size() - i].size;
    fits = size.is(1) || !never_equal(size, shape[shape.size() - i].size);
  }
  if (fits) return mask_id;
  RuleError error("mask",
                  std::string(call.layer.row->name) + " needs a mask that can be broadcast to " +
                      words(shape) + ", got the mask " + words(mask) + ".",
                  "The `mask` must be broadcastable to `inputs`. Each mask dimension must be 1 "
                  "or match the corresponding input dimension. Received: inputs.shape=" +
                      keras_text(shape) + ", mask.shape=" + keras_text(mask));
  error.got = mask_id;
  return call.trace.declare(mask_id, shape, error);
}

/// The mask of the call, true or false; no_id where there is none.
ValueId mask_of(const LayerCall& call) {
  const auto* given = call.argument("mask").as<TensorRef>();
  if (given == nullptr) return no_id;
  if (call.trace.type(given->id).dtype == DType::bool_) return given->id;
  return call.trace.apply("greater", {given->id, call.trace.number(0.5)});
}

Datum call(const LayerCall& call) {
  return TensorRef{masked_softmax(call, call.input(), named_axes(call, "axis"), mask_of(call),
                                  AllMasked::zeros)};
}

std::string settings(const Config& config) { return "axis " + python_text(config["axis"]); }

}  // namespace

ValueId masked_softmax(const LayerCall& call, ValueId x, const std::vector<std::int64_t>& axes,
                       ValueId mask, AllMasked all_masked) {
  Tracing& trace = call.trace;
  if (mask == no_id) return softmax(trace, x, axes);
  mask = fitting_mask(call, x, mask);
  const auto where_kept = [&](ValueId value, double otherwise) {
    return trace.apply("where", {mask, value, trace.number(otherwise)});
  };
  ValueId shares = softmax(trace, where_kept(x, masked_number), axes);
  // Where a line is masked as a whole, its shares have come out even.
  if (all_masked == AllMasked::zeros) shares = where_kept(shares, 0.0);
  // Keras gives them the shape of the numbers, whatever else the mask tells of an open size.
  const Shape shape = trace.shape(x);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    trace.set_axis(shares, static_cast<std::int64_t>(i), shape[i]);
  }
  return shares;
}

const LayerRow softmax_layer = {
    .name = "Softmax",
    .group = "activation",
    .summary = "Makes shares of numbers: positive, and 1 in sum.",
    .paper =
        "Bridle, \"Probabilistic Interpretation of Feedforward Classification Network Outputs\", "
        "1990",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Softmax(axis=-1)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
