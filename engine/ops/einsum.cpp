// Owns einsum and tensordot: sums of products over named axes, done as matrix products. Must not
// know layers. Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "kernels/elementwise.hpp"
#include "kernels/reductions.hpp"
#include "ops/cast.hpp"
#include "ops/equation.hpp"
#include "ops/products.hpp"

namespace unroll::ops {

namespace {

/// Intermediate results of one op are refused beyond this many bytes.
constexpr std::int64_t largest_intermediate = std::int64_t{1} << 28;

/// A plan of steps from dense operands to the dense result. Axes of size 1 are left out throughout:
/// they change no element's place.
template <typename T>
class SumOfProducts {
 public:
  SumOfProducts(const Equation& equation, std::span<const BoundTensor> operands)
      : sizes_(label_sizes(equation, operands)), inputs_(operands.size()) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      values.push_back(operand(i, equation.operands[i], operands[i].sizes));
    }
    for (const PairwiseStep& step : pairwise_steps(equation, sizes_)) {
      values[step.left] = contract(values[step.left], values[step.right], step.keep);
      values.erase(values.begin() + static_cast<std::ptrdiff_t>(step.right));
    }
    Labels result;
    std::copy_if(equation.result.begin(), equation.result.end(), std::back_inserter(result),
                 [&](Label label) { return sizes_.at(label) != 1; });
    const Value last = summed(values.front(), {result.begin(), result.end()});
    last_ = arranged_view(last, result);
    last_slot_ = last.slot;
  }
  SumOfProducts(const SumOfProducts&) = delete;
  SumOfProducts& operator=(const SumOfProducts&) = delete;
  ~SumOfProducts() = default;

  /// Sets an operand for the next run.
  void set(std::size_t i, std::span<const T> values) { inputs_[i] = values; }

  void run(std::span<T> out) {
    for (const auto& step : steps_) step();
    kernels::copy(last_, std::as_bytes(at(last_slot_)), std::as_writable_bytes(out), sizeof(T));
  }

 private:
  using LabelSet = std::set<Label>;

  /// A tensor on the way: its storage, and its axes with their strides there.
  struct Value {
    std::size_t slot = 0;
    Labels labels;
    Integers strides;

    [[nodiscard]] bool has(Label label) const {
      return std::find(labels.begin(), labels.end(), label) != labels.end();
    }
  };

  /// An operand as it is given: a label that stands twice walks the diagonal, and an axis that is 1
  /// here but not elsewhere is repeated by being left out.
  Value operand(std::size_t i, const Labels& labels, const Integers& sizes) {
    Value value;
    value.slot = i;
    std::int64_t stride = 1;
    for (std::size_t j = labels.size(); j-- > 0;) {
      if (sizes[j] != 1) {
        const auto found = std::find(value.labels.begin(), value.labels.end(), labels[j]);
        if (found == value.labels.end()) {
          value.labels.insert(value.labels.begin(), labels[j]);
          value.strides.insert(value.strides.begin(), stride);
        } else {
          value.strides[static_cast<std::size_t>(found - value.labels.begin())] += stride;
        }
      }
      stride *= sizes[j];
    }
    return value;
  }

  std::span<const T> at(std::size_t slot) const {
    return slot < inputs_.size() ? inputs_[slot] : storage_[slot - inputs_.size()];
  }

  std::int64_t count(const Labels& labels) const {
    std::int64_t product = 1;
    for (const Label label : labels) product *= sizes_.at(label);
    return product;
  }

  Integers sizes_of(const Labels& labels) const {
    Integers sizes;
    for (const Label label : labels) sizes.push_back(sizes_.at(label));
    return sizes;
  }

  /// A fresh dense value.
  Value make(const Labels& labels) {
    Value value{inputs_.size() + storage_.size(), labels, Integers(labels.size())};
    std::int64_t stride = 1;
    for (std::size_t i = labels.size(); i-- > 0;) {
      value.strides[i] = stride;
      if (__builtin_mul_overflow(stride, sizes_.at(labels[i]), &stride) ||
          stride > largest_intermediate / static_cast<std::int64_t>(sizeof(T))) {
        throw Error("limit_bytes", "the products on the way to the result take more than " +
                                       std::to_string(largest_intermediate >> 20) + " MB");
      }
    }
    storage_.emplace_back(static_cast<std::size_t>(stride));
    return value;
  }

  kernels::StridedView arranged_view(const Value& value, const Labels& order) const {
    Integers strides;
    for (const Label label : order) {
      const auto found = std::find(value.labels.begin(), value.labels.end(), label);
      strides.push_back(value.strides[static_cast<std::size_t>(found - value.labels.begin())]);
    }
    if (order.size() > kernels::max_axes)
      throw Error("rank", "a sum of products has too many axes");
    if (order.empty()) return {{1}, {1}, 0};
    return {sizes_of(order), std::move(strides), 0};
  }

  /// The value with its axes in this order, dense.
  Value arranged(const Value& value, const Labels& order) {
    std::int64_t stride = 1;
    bool as_asked = value.labels == order;
    for (std::size_t i = order.size(); as_asked && i-- > 0;) {
      as_asked = value.strides[i] == stride;
      stride *= sizes_.at(order[i]);
    }
    if (as_asked) return value;
    const Value copy = make(order);
    steps_.push_back([this, view = arranged_view(value, order), from = value.slot, to = copy.slot] {
      kernels::copy(view, std::as_bytes(at(from)), std::as_writable_bytes(writable(to)), sizeof(T));
    });
    return copy;
  }

  std::span<T> writable(std::size_t slot) { return storage_[slot - inputs_.size()]; }

  /// The value summed over every label that is not in `keep`.
  Value summed(const Value& value, const LabelSet& keep) {
    Labels kept;
    Labels gone;
    for (const Label label : value.labels) (keep.contains(label) ? kept : gone).push_back(label);
    if (gone.empty()) return value;
    Labels order = kept;
    order.insert(order.end(), gone.begin(), gone.end());
    const Value dense = arranged(value, order);
    const Value sum = make(kept);
    const Integers sizes = {count(kept), count(gone)};
    steps_.push_back([this, plan = kernels::ReductionPlan(sizes, Integers{1}), from = dense.slot,
                      to = sum.slot] {
      kernels::reduce(kernels::Reduction::sum, plan, at(from), writable(to));
    });
    return sum;
  }

  Value contract(Value a, Value b, const LabelSet& keep) {
    const auto with = [&](const Value& other) {
      LabelSet all = keep;
      all.insert(other.labels.begin(), other.labels.end());
      return all;
    };
    a = summed(a, with(b));
    b = summed(b, with(a));
    Labels batch;
    Labels left;
    Labels right;
    Labels inner;
    for (const Label label : a.labels) {
      (!b.has(label) ? left : keep.contains(label) ? batch : inner).push_back(label);
    }
    for (const Label label : b.labels) {
      if (!a.has(label)) right.push_back(label);
    }
    const auto joined = [](std::initializer_list<const Labels*> parts) {
      Labels all;
      for (const Labels* part : parts) all.insert(all.end(), part->begin(), part->end());
      return all;
    };
    const Value x = arranged(a, joined({&batch, &left, &inner}));
    const Value y = arranged(b, joined({&batch, &inner, &right}));
    const Value product = make(joined({&batch, &left, &right}));
    const std::int64_t count_of_batch = count(batch);
    if (inner.empty()) {
      const Integers full = {count_of_batch, count(left), count(right)};
      const kernels::BroadcastPlan plan(
          {Integers{full[0], full[1], 1}, Integers{full[0], 1, full[2]}}, full);
      steps_.push_back([this, plan, from = x.slot, by = y.slot, to = product.slot] {
        kernels::arithmetic(kernels::Arithmetic::multiply, plan, at(from), at(by), writable(to));
      });
      return product;
    }
    Products products{count(left), count(inner), count(right), {}, {}};
    for (std::int64_t i = 0; i < count_of_batch; ++i) {
      products.a_at.push_back(i * products.m * products.k);
      products.b_at.push_back(i * products.k * products.n);
    }
    steps_.push_back([this, products, from = x.slot, by = y.slot, to = product.slot] {
      multiply(products, at(from), at(by), writable(to));
    });
    return product;
  }

  std::map<Label, std::int64_t> sizes_;
  std::vector<std::span<const T>> inputs_;
  std::vector<std::vector<T>> storage_;
  std::vector<std::function<void()>> steps_;
  kernels::StridedView last_;
  std::size_t last_slot_ = 0;
};

template <typename T>
Kernel sum_of_products(const Equation& equation, const BoundOp& op) {
  struct With {
    With(const Equation& equation_, std::span<const BoundTensor> operands)
        : sum(equation_, operands) {
      for (const BoundTensor& operand : operands) casts.emplace_back(operand, dtype_of<T>);
    }
    SumOfProducts<T> sum;
    std::vector<Cast> casts;
  };
  auto with = std::make_shared<With>(equation, op.inputs);
  return [with](Inputs in, Outputs out) {
    for (std::size_t i = 0; i < in.size(); ++i)
      with->sum.set(i, with->casts[i](in[i]).template as<T>());
    with->sum.run(out[0].as<T>());
  };
}

Kernel prepare_equation(const Equation& equation, const BoundOp& op) {
  return op.outputs[0].dtype == DType::float32 ? sum_of_products<float>(equation, op)
                                               : sum_of_products<std::int32_t>(equation, op);
}

std::vector<TensorType> infer_equation(const Equation& equation, const OpTypes& types) {
  return {{result_shape(equation, types.inputs), promote(promote(types), DType::int32)}};
}

/// Rows stay apart where the batch is the first axis of the result and of each operand that has
/// one.
bool equation_keeps_rows(const Equation& equation, const OpTypes& types,
                         std::span<const bool> shared) {
  if (equation.result.empty()) return false;
  const Label batch = equation.result.front();
  for (std::size_t i = 0; i < types.inputs.size(); ++i) {
    const Labels& labels = equation.operands[i];
    const auto times = std::count(labels.begin(), labels.end(), batch);
    if (shared[i] ? times != 0
                  : times != 1 || labels.front() != batch ||
                        types.inputs[i].shape.front().role != Role::batch) {
      return false;
    }
  }
  return true;
}

template <typename Inputs>
std::vector<std::size_t> ranks_of(const Inputs& inputs) {
  std::vector<std::size_t> ranks;
  for (const auto& input : inputs) {
    if constexpr (requires { input.shape; }) {
      ranks.push_back(input.shape.size());
    } else {
      ranks.push_back(input.sizes.size());
    }
  }
  return ranks;
}

/// The equation of `einsum`, by its attribute `equation`.
struct Einsum {
  static Equation equation(const std::vector<std::size_t>& ranks, const Attributes& attributes) {
    return parse_equation(attributes.get<std::string>("equation"), ranks);
  }
  static void check(const OpTypes& /*types*/) {}
};

/// The equation of `tensordot`, by its attributes `left_axes` and `right_axes`.
struct Tensordot {
  static Equation equation(const std::vector<std::size_t>& ranks, const Attributes& attributes) {
    return tensordot_equation(ranks[0], ranks[1], attributes.get<Integers>("left_axes"),
                              attributes.get<Integers>("right_axes"));
  }
  static void check(const OpTypes& types) {
    const Shape& left = types.inputs[0].shape;
    const Shape& right = types.inputs[1].shape;
    const auto& left_axes = types.attributes.get<Integers>("left_axes");
    const auto& right_axes = types.attributes.get<Integers>("right_axes");
    if (left_axes.size() != right_axes.size()) {
      throw Error("tensordot", "tensordot needs as many axes of the one as of the other, got " +
                                   std::to_string(left_axes.size()) + " and " +
                                   std::to_string(right_axes.size()));
    }
    std::set<std::size_t> seen_left;
    std::set<std::size_t> seen_right;
    for (std::size_t i = 0; i < left_axes.size(); ++i) {
      const std::size_t a = need_axis(left, left_axes[i]);
      const std::size_t b = need_axis(right, right_axes[i]);
      if (!seen_left.insert(a).second || !seen_right.insert(b).second) {
        throw Error("axis", "the same axis is named twice");
      }
      if (never_equal(left[a].size, right[b].size)) {
        throw Error("tensordot", "axis " + std::to_string(a) + " of " + words(left) + " (" +
                                     left[a].size.text() + ") and axis " + std::to_string(b) +
                                     " of " + words(right) + " (" + right[b].size.text() +
                                     ") must have the same size");
      }
    }
  }
};

template <typename Rule>
std::vector<TensorType> infer_by(const OpTypes& types) {
  Rule::check(types);
  return infer_equation(Rule::equation(ranks_of(types.inputs), types.attributes), types);
}

template <typename Rule>
Kernel prepare_by(const BoundOp& op) {
  return prepare_equation(Rule::equation(ranks_of(op.inputs), op.attributes), op);
}

template <typename Rule>
double cost_by(const BoundOp& op) {
  const Equation equation = Rule::equation(ranks_of(op.inputs), op.attributes);
  double cost = 0;
  for (const BoundTensor& operand : op.inputs) cost += elements(operand);
  for (const PairwiseStep& step : pairwise_steps(equation, label_sizes(equation, op.inputs))) {
    cost += step.cost;
  }
  return cost;
}

template <typename Rule>
bool row_wise_by(const OpTypes& types, std::span<const bool> shared) {
  return equation_keeps_rows(Rule::equation(ranks_of(types.inputs), types.attributes), types,
                             shared);
}

constexpr std::array rows = {
    OpRow{"einsum", "Einsum", infer_by<Einsum>, prepare_by<Einsum>, row_wise_by<Einsum>,
          cost_by<Einsum>},
    OpRow{"tensordot", "Tensordot", infer_by<Tensordot>, prepare_by<Tensordot>,
          row_wise_by<Tensordot>, cost_by<Tensordot>},
};

}  // namespace

std::span<const OpRow> einsum_rows() { return rows; }

}  // namespace unroll::ops
