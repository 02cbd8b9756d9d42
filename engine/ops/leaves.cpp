// Owns the ops without inputs: inputs of a program, weights, literals and generated arrays. Their
// types are given by whoever makes them, as attributes. Must not know layers.
#include <algorithm>
#include <array>
#include <tuple>

#include "ops/cast.hpp"
#include "ops/rows.hpp"
#include "tensors/random.hpp"

namespace unroll::ops {

namespace {

std::vector<TensorType> infer_constant(const OpTypes& types) {
  const auto& tensor = types.attributes.get<std::shared_ptr<const Tensor>>("tensor");
  std::vector<Dim> sizes(tensor->sizes().begin(), tensor->sizes().end());
  return {{shape_with_usual_roles(sizes), tensor->dtype()}};
}

/// `shape` (sizes), `dtype`.
std::vector<TensorType> infer_made(const OpTypes& types) {
  const auto& sizes = types.attributes.get<std::vector<Dim>>("shape");
  for (const Dim& size : sizes) need_size(size);
  return {{shape_with_usual_roles(sizes), types.attributes.get_or<DType>("dtype", DType::float32)}};
}

/// Fills each element with `number(i)`.
template <typename Number>
Kernel fill_kernel(DType dtype, Number number) {
  return with_type(dtype, [&]<typename T>(T of) -> Kernel {
    return [of, number](Inputs /*in*/, Outputs out) {
      const auto values = out[0].as<T>();
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = element(number(static_cast<std::int64_t>(i)), of);
      }
    };
  });
}

Kernel prepare_full(const BoundOp& op) {
  const double value = op.attributes.get<double>("value");
  return with_type(op.outputs[0].dtype, [&]<typename T>(T of) -> Kernel {
    return [value = element(value, of)](Inputs /*in*/, Outputs out) {
      std::ranges::fill(out[0].as<T>(), value);
    };
  });
}

/// An open size as a number: what `ops.shape(x)[0]` is once it is computed with.
std::vector<TensorType> infer_size_of(const OpTypes& types) {
  std::ignore = types.attributes.get<Dim>("size");
  return {{{}, DType::int32}};
}

Kernel prepare_size_of(const BoundOp& op) {
  const std::int64_t size = op.attributes.get<Dim>("size").bind(op.bindings);
  return [size](Inputs /*in*/, Outputs out) {
    constexpr std::int32_t of = 0;
    out[0].as<std::int32_t>()[0] = element(static_cast<double>(size), of);
  };
}

/// start + i * step, as NumPy's arange.
Kernel prepare_arange(const BoundOp& op) {
  const double start = op.attributes.get<double>("start");
  const double step = op.attributes.get<double>("step");
  return fill_kernel(op.outputs[0].dtype, [start, step](std::int64_t i) {
    return start + static_cast<double>(i) * step;
  });
}

/// Ones on the diagonal that begins at column `k`.
Kernel prepare_eye(const BoundOp& op) {
  const std::int64_t k = op.attributes.get_or<std::int64_t>("k", 0);
  const std::int64_t columns = op.outputs[0].sizes[1];
  return fill_kernel(op.outputs[0].dtype, [k, columns](std::int64_t i) {
    return i % columns == i / columns + k ? 1.0 : 0.0;
  });
}

/// `distribution` uniform (a: low, b: high), normal or truncated_normal (a: mean, b: stddev) or
/// integers (a: low, b: high), from the stream `path` under `seed`.
Kernel prepare_random(const BoundOp& op) {
  const auto seed = static_cast<std::uint64_t>(op.attributes.get<std::int64_t>("seed"));
  const Random random(seed, op.attributes.get<std::string>("path"));
  const auto& distribution = op.attributes.get<std::string>("distribution");
  const double a = op.attributes.get<double>("a");
  const double b = op.attributes.get<double>("b");
  if (distribution == "integers") {
    return [random, a, b](Inputs /*in*/, Outputs out) {
      constexpr std::int32_t of = 0;
      random.fill_integers(out[0].as<std::int32_t>(), element(a, of), element(b, of));
    };
  }
  if (distribution == "normal") {
    return [random, a, b](Inputs /*in*/, Outputs out) {
      random.fill_normal(out[0].as<float>(), a, b);
    };
  }
  if (distribution == "truncated_normal") {
    return [random, a, b](Inputs /*in*/, Outputs out) {
      random.fill_truncated_normal(out[0].as<float>(), a, b);
    };
  }
  return
      [random, a, b](Inputs /*in*/, Outputs out) { random.fill_uniform(out[0].as<float>(), a, b); };
}

// Inputs, weights and literals have no kernel: their numbers are put in place by the executor.
constexpr std::array rows = {
    OpRow{"input", "Input", infer_made},
    OpRow{"weight", "Variable", infer_made},
    OpRow{"constant", "Constant", infer_constant},
    OpRow{"full", "Full", infer_made, prepare_full},
    OpRow{"arange", "Arange", infer_made, prepare_arange},
    OpRow{"eye", "Eye", infer_made, prepare_eye},
    OpRow{"size_of", "SizeOf", infer_size_of, prepare_size_of},
    OpRow{"random", "Random", infer_made, prepare_random},
};

}  // namespace

std::span<const OpRow> leaf_rows() { return rows; }

}  // namespace unroll::ops
