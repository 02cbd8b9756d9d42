// Owns the finding of a model's call on arrays. Must not know JSON.
#include "interchange/own_data.hpp"

namespace unroll {

namespace {

/// What a call gives a model, nothing where it does not go into the model's inputs.
std::optional<OwnData> data_of(const Graph& graph, const Layer& model, CallId id) {
  OwnData data;
  data.call = id;
  const std::vector<ValueId> wanted = tensors_of(model.model->inputs);
  if (wanted.empty()) return data;
  data.arrays = tensors_of(graph.call(id).arguments.front().value);
  if (data.arrays.size() != wanted.size()) return std::nullopt;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Shape& want = graph.value(wanted[i]).type.shape;
    const Shape& got = graph.value(data.arrays[i]).type.shape;
    if (want.size() != got.size()) return std::nullopt;
    for (std::size_t axis = 0; axis < want.size(); ++axis) {
      const auto size = got[axis].size.value();
      const bool open = want[axis].size.is_symbolic();
      if (!size || (!open && !want[axis].size.is(*size))) return std::nullopt;
      if (open) data.sizes[want[axis].size.text()] = *size;
    }
  }
  return data;
}

}  // namespace

std::optional<OwnData> own_data(const Graph& graph, const Layer& model) {
  for (auto id = model.all_calls.rbegin(); id != model.all_calls.rend(); ++id) {
    const Call& call = graph.call(*id);
    const bool on_arrays =
        call.done && !call.symbolic && call.parent == no_id && !call.arguments.empty();
    if (!on_arrays) continue;
    if (auto data = data_of(graph, model, *id)) return data;
  }
  return std::nullopt;
}

}  // namespace unroll
