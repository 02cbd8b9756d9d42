// Owns how masks travel: into a layer's arguments before its call, onto its outputs after it. Must
// not know any layer; its row or the program's class tells. Mirrors keras/src/layers/layer.py
// (__call__, steps 6 and 7).
#include <algorithm>

#include "graph/tracer.hpp"

namespace unroll {

namespace {

/// `Value::mask` or `Value::traced_mask`.
using MaskKind = ValueId Value::*;

/// The masks of the tensors in a datum, None where there is none, in the same structure.
Datum masks_of(const Graph& graph, const Datum& datum, MaskKind kind = &Value::mask) {
  if (const auto* tensor = datum.as<TensorRef>()) {
    const ValueId mask = graph.value(tensor->id).*kind;
    return mask == no_id ? Datum() : Datum(TensorRef{mask});
  }
  if (const DatumList* list = datum.list()) {
    std::vector<Datum> items;
    for (const Datum& item : list->items) items.push_back(masks_of(graph, item, kind));
    return Datum::of_list(std::move(items), list->tuple);
  }
  if (const DatumDict* dict = datum.dict()) {
    DatumDict masks;
    for (const auto& [key, item] : dict->items)
      masks.items.emplace_back(key, masks_of(graph, item, kind));
    return std::make_shared<const DatumDict>(std::move(masks));
  }
  return {};
}

/// The masks in it, no_id for None, depth first.
void flatten_masks(const Datum& datum, std::vector<ValueId>& into) {
  if (const DatumList* list = datum.list()) {
    for (const Datum& item : list->items) flatten_masks(item, into);
  } else if (const DatumDict* dict = datum.dict()) {
    for (const auto& [key, item] : dict->items) flatten_masks(item, into);
  } else {
    const auto* tensor = datum.as<TensorRef>();
    into.push_back(tensor == nullptr ? no_id : tensor->id);
  }
}

const Datum* find_argument(const std::vector<GivenDatum>& arguments, std::string_view name) {
  const auto found =
      std::ranges::find_if(arguments, [&](const GivenDatum& given) { return given.name == name; });
  return found == arguments.end() || found->value.is_none() ? nullptr : &found->value;
}

bool supports(MaskSupport support, KerasRelease release) {
  return support == MaskSupport::always ||
         (support == MaskSupport::until_3_15 && release == KerasRelease::v3_15);
}

}  // namespace

ValueId Tracer::mask(ValueId value) const { return graph_.value(value).mask; }

ValueId Tracer::with_mask(ValueId value, ValueId mask) {
  const ValueId copy = apply(op("identity"), std::span(&value, 1), {}).front();
  graph_.value(copy).mask = mask;
  graph_.value(copy).traced_mask = mask;
  return copy;
}

/// Where one argument alone holds tensors, its masks are the argument `mask`; where several do,
/// each one's are `<argument>_mask`. What the call gives itself stays.
void Tracer::give_masks(Layer& layer, std::vector<GivenDatum>& arguments) {
  const std::vector<std::string> names = argument_names(layer);
  const auto takes = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  std::vector<GivenDatum> holding;
  for (const GivenDatum& given : arguments) {
    if (!tensors_of(given.value).empty()) holding.push_back(given);
  }
  const auto give = [&](const std::string& name, const Datum& value) {
    if (!takes(name) || find_argument(arguments, name) != nullptr) return;
    // Keras remembers the mask as an argument of the call only where the call is a plain one on a
    // KerasTensor.
    const auto* input = value.as<TensorRef>();
    const bool plain = arguments.size() == 1 && input != nullptr &&
                       type(input->id).dtype == DType::float32 &&
                       graph_.call(open_.back()).parent == no_id;
    const bool remembered = plain && graph_.value(input->id).symbolic;
    const Datum masks = masks_of(graph_, value, remembered ? &Value::traced_mask : &Value::mask);
    if (masks.is_none()) return;
    std::erase_if(arguments, [&](const GivenDatum& given) { return given.name == name; });
    arguments.push_back({name, masks, {}});
    const auto* mask = masks.as<TensorRef>();
    if (!plain) return;
    const CallId made = graph_.value(mask->id).call;
    if (made == no_id || made != graph_.history(mask->id)) return;
    Call& call = graph_.call(open_.back());
    call.arguments.push_back(arguments.back());
    call.inputs.push_back(mask->id);
  };
  if (holding.size() == 1) {
    give("mask", holding.front().value);
  } else {
    // Only the first may be without its name.
    for (const GivenDatum& given : holding) {
      const bool unnamed = given.name.empty() && !names.empty();
      give((unnamed ? names.front() : given.name) + "_mask", given.value);
    }
  }
}

void Tracer::set_masks(const Layer& layer, const std::vector<GivenDatum>& arguments,
                       const Datum& result) {
  if (arguments.empty()) return;
  const auto outputs = tensors_of(result);
  const auto set = [&](MaskKind kind, const std::vector<ValueId>& masks) {
    for (std::size_t i = 0; i < outputs.size() && i < masks.size(); ++i) {
      Value& output = graph_.value(outputs[i]);
      if (output.*kind == no_id) output.*kind = masks[i];
    }
  };
  const auto masked = [&](ValueId output) { return mask(output) != no_id; };
  if (!std::ranges::all_of(outputs, masked)) {
    const Datum* given = find_argument(arguments, "mask");
    const Datum& first = arguments.front().value;
    const Datum masks = given != nullptr ? *given : masks_of(graph_, first);
    const auto computed = output_masks(layer, arguments, masks);
    set(&Value::mask, computed);
    // The KerasTensor's is another one only where a layer has taken masks away.
    std::vector<ValueId> carried;
    std::vector<ValueId> traced;
    flatten_masks(masks_of(graph_, first), carried);
    flatten_masks(masks_of(graph_, first, &Value::traced_mask), traced);
    set(&Value::traced_mask,
        given != nullptr || carried == traced
            ? computed
            : output_masks(layer, arguments, masks_of(graph_, first, &Value::traced_mask)));
  }
  if (layer.row == nullptr || !layer.row->takes_masks) return;
  for (const GivenDatum& argument : arguments) {
    for (const ValueId value : tensors_of(argument.value)) take_mask(value);
  }
}

/// The masks of a layer's outputs, out of those of its first argument.
std::vector<ValueId> Tracer::output_masks(const Layer& layer,
                                          const std::vector<GivenDatum>& arguments,
                                          const Datum& masks) {
  Datum computed = masks;
  const bool own_rule = layer.behaviour && layer.row == nullptr;
  if (own_rule) {
    const Datum support = layer.behaviour->attribute(*this, "supports_masking");
    const bool* flag = support.as<bool>();
    if (flag != nullptr && !*flag) return {};
    const auto told =
        layer.behaviour->call_method(*this, graph_.layer(layer.id), "compute_mask",
                                     {{"", arguments.front().value, {}}, {"", masks, {}}});
    if (told) {
      computed = *told;
    } else if (flag == nullptr) {
      return {};
    }
  } else {
    if (layer.row == nullptr || !supports(layer.row->masks, release_)) return {};
    if (layer.row->compute_mask != nullptr) {
      computed = layer.row->compute_mask({*this, layer, arguments}, masks);
    }
  }
  std::vector<ValueId> flat;
  flatten_masks(computed, flat);
  return flat;
}

/// A tensor that a layer hands on as it is, is the same tensor to Keras when the program runs.
void Tracer::take_mask(ValueId value) {
  while (value != no_id) {
    graph_.value(value).mask = no_id;
    const NodeId node = graph_.value(value).node;
    const bool same = node != no_id && graph_.node(node).row->name == "identity";
    value = same ? graph_.node(node).inputs.front() : no_id;
  }
}

}  // namespace unroll
