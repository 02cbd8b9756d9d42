// Owns the Masking layer. Must not know which layers use masks.
// Mirrors keras/src/layers/core/masking.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"mask_value", FieldKind::number, "0.0",
          "Steps whose every feature is this number are masked.", true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other, "Masking changes no axis; it makes a mask."},
};

void check_input(const LayerCall& call) { need_min_rank(call, 2, {Role::batch, Role::features}); }

ValueId differs(const LayerCall& call) {
  const ValueId input = call.input();
  const ValueId value = call.trace.number(call.config().number("mask_value"));
  return call.trace.apply("not_equal", {input, value});
}

/// True where any feature of the step is another number than `mask_value`.
ValueId kept_steps(const LayerCall& call, bool keepdims) {
  return call.trace.apply("any", {differs(call)},
                          {{"axes", std::vector<std::int64_t>{-1}}, {"keepdims", keepdims}});
}

Datum call(const LayerCall& call) {
  return TensorRef{
      call.trace.apply("where", {kept_steps(call, true), call.input(), call.trace.number(0.0)})};
}

Datum make_mask(const LayerCall& call, const Datum& /*masks*/) {
  return TensorRef{kept_steps(call, false)};
}

std::string settings(const Config& config) { return python_text(config["mask_value"]); }

}  // namespace

const LayerRow masking = {
    .name = "Masking",
    .group = "core",
    .summary = "Marks steps whose features all have one value, so that later layers skip them.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Masking(mask_value=0.0)(x)",
    .fields = fields,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
    .compute_mask = make_mask,
};

}  // namespace unroll::layers
