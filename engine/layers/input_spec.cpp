// Owns the checks of what goes into a layer: ranks and sizes. Must not know graphs.
// Mirrors keras/src/layers/input_spec.py.
#include "layers/layer.hpp"

namespace unroll {

namespace {

std::string needs_text(const std::vector<Role>& needs) {
  std::string text = "(";
  for (const Role role : needs)
    text += (text.size() > 1 ? ", " : "") + std::string(role_name(role));
  return text + ')';
}

[[noreturn]] void wrong_rank(const LayerCall& call, ValueId value, std::vector<Role> needs,
                             const std::string& expected, const std::string& further) {
  const Shape& shape = call.trace.shape(value);
  RuleError error("rank",
                  std::string(call.layer.row->name) + " needs " + needs_text(needs) + further +
                      ", got " + words(shape) + ".",
                  "Input 0 with name 'None' of layer '" + call.layer.name +
                      "' is incompatible with the layer: expected " + expected + ", found ndim=" +
                      std::to_string(shape.size()) + ". Full shape received: " + keras_text(shape));
  error.needs = std::move(needs);
  error.got = value;
  throw error;
}

}  // namespace

void need_rank(const LayerCall& call, std::int64_t rank, std::vector<Role> needs) {
  const ValueId value = call.input();
  if (std::ssize(call.trace.shape(value)) == rank) return;
  wrong_rank(call, value, std::move(needs), "ndim=" + std::to_string(rank), "");
}

void need_min_rank(const LayerCall& call, std::int64_t rank, std::vector<Role> needs) {
  const ValueId value = call.input();
  if (std::ssize(call.trace.shape(value)) >= rank) return;
  wrong_rank(call, value, std::move(needs), "min_ndim=" + std::to_string(rank), " or more axes");
}

void need_built_rank(const LayerCall& call) {
  std::vector<Role> needs;
  for (const Axis& axis : call.layer.built_for) needs.push_back(axis.role);
  need_rank(call, std::ssize(call.layer.built_for), std::move(needs));
}

void need_axis(const LayerCall& call, std::int64_t axis, const Dim& wanted) {
  const ValueId input = call.input();
  const Shape& shape = call.trace.shape(input);
  const Dim& got = shape[find_axis(shape.size(), axis).value_or(0)].size;
  if (!got.value() || wanted == got) return;
  RuleError error("features",
                  std::string(call.layer.row->name) + " was built for " + wanted.text() +
                      " features, got " + words(shape) + ".",
                  "Input 0 with name 'None' of layer '" + call.layer.name +
                      "' is incompatible with the layer: expected axis " + std::to_string(axis) +
                      " of input shape to have value " + wanted.text() +
                      ", but received input with shape " + keras_text(shape));
  error.got = input;
  throw error;
}

}  // namespace unroll
