// Owns the reasons for masks: where one is made, handed on or ends. Must not know JSON, nor any
// layer but by its row.
#include <algorithm>

#include "interchange/explain.hpp"

namespace unroll {

namespace {

bool any_masked(const Graph& graph, const std::vector<ValueId>& values) {
  return std::ranges::any_of(
      values, [&](ValueId value) { return graph.value(value).traced_mask != no_id; });
}

bool takes_mask(const Layer& layer) {
  const auto is_mask = [](std::string_view name) {
    return name == "mask" || name.ends_with("_mask");
  };
  if (layer.behaviour) return std::ranges::any_of(layer.behaviour->arguments(layer), is_mask);
  return layer.row != nullptr && std::ranges::any_of(layer.row->arguments, is_mask);
}

/// Whether the layer was given the mask: as an argument of the call, or by the tensor it came with.
bool used(const Layer& layer, const Call& call, bool masked) {
  if (!takes_mask(layer)) return false;
  const auto given = std::ranges::any_of(call.arguments, [](const GivenDatum& argument) {
    return argument.name.ends_with("mask") && !argument.value.is_none();
  });
  if (given) return true;
  std::size_t holding = 0;
  for (const GivenDatum& argument : call.arguments) {
    if (!tensors_of(argument.value).empty()) ++holding;
  }
  return masked && holding == 1;
}

/// Whether an output has the steps that the mask of an input tells of: its second axis.
bool keeps_steps(const Graph& graph, const Call& call) {
  std::vector<AxisId> steps;
  for (const ValueId input : call.inputs) {
    const Shape& shape = graph.value(input).type.shape;
    if (graph.value(input).traced_mask != no_id && shape.size() > 1) steps.push_back(shape[1].id);
  }
  return std::ranges::any_of(call.outputs, [&](ValueId output) {
    const Shape& shape = graph.value(output).type.shape;
    return std::ranges::any_of(
        shape, [&](const Axis& axis) { return std::ranges::find(steps, axis.id) != steps.end(); });
  });
}

/// Why a mask does not come out. `used`: the call was given it. `has_time`: an output has steps.
MaskEvent ended(const Layer& layer, bool used, bool several, bool has_time, KerasRelease release) {
  const std::string name = '`' + layer.class_name + '`';
  const MaskSupport support = layer.row == nullptr ? MaskSupport::never : layer.row->masks;
  if (support != MaskSupport::never && used && !has_time) {
    return {"ended", "The masked steps are passed by; the mask ends with the time axis.", {}};
  }
  if (support == MaskSupport::until_3_15 && release == KerasRelease::v3_16) {
    return {"ended",
            used ? "The masked steps are passed by, and the mask is not handed on."
                 : "The mask is not handed on.",
            "Until Keras 3.15 it was."};
  }
  if (several && takes_mask(layer) && !used) {
    return {"ended",
            "A call with several tensors leaves the mask of the first unused: give it as `mask=`.",
            {}};
  }
  if (used) return {"ended", "The masked steps are passed by, and the mask is not handed on.", {}};
  if (layer.kind == OperationKind::op) {
    return {"ended", name + " works on the numbers alone, and hands no mask on.", {}};
  }
  return {"ended", name + " does not support masks: later layers see every step.", {}};
}

}  // namespace

std::optional<MaskEvent> explain_mask(const Graph& graph, CallId id, KerasRelease release) {
  const Call& call = graph.call(id);
  if (!call.done) return std::nullopt;
  const Layer& layer = graph.layer(call.layer);
  const bool is_op = layer.kind == OperationKind::op;
  std::vector<ValueId> first;
  if (is_op) {
    first = call.inputs;
  } else if (!call.arguments.empty()) {
    first = tensors_of(call.arguments.front().value);
  }
  const bool masked = any_masked(graph, first);
  const bool was_used = used(layer, call, masked);
  if (any_masked(graph, call.outputs)) {
    if (!masked && !was_used) {
      return MaskEvent{
          "made", '`' + layer.class_name + "` makes a mask: it is True where a step counts.", {}};
    }
    const bool until_3_15 = layer.row != nullptr && layer.row->masks == MaskSupport::until_3_15;
    return MaskEvent{"kept",
                     was_used ? "The masked steps are passed by, and the mask is handed on."
                              : "The mask is handed on.",
                     until_3_15 ? "From Keras 3.16 on it ends here." : ""};
  }
  if (!masked && !was_used) return std::nullopt;
  const bool has_time = keeps_steps(graph, call);
  return ended(layer, was_used, first.size() < call.inputs.size(), has_time, release);
}

}  // namespace unroll
