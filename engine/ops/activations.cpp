// Owns the ops of the activation functions: one row for each of the kernels' table, and softmax
// along an axis. Must not know layers. Mirrors keras/src/ops/nn.py.
#include "kernels/activations.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "kernels/reductions.hpp"
#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

std::vector<TensorType> infer_same(const OpTypes& types) {
  return {{types.inputs[0].shape, DType::float32}};
}

/// Which row of the kernels' table stands in the attribute `function`.
const kernels::Activation& activation_of(const Attributes& attributes) {
  const auto& name = attributes.get<std::string>("function");
  const kernels::Activation* found = kernels::find_activation(name);
  if (found == nullptr) throw Error("activation", "there is no activation called " + name);
  return *found;
}

Kernel prepare_activation(const BoundOp& op) {
  const kernels::Activation& activation = activation_of(op.attributes);
  kernels::ActivationParameters parameters = activation.defaults();
  for (std::size_t i = 0; i < activation.parameters.size(); ++i) {
    const auto given = op.attributes.get_or<double>(activation.parameters[i].name, parameters[i]);
    parameters[i] = static_cast<float>(given);
  }
  auto cast = std::make_shared<Cast>(op.inputs[0], DType::float32);
  return [cast, apply = activation.apply, parameters](Inputs in, Outputs out) {
    apply((*cast)(in[0]).as<float>(), out[0].as<float>(), parameters);
  };
}

using AlongAxis = void (*)(const kernels::AxisView&, std::span<const float>, std::span<float>);

std::vector<TensorType> infer_along(const OpTypes& types) {
  std::ignore = need_axis(types.inputs[0].shape, types.attributes.get_or<std::int64_t>("axis", -1));
  return infer_same(types);
}

template <AlongAxis function>
Kernel prepare_along(const BoundOp& op) {
  const auto view = view_along(op.inputs[0], op.attributes.get_or<std::int64_t>("axis", -1));
  auto cast = std::make_shared<Cast>(op.inputs[0], DType::float32);
  return [cast, view](Inputs in, Outputs out) {
    function(view, (*cast)(in[0]).as<float>(), out[0].as<float>());
  };
}

bool not_along_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, -1);
}

constexpr std::array rows = {
    OpRow{"activation", "Activation", infer_same, prepare_activation, rows_line_up},
    OpRow{"softmax", "Softmax", infer_along, prepare_along<kernels::softmax>, not_along_rows},
    OpRow{"log_softmax", "LogSoftmax", infer_along, prepare_along<kernels::log_softmax>,
          not_along_rows},
};

}  // namespace

std::span<const OpRow> activation_rows() { return rows; }

}  // namespace unroll::ops
