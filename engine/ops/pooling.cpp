// Owns the ops that keep one number of each window or bin: max_pool, average_pool and the adaptive
// ones. Must not know layers. Mirrors keras/src/ops/nn.py and its backends' nn.py.
#include "kernels/pooling.hpp"

#include <algorithm>
#include <array>

#include "ops/axis_chain.hpp"
#include "ops/cast.hpp"
#include "ops/rows.hpp"
#include "ops/windows.hpp"

namespace unroll::ops {

namespace {

using kernels::Pooling;
using kernels::Range;

// ---- which places make which number ----------------------------------------------------------

/// `pool_size`, `strides` (missing: as `pool_size`), `padding`. What stands on padding is left out.
std::vector<WindowRule> pool_windows(std::span<const Dim> sizes, const Attributes& attributes) {
  const std::size_t count = sizes.size();
  const auto taps = each_axis(attributes, "pool_size", count);
  const auto strides =
      each_axis(attributes, attributes.find("strides") == nullptr ? "pool_size" : "strides", count);
  const Padding padding = padding_of(attributes, false);
  std::vector<WindowRule> rules;
  for (std::size_t i = 0; i < count; ++i) {
    rules.push_back({sizes[i], taps[i], strides[i], 1, padding});
  }
  return rules;
}

std::vector<Range> ranges_of(const WindowRule& rule) {
  const auto number = [](const Dim& size) { return size.value().value_or(0); };
  std::vector<Range> ranges;
  for (std::int64_t i = 0; i < number(rule.windows()); ++i) {
    const std::int64_t begin = i * number(rule.stride) - number(rule.before());
    ranges.push_back(
        {std::max<std::int64_t>(begin, 0), std::min(begin + number(rule.taps), number(rule.size))});
  }
  return ranges;
}

/// Bins that cover an axis evenly, overlapping where their number does not divide it.
std::vector<Range> bins(std::int64_t size, std::int64_t count) {
  if (size == 0 && count > 0) throw Error("empty", "an axis of size 0 has nothing to pool");
  std::vector<Range> ranges;
  for (std::int64_t i = 0; i < count; ++i) {
    ranges.push_back({i * size / count, ((i + 1) * size + count - 1) / count});
  }
  return ranges;
}

// ---- shape rules -----------------------------------------------------------------------------

template <Pooling operation>
DType pooled_dtype(DType dtype) {
  return operation == Pooling::max ? promote(dtype, DType::int32) : DType::float32;
}

template <Pooling operation>
std::vector<TensorType> infer_pool(const OpTypes& types) {
  const SpatialLayout layout = need_layout(types.inputs[0].shape, types.attributes);
  Shape shape = with_places(types.inputs[0].shape, layout);
  std::vector<Dim> sizes;
  for (std::size_t i = 0; i < layout.count; ++i) sizes.push_back(shape[layout.first + i].size);
  const auto rules = pool_windows(sizes, types.attributes);
  for (std::size_t i = 0; i < layout.count; ++i) {
    Axis& axis = shape[layout.first + i];
    axis = rules[i].moved_over(axis);
  }
  return {{std::move(shape), pooled_dtype<operation>(types.inputs[0].dtype)}};
}

/// `output_size`: numbers of bins.
template <Pooling operation>
std::vector<TensorType> infer_adaptive_pool(const OpTypes& types) {
  const SpatialLayout layout = need_layout(types.inputs[0].shape, types.attributes);
  Shape shape = with_places(types.inputs[0].shape, layout);
  const auto sizes = each_axis(types.attributes, "output_size", layout.count);
  for (std::size_t i = 0; i < layout.count; ++i) {
    Axis& axis = shape[layout.first + i];
    if (axis.size != sizes[i]) axis = {sizes[i], axis.role, 0};
  }
  return {{std::move(shape), pooled_dtype<operation>(types.inputs[0].dtype)}};
}

// ---- kernels ---------------------------------------------------------------------------------

template <Pooling operation>
Kernel pool_over(const BoundOp& op, const std::vector<std::vector<Range>>& ranges) {
  const auto make = [&]<typename T>(T /*of*/) -> Kernel {
    struct Pool {
      Cast cast;
      AxisChain<T, std::vector<Range>> chain;
    };
    auto with = std::make_shared<Pool>(Pool{Cast(op.inputs[0], op.outputs[0].dtype),
                                            AxisChain<T, std::vector<Range>>(op, ranges)});
    return [with](Inputs in, Outputs out) {
      with->chain.run(with->cast(in[0]).template as<T>(), out[0].as<T>(),
                      [](const kernels::AxisView& view, const std::vector<Range>& along,
                         std::span<const T> from, std::span<T> to) {
                        if constexpr (std::is_same_v<T, float>) {
                          kernels::pool(operation, view, along, from, to);
                        } else {
                          kernels::pool_max(view, along, from, to);
                        }
                      });
    };
  };
  return op.outputs[0].dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

template <Pooling operation>
Kernel prepare_pool(const BoundOp& op) {
  const Integers& in = op.inputs[0].sizes;
  const SpatialLayout layout = layout_of(in.size(), op.attributes);
  std::vector<Dim> sizes;
  for (std::size_t i = 0; i < layout.count; ++i) sizes.emplace_back(in[layout.first + i]);
  std::vector<std::vector<Range>> ranges;
  for (const WindowRule& rule : pool_windows(sizes, op.attributes)) {
    ranges.push_back(ranges_of(bind(rule, op.bindings)));
  }
  return pool_over<operation>(op, ranges);
}

template <Pooling operation>
Kernel prepare_adaptive_pool(const BoundOp& op) {
  const SpatialLayout layout = layout_of(op.inputs[0].sizes.size(), op.attributes);
  std::vector<std::vector<Range>> ranges;
  for (std::size_t i = layout.first; i < layout.first + layout.count; ++i) {
    ranges.push_back(bins(op.inputs[0].sizes[i], op.outputs[0].sizes[i]));
  }
  return pool_over<operation>(op, ranges);
}

/// Every place of every window.
double pool_cost(const BoundOp& op) {
  const SpatialLayout layout = layout_of(op.inputs[0].sizes.size(), op.attributes);
  double cost = elements(op.outputs[0]);
  for (const Dim& taps : each_axis(op.attributes, "pool_size", layout.count)) {
    cost *= static_cast<double>(taps.bind(op.bindings));
  }
  return std::max(cost, elements(op.inputs[0]));
}

template <Pooling operation>
constexpr OpRow pool_row(std::string_view name, std::string_view operation_class) {
  return {name,         operation_class, infer_pool<operation>, prepare_pool<operation>,
          rows_line_up, pool_cost};
}

template <Pooling operation>
constexpr OpRow adaptive_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_adaptive_pool<operation>, prepare_adaptive_pool<operation>,
          rows_line_up};
}

constexpr std::array rows = {
    pool_row<Pooling::max>("max_pool", "MaxPool"),
    pool_row<Pooling::average>("average_pool", "AveragePool"),
    adaptive_row<Pooling::max>("adaptive_max_pool", "AdaptiveMaxPool"),
    adaptive_row<Pooling::average>("adaptive_average_pool", "AdaptiveAveragePool"),
};

}  // namespace

std::span<const OpRow> pooling_rows() { return rows; }

}  // namespace unroll::ops
