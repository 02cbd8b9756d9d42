// Owns the choice of what is written of a model. Must not know in which form.
#include "interchange/written_model.hpp"

#include <algorithm>
#include <ranges>
#include <set>

#include "error.hpp"

namespace unroll {

void cannot_write(const std::string& message) { throw Error("not_exportable", message); }

namespace {

/// The one number of a constant.
double number_in(const Tensor& tensor) {
  switch (tensor.dtype()) {
    case DType::int32:
      return static_cast<double>(tensor.view().as<std::int32_t>()[0]);
    case DType::bool_:
      return static_cast<double>(tensor.view().as<std::uint8_t>()[0]);
    default:
      return static_cast<double>(tensor.view().as<float>()[0]);
  }
}

}  // namespace

std::optional<double> literal(const Graph& graph, ValueId value) {
  const NodeId id = graph.value(value).node;
  if (id == no_id || !graph.value(value).type.shape.empty()) return std::nullopt;
  const Node& node = graph.node(id);
  if (node.row->name == "cast") return literal(graph, node.inputs.front());
  const Attribute* made = node.attributes.find("tensor");
  if (made != nullptr) return number_in(*std::get<std::shared_ptr<const Tensor>>(*made));
  const Attribute* number = node.attributes.find("value");
  const double* found = number == nullptr ? nullptr : std::get_if<double>(number);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

// ---- masks -----------------------------------------------------------------------------------

namespace {

/// Whether two attributes of this name say the same of a tensor with so many axes: an axis may be
/// counted from the back.
bool same_attribute(std::string_view name, const Attribute& a, const Attribute& b,
                    std::size_t rank) {
  const auto same_axis = [&](std::int64_t x, std::int64_t y) {
    return find_axis(rank, x) == find_axis(rank, y);
  };
  const auto* axes = std::get_if<std::vector<std::int64_t>>(&a);
  const auto* others = std::get_if<std::vector<std::int64_t>>(&b);
  if (axes != nullptr && others != nullptr) return std::ranges::equal(*axes, *others, same_axis);
  const auto* axis = std::get_if<std::int64_t>(&a);
  const auto* other = std::get_if<std::int64_t>(&b);
  if (name == "axis" && axis != nullptr && other != nullptr) return same_axis(*axis, *other);
  return a == b;
}

bool same_attributes(const Attributes& a, const Attributes& b, std::size_t rank) {
  return std::ranges::all_of(a.all(), [&](const auto& each) {
    const Attribute* other = b.find(each.first);
    // What is not set is the op's own default, which is no for all flags.
    const bool* flag = std::get_if<bool>(&each.second);
    return other == nullptr ? flag != nullptr && !*flag
                            : same_attribute(each.first, each.second, *other, rank);
  });
}

/// Whether two tensors come of the same tensors by the same ops.
bool computed_alike(const Graph& graph, ValueId a, ValueId b) {
  if (a == b) return true;
  const auto one = literal(graph, a);
  if (one || literal(graph, b)) return one == literal(graph, b);
  const NodeId left = graph.value(a).node;
  const NodeId right = graph.value(b).node;
  if (left == no_id || right == no_id || graph.value(a).port != graph.value(b).port) return false;
  const Node& x = graph.node(left);
  const Node& y = graph.node(right);
  if (x.row != y.row || x.inputs.size() != y.inputs.size()) return false;
  // Of what comes of nothing only numbers told by their value are alike.
  if (x.inputs.empty() && x.attributes.find("value") == nullptr) return false;
  const ValueId like = x.inputs.empty() ? a : x.inputs.front();
  const std::size_t rank = graph.value(like).type.shape.size();
  if (!same_attributes(x.attributes, y.attributes, rank) ||
      !same_attributes(y.attributes, x.attributes, rank)) {
    return false;
  }
  return std::ranges::equal(x.inputs, y.inputs,
                            [&](ValueId p, ValueId q) { return computed_alike(graph, p, q); });
}

/// Whether an argument is the mask that the call would be given anyway (see masks.cpp).
bool follows(const Graph& graph, const Call& call, const GivenDatum& argument) {
  const auto* mask = argument.value.as<TensorRef>();
  if (argument.name != "mask" || mask == nullptr) return false;
  std::vector<ValueId> others;
  for (const GivenDatum& each : call.arguments) {
    if (&each != &argument) collect_tensors(each.value, others);
  }
  if (others.size() != 1) return false;
  const ValueId carried = graph.value(others.front()).traced_mask;
  return carried != no_id && computed_alike(graph, carried, mask->id);
}

WrittenCall written(const Graph& graph, CallId id, Masks masks) {
  const Call& call = graph.call(id);
  WrittenCall result{id, call.layer, {}, {}};
  for (const GivenDatum& argument : call.arguments) {
    const bool is_op = graph.layer(call.layer).kind == OperationKind::op;
    const bool says_nothing = argument.value.is_none() && !argument.name.empty();
    const bool left_out = masks == Masks::left_out && follows(graph, call, argument);
    if (!is_op && (says_nothing || left_out)) {
      continue;
    }
    result.arguments.push_back(argument);
    collect_tensors(argument.value, result.inputs);
  }
  if (result.arguments.empty()) result.inputs = call.inputs;
  return result;
}

}  // namespace

// ---- calls -----------------------------------------------------------------------------------

std::vector<WrittenCall> written_calls(const Graph& graph, const ModelState& model, Masks masks) {
  std::set<CallId> needed;
  std::set<CallId> given;
  for (const ValueId input : tensors_of(model.inputs)) given.insert(graph.history(input));
  for (const ValueId output : tensors_of(model.outputs)) needed.insert(graph.history(output));
  std::vector<WrittenCall> calls;
  // A call stands behind those that it needs.
  for (const CallId id : model.calls | std::views::reverse) {
    if (!needed.contains(id) || given.contains(id)) continue;
    calls.push_back(written(graph, id, masks));
    for (const ValueId input : calls.back().inputs) needed.insert(graph.history(input));
  }
  std::ranges::reverse(calls);
  return calls;
}

// ---- layers ----------------------------------------------------------------------------------

bool is_own_class(const Layer& layer) {
  if (layer.kind != OperationKind::layer) return false;
  return layer.row == nullptr || layer.behaviour != nullptr || layer.class_name != layer.row->name;
}

bool holds_opaque(const Datum& datum) {
  if (datum.as<Opaque>() != nullptr) return true;
  if (const DatumList* list = datum.list()) return std::ranges::any_of(list->items, holds_opaque);
  const DatumDict* dict = datum.dict();
  return dict != nullptr && std::ranges::any_of(dict->items, [](const auto& item) {
           return holds_opaque(item.second);
         });
}

std::vector<LayerId> layers_in(const Layer& layer) {
  std::vector<LayerId> layers;
  const auto collect = [&](const Datum& datum) {
    if (const auto* inner = datum.as<LayerRef>()) layers.push_back(inner->id);
  };
  for (const ConfigEntry& entry : layer.config.entries) {
    collect(entry.value);
    if (const DatumList* list = entry.value.list()) std::ranges::for_each(list->items, collect);
  }
  return layers;
}

}  // namespace unroll
