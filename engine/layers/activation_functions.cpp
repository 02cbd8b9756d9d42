// Owns how the activations along an axis are put together from ops. Must not know layers.
#include "layers/activation_functions.hpp"

#include <algorithm>
#include <array>

#include "kernels/activations.hpp"

namespace unroll::layers {

namespace {

struct AlongAxis {
  std::string_view name;
  ValueId (*apply)(Tracing& trace, ValueId x);
};

/// Those that look at a whole axis.
constexpr std::array along_axis = {
    AlongAxis{"glu", [](Tracing& trace, ValueId x) { return glu(trace, x, -1); }},
    AlongAxis{"log_softmax", [](Tracing& trace, ValueId x) { return log_softmax(trace, x, {-1}); }},
    AlongAxis{"softmax", [](Tracing& trace, ValueId x) { return softmax(trace, x, {-1}); }},
    AlongAxis{"sparsemax", [](Tracing& trace, ValueId x) { return sparsemax(trace, x, -1); }},
};

const AlongAxis* find_along_axis(std::string_view name) {
  const auto found = std::ranges::find(along_axis, name, &AlongAxis::name);
  return found == along_axis.end() ? nullptr : found;
}

/// Whether it can be applied to a tensor alone: `threshold` asks for a threshold.
bool stands_alone(const kernels::Activation& row) { return row.name != "threshold"; }

ValueId sum_along(Tracing& trace, ValueId x, std::int64_t axis) {
  return trace.apply("sum", {x}, {{"axes", std::vector{axis}}, {"keepdims", true}});
}

/// x - log(sum(exp(x))).
ValueId less_logsumexp(Tracing& trace, ValueId x, const std::vector<std::int64_t>& axes) {
  const ValueId sum = trace.apply("logsumexp", {x}, {{"axes", axes}, {"keepdims", true}});
  return trace.apply("subtract", {x, sum});
}

/// 1, 2, 3, ... along the axis, to be broadcast to the tensor.
ValueId counted(Tracing& trace, ValueId x, std::int64_t axis) {
  const Shape& shape = trace.shape(x);
  const std::size_t at = find_axis(shape.size(), axis).value_or(0);
  const ValueId count = trace.apply(
      "arange", {}, {{"shape", std::vector{shape[at].size}}, {"start", 1.0}, {"step", 1.0}});
  std::vector<Dim> sizes(shape.size() - at, 1);
  sizes.front() = shape[at].size;
  return trace.apply("reshape", {count}, {{"newshape", std::move(sizes)}});
}

}  // namespace

std::vector<std::string_view> activation_names() {
  std::vector<std::string_view> names;
  for (const kernels::Activation& row : kernels::activation_table()) {
    if (stands_alone(row)) names.push_back(row.name);
  }
  for (const AlongAxis& along : along_axis) names.push_back(along.name);
  std::sort(names.begin(), names.end());
  return names;
}

bool is_activation(std::string_view name) {
  const kernels::Activation* row = kernels::find_activation(name);
  return row == nullptr ? find_along_axis(name) != nullptr : stands_alone(*row);
}

std::string activation_text(const Datum& activation) {
  if (activation.is_none()) return "linear";
  const auto* name = activation.as<std::string>();
  return name == nullptr ? "own activation" : *name;
}

ValueId apply_activation(Tracing& trace, std::string_view name, ValueId x) {
  if (name == "linear") return x;
  if (const AlongAxis* along = find_along_axis(name)) return along->apply(trace, x);
  return trace.apply("activation", {x}, {{"function", std::string(name)}});
}

ValueId softmax(Tracing& trace, ValueId x, const std::vector<std::int64_t>& axes) {
  if (axes.size() == 1) return trace.apply("softmax", {x}, {{"axis", axes.front()}});
  return trace.apply("exp", {less_logsumexp(trace, x, axes)});
}

ValueId log_softmax(Tracing& trace, ValueId x, const std::vector<std::int64_t>& axes) {
  if (axes.size() == 1) return trace.apply("log_softmax", {x}, {{"axis", axes.front()}});
  return less_logsumexp(trace, x, axes);
}

ValueId glu(Tracing& trace, ValueId x, std::int64_t axis) {
  const std::vector<ValueId> halves =
      trace.apply(op("split"), std::span(&x, 1), {{"axis", axis}, {"sections", std::int64_t{2}}});
  const ValueId gate =
      trace.apply("activation", {halves[1]}, {{"function", std::string("sigmoid")}});
  return trace.apply("multiply", {halves[0], gate});
}

/// With z sorted downwards and s its running sum: z_k is in the support where z_k > (s_k - 1) / k,
/// and tau is the sum of s over the support, less 1, over the size of the support. The definition
/// of Martins et al. takes the last s of the support instead; the numbers are to be Keras's.
ValueId sparsemax(Tracing& trace, ValueId x, std::int64_t axis) {
  const ValueId upwards = trace.apply("sort", {x}, {{"axis", axis}});
  const ValueId z = trace.apply("flip", {upwards}, {{"axes", std::vector{axis}}});
  const ValueId s = trace.apply("cumsum", {z}, {{"axis", axis}});
  const ValueId one = trace.number(1.0);
  const ValueId bound =
      trace.apply("divide", {trace.apply("subtract", {s, one}), counted(trace, x, axis)});
  const ValueId support = trace.apply("greater", {z, bound});
  const ValueId sums = trace.apply("where", {support, s, trace.number(0.0)});
  const ValueId excess = trace.apply("subtract", {sum_along(trace, sums, axis), one});
  const ValueId tau = trace.apply("divide", {excess, sum_along(trace, support, axis)});
  const ValueId rest = trace.apply("subtract", {x, tau});
  return trace.apply("activation", {rest}, {{"function", std::string("relu")}});
}

}  // namespace unroll::layers
