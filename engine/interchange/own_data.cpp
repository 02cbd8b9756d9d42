// Owns the finding of a model's call on arrays. Must not know JSON.
#include "interchange/own_data.hpp"

#include <algorithm>

namespace unroll {

std::optional<OwnData> own_data(const Graph& graph, const Layer& model) {
  const auto on_arrays = [&](CallId id) {
    const Call& call = graph.call(id);
    return call.done && !call.symbolic && call.parent == no_id && !call.arguments.empty();
  };
  const auto last = std::find_if(model.all_calls.rbegin(), model.all_calls.rend(), on_arrays);
  if (last == model.all_calls.rend()) return std::nullopt;
  OwnData data;
  data.call = *last;
  const std::vector<ValueId> wanted = tensors_of(model.model->inputs);
  if (wanted.empty()) return data;
  data.arrays = tensors_of(graph.call(*last).arguments.front().value);
  if (data.arrays.size() != wanted.size()) return std::nullopt;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Shape& want = graph.value(wanted[i]).type.shape;
    const Shape& got = graph.value(data.arrays[i]).type.shape;
    if (want.size() != got.size()) return std::nullopt;
    for (std::size_t axis = 0; axis < want.size(); ++axis) {
      const auto size = got[axis].size.value();
      if (!size) return std::nullopt;
      if (want[axis].size.is_symbolic()) data.sizes[want[axis].size.text()] = *size;
    }
  }
  return data;
}

}  // namespace unroll
