// Owns the ops that reduce or run along axes. Must not know layers.
// Mirrors keras/src/ops/numpy.py and math.py.
#include "kernels/reductions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "kernels/elementwise.hpp"
#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

using kernels::ArgReduction;
using kernels::LogicalReduction;
using kernels::Reduction;
using kernels::ReductionPlan;
using kernels::Unary;

/// `axes` (missing: all), `keepdims`. A reduced axis that is kept has size 1 and a new lineage.
Shape reduced(const OpTypes& types) {
  const Shape& input = types.inputs[0].shape;
  const auto axes = need_axes(input, types.attributes);
  const bool keep = types.attributes.get_or<bool>("keepdims", false);
  Shape shape;
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (!std::binary_search(axes.begin(), axes.end(), i)) {
      shape.push_back(input[i]);
    } else if (keep) {
      shape.push_back({1, input[i].role, 0});
    }
  }
  return shape;
}

/// Rows stay apart where axis 0 is not reduced.
bool keeps_rows(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const auto axes = need_axes(types.inputs[0].shape, types.attributes);
  return axes.empty() || axes.front() != 0;
}

/// The plan with its scratch.
template <typename T>
struct Reducing {
  explicit Reducing(const BoundOp& op)
      : plan(op.inputs[0].sizes, axes_of(op)), scratch(static_cast<std::size_t>(plan.scratch)) {}
  ReductionPlan plan;
  std::vector<T> scratch;
};

// ---- sum, mean, max, ... ---------------------------------------------------------------------

/// Sums and products of truth values count them; extremes of them stay among them; the others
/// answer in floats.
template <Reduction operation>
std::vector<TensorType> infer_reduction(const OpTypes& types) {
  DType dtype = types.inputs[0].dtype;
  switch (operation) {
    case Reduction::sum:
    case Reduction::prod:
      dtype = promote(dtype, DType::int32);
      break;
    case Reduction::max:
    case Reduction::min:
      break;
    default:
      dtype = DType::float32;
  }
  return {{reduced(types), dtype}};
}

template <Reduction operation>
Kernel prepare_reduction(const BoundOp& op) {
  const DType dtype = op.outputs[0].dtype;
  auto cast = std::make_shared<Cast>(op.inputs[0], dtype);
  return with_type(dtype, [&]<typename T>(T /*of*/) -> Kernel {
    auto with = std::make_shared<Reducing<T>>(op);
    return [with, cast](Inputs in, Outputs out) {
      const auto values = (*cast)(in[0]).as<T>();
      if constexpr (std::is_same_v<T, std::uint8_t>) {
        constexpr auto logical =
            operation == Reduction::max ? LogicalReduction::any : LogicalReduction::all;
        kernels::reduce(logical, with->plan, values, out[0].as<T>(), with->scratch);
      } else {
        kernels::reduce(operation, with->plan, values, out[0].as<T>(), with->scratch);
      }
    };
  });
}

template <Reduction operation>
constexpr OpRow reduction_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_reduction<operation>, prepare_reduction<operation>,
          keeps_rows};
}

std::vector<TensorType> infer_truth(const OpTypes& types) {
  return {{reduced(types), DType::bool_}};
}

template <LogicalReduction operation>
Kernel prepare_truth(const BoundOp& op) {
  auto cast = std::make_shared<Cast>(op.inputs[0], DType::bool_);
  auto with = std::make_shared<Reducing<std::uint8_t>>(op);
  return [with, cast](Inputs in, Outputs out) {
    kernels::reduce(operation, with->plan, (*cast)(in[0]).as<std::uint8_t>(),
                    out[0].as<std::uint8_t>(), with->scratch);
  };
}

std::vector<TensorType> infer_count(const OpTypes& types) {
  return {{reduced(types), DType::int32}};
}

Kernel prepare_count(const BoundOp& op) {
  auto truth = std::make_shared<Cast>(op.inputs[0], DType::bool_);
  auto number =
      std::make_shared<Cast>(BoundTensor{op.inputs[0].sizes, DType::bool_, {}}, DType::int32);
  auto with = std::make_shared<Reducing<std::int32_t>>(op);
  return [with, truth, number](Inputs in, Outputs out) {
    kernels::reduce(Reduction::sum, with->plan, (*number)((*truth)(in[0])).as<std::int32_t>(),
                    out[0].as<std::int32_t>(), with->scratch);
  };
}

// ---- norm ------------------------------------------------------------------------------------

std::vector<TensorType> infer_norm(const OpTypes& types) {
  const auto axes = need_axes(types.inputs[0].shape, types.attributes);
  if (types.attributes.find("ord") != nullptr && axes.size() != 1) {
    throw Error("norm", "a norm with `ord` needs one axis, the norm of vectors, got " +
                            std::to_string(axes.size()) + " axes");
  }
  return {{reduced(types), DType::float32}};
}

/// `ord`: missing for the square root of the sum of squares, else as NumPy's for vectors.
Kernel prepare_norm(const BoundOp& op) {
  const double order = op.attributes.get_or<double>("ord", 2.0);
  struct Norm {
    Cast cast;
    Tensor terms;
    Reducing<float> reducing;
  };
  auto norm =
      std::make_shared<Norm>(Norm{Cast(op.inputs[0], DType::float32),
                                  Tensor(DType::float32, op.inputs[0].sizes), Reducing<float>(op)});
  const Reduction reduction = !std::isinf(order) ? Reduction::sum
                              : order > 0        ? Reduction::max
                                                 : Reduction::min;
  return [norm, order, reduction](Inputs in, Outputs out) {
    const auto values = norm->cast(in[0]).as<float>();
    const auto terms = norm->terms.as<float>();
    const auto result = out[0].as<float>();
    kernels::unary(order == 2.0 ? Unary::square : Unary::absolute, values, terms);
    const auto power = static_cast<float>(order);
    const bool general = order != 1.0 && order != 2.0 && !std::isinf(order);
    if (general) {
      for (float& term : terms)
        term = order == 0.0 ? (term != 0.0F ? 1.0F : 0.0F) : std::pow(term, power);
    }
    kernels::reduce(reduction, norm->reducing.plan, terms, result, norm->reducing.scratch);
    if (order == 2.0) kernels::unary(Unary::sqrt, result, result);
    if (general && order != 0.0) {
      for (float& sum : result) sum = std::pow(sum, 1.0F / power);
    }
  };
}

// ---- argmax, argmin --------------------------------------------------------------------------

std::vector<TensorType> infer_position(const OpTypes& types) {
  const Shape& input = types.inputs[0].shape;
  const auto axes = need_axes(input, types.attributes);
  if (types.attributes.find("axes") != nullptr && axes.size() != 1) {
    throw Error("axis", "the position of an extreme is asked along one axis or all of them, got " +
                            std::to_string(axes.size()) + " axes");
  }
  for (const std::size_t axis : axes) {
    if (input[axis].size.is(0))
      throw Error("empty", "an empty axis has no largest or smallest element");
  }
  return {{reduced(types), DType::int32}};
}

template <ArgReduction operation>
Kernel prepare_position(const BoundOp& op) {
  const kernels::AxisView view = ReductionPlan(op.inputs[0].sizes, axes_of(op)).view;
  if (view.length == 0) throw Error("empty", "an empty axis has no largest or smallest element");
  const DType dtype = promote(op.inputs[0].dtype, DType::int32);
  auto cast = std::make_shared<Cast>(op.inputs[0], dtype);
  const auto make = [&]<typename T>(T /*of*/) -> Kernel {
    return [view, cast](Inputs in, Outputs out) {
      kernels::arg_reduce(operation, view, (*cast)(in[0]).as<T>(), out[0].as<std::int32_t>());
    };
  };
  return dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

// ---- cumsum, cumprod -------------------------------------------------------------------------

/// Truth values are counted.
std::vector<TensorType> infer_running(const OpTypes& types) {
  const TensorType& input = types.inputs[0];
  std::ignore = need_axis(input.shape, types.attributes.get<std::int64_t>("axis"));
  return {{input.shape, promote(input.dtype, DType::int32)}};
}

bool runs_within_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, 0);
}

template <bool sum>
Kernel prepare_running(const BoundOp& op) {
  const auto view = view_along(op.inputs[0], op.attributes.get<std::int64_t>("axis"));
  const DType dtype = op.outputs[0].dtype;
  auto cast = std::make_shared<Cast>(op.inputs[0], dtype);
  const auto make = [&]<typename T>(T /*of*/) -> Kernel {
    return [view, cast](Inputs in, Outputs out) {
      const auto values = (*cast)(in[0]).as<T>();
      if constexpr (sum) {
        kernels::cumsum(view, values, out[0].as<T>());
      } else {
        kernels::cumprod(view, values, out[0].as<T>());
      }
    };
  };
  return dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

constexpr std::array rows = {
    reduction_row<Reduction::sum>("sum", "Sum"),
    reduction_row<Reduction::mean>("mean", "Mean"),
    reduction_row<Reduction::max>("max", "Max"),
    reduction_row<Reduction::min>("min", "Min"),
    reduction_row<Reduction::prod>("prod", "Prod"),
    reduction_row<Reduction::var>("var", "Var"),
    reduction_row<Reduction::std>("std", "Std"),
    reduction_row<Reduction::logsumexp>("logsumexp", "Logsumexp"),
    OpRow{"any", "Any", infer_truth, prepare_truth<LogicalReduction::any>, keeps_rows},
    OpRow{"all", "All", infer_truth, prepare_truth<LogicalReduction::all>, keeps_rows},
    OpRow{"count_nonzero", "CountNonzero", infer_count, prepare_count, keeps_rows},
    OpRow{"norm", "Norm", infer_norm, prepare_norm, keeps_rows},
    OpRow{"argmax", "Argmax", infer_position, prepare_position<ArgReduction::argmax>, keeps_rows},
    OpRow{"argmin", "Argmin", infer_position, prepare_position<ArgReduction::argmin>, keeps_rows},
    OpRow{"cumsum", "Cumsum", infer_running, prepare_running<true>, runs_within_rows},
    OpRow{"cumprod", "Cumprod", infer_running, prepare_running<false>, runs_within_rows},
};

}  // namespace

std::span<const OpRow> reduction_rows() { return rows; }

}  // namespace unroll::ops
