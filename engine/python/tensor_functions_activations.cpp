// Owns the activation functions: softmax and its kind, and those of the kernels' table. Must not
// know how modules offer them. Mirrors keras/src/activations/activations.py and
// keras/src/ops/nn.py.
#include <array>
#include <numeric>

#include "kernels/activations.hpp"
#include "layers/activation_functions.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

/// One of the kernels' table, with the arguments that are given.
Value activation(FunctionCall& call) {
  Attributes attributes{{"function", std::string(call.function)}};
  const kernels::Activation* row = kernels::find_activation(call.function);
  for (const kernels::ActivationParameter& parameter : row->parameters) {
    const Value& given = call[parameter.name];
    if (given.is_none()) continue;
    attributes.set(parameter.name, call.number(parameter.name));
  }
  return call.result(call.apply("activation", {call.tensor("x")}, std::move(attributes)));
}

/// What layers apply, with the errors at the call's place.
template <typename Apply>
Value applied(FunctionCall& call, const Apply& apply) {
  return call.result(
      call.keras.at_place(call.in, call.at, [&] { return apply(call.keras.tracer()); }));
}

/// Along one axis; None stands for all elements, several are taken as one.
template <ValueId (*apply)(Tracing&, ValueId, const std::vector<std::int64_t>&)>
Value along_axes(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  std::vector<std::int64_t> all(static_cast<std::size_t>(call.rank(x)));
  std::iota(all.begin(), all.end(), 0);
  const auto axes = call.axes("axis", x).value_or(all);
  return applied(call, [&](Tracing& trace) { return apply(trace, x, axes); });
}

template <ValueId (*apply)(Tracing&, ValueId, std::int64_t)>
Value along_axis(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  return applied(call, [&](Tracing& trace) { return apply(trace, x, axis); });
}

/// 0.2 * x + 0.5 between 0 and 1, as keras.backend's.
Value old_hard_sigmoid(FunctionCall& call) {
  const ValueId scaled = call.apply("multiply", {call.tensor("x"), call.constant(0.2)});
  const ValueId shifted = call.apply("add", {scaled, call.constant(0.5)});
  return call.result(call.apply("clip", {shifted}, {{"x_min", 0.0}, {"x_max", 1.0}}));
}

Value linear(FunctionCall& call) { return call.result(call.tensor("x")); }

constexpr std::array functions = {
    TensorFunction{"celu", activation},
    TensorFunction{"elu", activation},
    TensorFunction{"exponential", activation},
    TensorFunction{"gelu", activation},
    TensorFunction{"hard_shrink", activation},
    TensorFunction{"hard_sigmoid", activation},
    TensorFunction{"hard_silu", activation},
    TensorFunction{"hard_tanh", activation},
    TensorFunction{"leaky_relu", activation},
    TensorFunction{"linear", linear},
    TensorFunction{"log_sigmoid", activation},
    TensorFunction{"mish", activation},
    TensorFunction{"relu", activation},
    TensorFunction{"relu6", activation},
    TensorFunction{"selu", activation},
    TensorFunction{"sigmoid", activation},
    TensorFunction{"silu", activation},
    TensorFunction{"soft_shrink", activation},
    TensorFunction{"softplus", activation},
    TensorFunction{"softsign", activation},
    TensorFunction{"sparse_plus", activation},
    TensorFunction{"sparse_sigmoid", activation},
    TensorFunction{"squareplus", activation},
    TensorFunction{"tanh", activation},
    TensorFunction{"tanh_shrink", activation},
    TensorFunction{"threshold", activation},
    TensorFunction{"softmax", along_axes<layers::softmax>},
    TensorFunction{"log_softmax", along_axes<layers::log_softmax>},
    TensorFunction{"glu", along_axis<layers::glu>},
    TensorFunction{"sparsemax", along_axis<layers::sparsemax>},
    TensorFunction{"old_hard_sigmoid", old_hard_sigmoid},
};

constexpr std::string_view one = "x";
constexpr std::string_view tf_features = "x:features name=None";

// A spelling with other defaults than the activation of that name is not known as that one.
constexpr std::array spellings = {
    Spelling{"activations ops", "celu", "x alpha=1.0", "celu"},
    Spelling{"activations ops K", "elu", "x alpha=1.0", "elu"},
    Spelling{"tf.nn", "elu", tf_features, "elu"},
    Spelling{"activations", "exponential", one, "exponential"},
    Spelling{"activations", "gelu", "x approximate=False", "gelu"},
    Spelling{"ops", "gelu", "x approximate=True", "gelu", "approximate_gelu"},
    Spelling{"tf.nn", "gelu", "x:features approximate=False name=None", "gelu"},
    Spelling{"activations ops", "hard_shrink", "x threshold=0.5", "hard_shrink"},
    Spelling{"activations ops", "hard_sigmoid", one, "hard_sigmoid"},
    Spelling{"K", "hard_sigmoid", one, "old_hard_sigmoid"},
    Spelling{"activations ops", "hard_silu hard_swish", one, "hard_silu"},
    Spelling{"activations ops", "hard_tanh", one, "hard_tanh"},
    Spelling{"activations ops", "leaky_relu", "x negative_slope:negative_slope|alpha=0.2",
             "leaky_relu"},
    Spelling{"tf.nn", "leaky_relu", "x:features negative_slope:alpha=0.2 name=None", "leaky_relu"},
    Spelling{"activations", "linear", one, "linear"},
    Spelling{"activations ops", "log_sigmoid", one, "log_sigmoid"},
    Spelling{"tf.math", "log_sigmoid", "x name=None", "log_sigmoid"},
    Spelling{"activations", "mish", one, "mish"},
    Spelling{"activations", "relu",
             "x negative_slope:negative_slope|alpha=0.0 max_value=None threshold=0.0", "relu"},
    Spelling{"ops", "relu", one, "relu"},
    Spelling{"K", "relu", "x negative_slope:alpha=0.0 max_value=None threshold=0.0", "relu"},
    Spelling{"tf.nn", "relu", tf_features, "relu"},
    Spelling{"activations ops", "relu6", one, "relu6"},
    Spelling{"tf.nn", "relu6", tf_features, "relu6"},
    Spelling{"activations ops", "selu", one, "selu"},
    Spelling{"tf.nn", "selu", tf_features, "selu"},
    Spelling{"activations ops K", "sigmoid", one, "sigmoid"},
    Spelling{"tf tf.math tf.nn", "sigmoid", "x name=None", "sigmoid"},
    Spelling{"activations ops", "silu swish", one, "silu"},
    Spelling{"tf.nn", "silu swish", tf_features, "silu"},
    Spelling{"activations ops", "soft_shrink", "x threshold=0.5", "soft_shrink"},
    Spelling{"activations ops K", "softplus", one, "softplus"},
    Spelling{"tf.math tf.nn", "softplus", tf_features, "softplus"},
    Spelling{"activations ops K", "softsign", one, "softsign"},
    Spelling{"tf.math tf.nn", "softsign", tf_features, "softsign"},
    Spelling{"activations ops", "sparse_plus", one, "sparse_plus"},
    Spelling{"activations ops", "sparse_sigmoid", one, "sparse_sigmoid"},
    Spelling{"activations ops", "squareplus", "x b=4", "squareplus"},
    Spelling{"activations ops K", "tanh", one, "tanh"},
    Spelling{"tf tf.math tf.nn", "tanh", "x name=None", "tanh"},
    Spelling{"np", "tanh", "x out=None where=None dtype=None", "tanh"},
    Spelling{"activations ops", "tanh_shrink", one, "tanh_shrink"},
    Spelling{"activations ops", "threshold", "x threshold default_value", "threshold"},
    Spelling{"activations ops K", "softmax", "x axis=-1", "softmax"},
    Spelling{"tf.nn tf.math tf", "softmax", "x:logits axis:axis|dim=-1 name=None", "softmax"},
    Spelling{"activations ops", "log_softmax", "x axis=-1", "log_softmax"},
    Spelling{"tf.nn tf.math", "log_softmax", "x:logits axis:axis|dim=-1 name=None", "log_softmax"},
    Spelling{"activations ops", "glu", "x axis=-1", "glu"},
    Spelling{"activations ops", "sparsemax", "x axis=-1", "sparsemax"},
};

}  // namespace

TensorFunctionFamily activation_functions() { return {functions, spellings}; }

}  // namespace unroll::python
