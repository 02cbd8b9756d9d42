// Owns the functions that multiply and sum over shared axes: matmul, dot, einsum and their kind.
// Must not know how modules offer them. Mirrors keras/src/ops/numpy.py and
// keras/src/legacy/backend.py.
#include <array>
#include <numeric>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

ValueId swap_last_axes(FunctionCall& call, ValueId x) {
  std::vector<std::int64_t> axes(static_cast<std::size_t>(call.rank(x)));
  std::iota(axes.begin(), axes.end(), 0);
  if (axes.size() < 2) call.raise("ValueError", "a transposed operand needs at least two axes");
  std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
  return call.transpose(x, std::move(axes));
}

Value matmul(FunctionCall& call) {
  ValueId a = call.tensor("x1");
  ValueId b = call.tensor("x2");
  if (call.has("transpose_a") && call.flag("transpose_a")) a = swap_last_axes(call, a);
  if (call.has("transpose_b") && call.flag("transpose_b")) b = swap_last_axes(call, b);
  return call.result(call.apply("matmul", {a, b}));
}

/// A matrix for each entry of the batch times a vector.
Value matvec(FunctionCall& call) {
  ValueId a = call.tensor("a");
  if (call.flag("transpose_a")) a = swap_last_axes(call, a);
  const ValueId column = call.expand(call.tensor("b"), {-1});
  const ValueId product = call.apply("matmul", {a, column});
  return call.result(call.apply("squeeze", {product}, {{"axes", std::vector<std::int64_t>{-1}}}));
}

ValueId tensordot_of(FunctionCall& call, ValueId a, ValueId b, std::vector<std::int64_t> left,
                     std::vector<std::int64_t> right) {
  return call.apply("tensordot", {a, b},
                    {{"left_axes", std::move(left)}, {"right_axes", std::move(right)}});
}

/// NumPy's dot: the last axis of the first with the second-last of the second.
Value dot(FunctionCall& call) {
  const ValueId a = call.tensor("x1");
  const ValueId b = call.tensor("x2");
  if (call.rank(a) == 0 || call.rank(b) == 0) return call.result(call.apply("multiply", {a, b}));
  if (call.rank(b) <= 2) return call.result(call.apply("matmul", {a, b}));
  return call.result(tensordot_of(call, a, b, {-1}, {-2}));
}

/// The sum over the last axes of both.
Value inner(FunctionCall& call) {
  const ValueId a = call.tensor("x1");
  const ValueId b = call.tensor("x2");
  if (call.rank(a) == 0 || call.rank(b) == 0) return call.result(call.apply("multiply", {a, b}));
  return call.result(tensordot_of(call, a, b, {-1}, {-1}));
}

Value vdot(FunctionCall& call) {
  const ValueId a = call.flatten(call.tensor("x1"));
  const ValueId b = call.flatten(call.tensor("x2"));
  return call.result(call.apply("matmul", {a, b}));
}

Value outer(FunctionCall& call) {
  const ValueId a = call.flatten(call.tensor("x1"));
  const ValueId b = call.flatten(call.tensor("x2"));
  return call.result(call.apply("multiply", {call.expand(a, {1}), call.expand(b, {0})}));
}

std::vector<std::int64_t> axes_in(FunctionCall& call, const Value& value) {
  std::vector<std::int64_t> axes;
  for (const Dim& size : call.keras.need_sizes(call.in, value, call.place("axes"))) {
    axes.push_back(size.value().value_or(0));
  }
  return axes;
}

/// `axes`: how many last ones of the first and first ones of the second, or those of each.
Value tensordot(FunctionCall& call) {
  const ValueId a = call.tensor("x1");
  const ValueId b = call.tensor("x2");
  if (const auto* pair = sequence_items(call["axes"])) {
    if (pair->size() != 2) call.raise("ValueError", "axes must name axes of both tensors");
    return call.result(
        tensordot_of(call, a, b, axes_in(call, (*pair)[0]), axes_in(call, (*pair)[1])));
  }
  const std::int64_t count = call.integer("axes");
  std::vector<std::int64_t> left;
  std::vector<std::int64_t> right;
  for (std::int64_t i = 0; i < count; ++i) {
    left.push_back(call.rank(a) - count + i);
    right.push_back(i);
  }
  return call.result(tensordot_of(call, a, b, std::move(left), std::move(right)));
}

Value einsum(FunctionCall& call) {
  const auto* equation = call["subscripts"].as<std::string>();
  if (equation == nullptr) {
    call.raise("TypeError", "einsum needs its subscripts as a text such as 'bth,h->bt'");
  }
  return call.result(call.apply("einsum", call.tensors("operands"), {{"equation", *equation}}));
}

/// For each entry of the batch the sum over one axis of each.
Value batch_dot(FunctionCall& call) {
  ValueId a = call.tensor("x");
  ValueId b = call.tensor("y");
  const std::int64_t rank_a = call.rank(a);
  const std::int64_t rank_b = call.rank(b);
  if (rank_a < 2 || rank_b < 2) {
    call.raise("ValueError",
               "Cannot do batch_dot on inputs with rank < 2. Received inputs with "
               "shapes " +
                   keras_text(call.shape(a)) + " and " + keras_text(call.shape(b)) + '.');
  }
  std::vector<std::int64_t> axes = {rank_a - 1, rank_b == 2 ? rank_b - 1 : rank_b - 2};
  if (call.has("axes")) axes = axes_in(call, call["axes"]);
  if (axes.size() == 1) axes.push_back(axes.front());
  if (axes[0] < 0) axes[0] += rank_a;
  if (axes[1] < 0) axes[1] += rank_b;
  if (axes[0] <= 0 || axes[1] <= 0 || axes[0] >= rank_a || axes[1] >= rank_b) {
    call.raise("ValueError",
               "Cannot perform batch_dot over axis 0, the batch, or one that a tensor "
               "lacks. Received: axes=" +
                   call.in.repr(call["axes"]));
  }
  // Letters: the batch is A, the axis that is summed over Z, the rest in order.
  std::string left = "A";
  std::string right = "A";
  std::string result = "A";
  char next = 'B';
  for (std::int64_t i = 1; i < rank_a; ++i) {
    left += i == axes[0] ? 'Z' : next;
    if (i != axes[0]) result += next++;
  }
  for (std::int64_t i = 1; i < rank_b; ++i) {
    right += i == axes[1] ? 'Z' : next;
    if (i != axes[1]) result += next++;
  }
  ValueId product =
      call.apply("einsum", {a, b}, {{"equation", left + ',' + right + "->" + result}});
  if (call.rank(product) == 1) product = call.expand(product, {1});
  return call.result(product);
}

constexpr std::array functions = {
    TensorFunction{"matmul", matmul},
    TensorFunction{"matvec", matvec},
    TensorFunction{"dot", dot},
    TensorFunction{"inner", inner},
    TensorFunction{"vdot", vdot},
    TensorFunction{"outer", outer},
    TensorFunction{"tensordot", tensordot},
    TensorFunction{"einsum", einsum},
    TensorFunction{"batch_dot", batch_dot},
};

constexpr std::array spellings = {
    Spelling{"ops np", "matmul", "x1 x2", "matmul"},
    Spelling{"tf tf.linalg", "matmul",
             "x1:a x2:b transpose_a=False transpose_b=False adjoint_a=False adjoint_b=False "
             "a_is_sparse=False b_is_sparse=False output_type=None name=None",
             "matmul"},
    Spelling{"tf", "batch_matmul", "x1:x x2:y transpose_a:adj_x=False transpose_b:adj_y=False",
             "matmul"},
    Spelling{"tf.linalg", "matvec",
             "a b transpose_a=False adjoint_a=False a_is_sparse=False b_is_sparse=False name=None",
             "matvec"},
    Spelling{"ops", "dot", "x1 x2", "dot"},
    Spelling{"K", "dot", "x1:x x2:y", "dot"},
    Spelling{"np", "dot", "x1:a x2:b out=None", "dot"},
    Spelling{"array", "dot", "x1:self x2:b", "dot"},
    Spelling{"ops", "inner", "x1 x2", "inner"},
    Spelling{"np", "inner", "x1:a x2:b", "inner"},
    Spelling{"ops", "vdot", "x1 x2", "vdot"},
    Spelling{"np", "vdot", "x1:a x2:b", "vdot"},
    Spelling{"ops", "outer", "x1 x2", "outer"},
    Spelling{"np", "outer", "x1:a x2:b out=None", "outer"},
    Spelling{"ops", "tensordot", "x1 x2 axes=2", "tensordot"},
    Spelling{"tf tf.linalg", "tensordot", "x1:a x2:b axes name=None", "tensordot"},
    Spelling{"np", "tensordot", "x1:a x2:b axes=2", "tensordot"},
    Spelling{"ops np", "einsum", "subscripts *operands optimize=None", "einsum"},
    Spelling{"tf tf.linalg", "einsum", "subscripts:equation *operands name=None optimize=None",
             "einsum"},
    Spelling{"K", "batch_dot", "x y axes=None", "batch_dot"},
};

}  // namespace

TensorFunctionFamily contraction_functions() { return {functions, spellings}; }

}  // namespace unroll::python
