// Owns the functions that pick, mark and order entries: take, gather, one_hot, sort, top_k. Must
// not know how modules offer them. Mirrors keras/src/ops/numpy.py and keras/src/ops/math.py.
#include <array>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

ValueId as_indices(FunctionCall& call, std::string_view parameter) {
  return call.cast(call.tensor(parameter), DType::int32);
}

Value take(FunctionCall& call) {
  ValueId x = call.tensor("x");
  std::int64_t axis = 0;
  if (call.has("axis")) {
    axis = call.axis("axis", x);
  } else {
    x = call.flatten(x);
  }
  return call.result(call.apply("take", {x, as_indices(call, "indices")}, {{"axis", axis}}));
}

/// TensorFlow's: along the first axis unless told otherwise, each batch with its own indices where
/// there are `batch_dims`.
Value gather(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const std::int64_t batch = call.has("batch_dims") ? call.integer("batch_dims") : 0;
  const std::int64_t axis = call.has("axis") ? call.axis("axis", x) : batch;
  ValueId indices = as_indices(call, "indices");
  if (batch == 0) return call.result(call.apply("take", {x, indices}, {{"axis", axis}}));
  const std::int64_t picks = call.rank(indices) - batch;
  if (batch < 0 || axis != batch || picks < 0 || picks > 1) {
    call.raise("ValueError",
               "tf.gather with batch_dims=" + std::to_string(batch) +
                   " is understood here for axis=batch_dims and one list of indices a "
                   "batch, got indices " +
                   words(call.shape(indices)));
  }
  const bool single = picks == 0;
  if (single) indices = call.expand(indices, {axis});
  while (call.rank(indices) < call.rank(x)) indices = call.expand(indices, {-1});
  ValueId result = call.apply("take_along_axis", {x, indices}, {{"axis", axis}});
  if (single) {
    result = call.apply("squeeze", {result}, {{"axes", std::vector<std::int64_t>{axis}}});
  }
  return call.result(result);
}

Value take_along_axis(FunctionCall& call) {
  ValueId x = call.tensor("x");
  ValueId indices = as_indices(call, "indices");
  std::int64_t axis = 0;
  if (call.has("axis")) {
    axis = call.axis("axis", x);
  } else {
    x = call.flatten(x);
    indices = call.flatten(indices);
  }
  return call.result(call.apply("take_along_axis", {x, indices}, {{"axis", axis}}));
}

Value one_hot(FunctionCall& call) {
  const ValueId x = as_indices(call, "x");
  const DType dtype = call.dtype("dtype", DType::float32);
  const std::int64_t axis = call.has("axis") ? call.integer("axis") : -1;
  ValueId result =
      call.apply("one_hot", {x},
                 {{"num_classes", call.size("num_classes")}, {"axis", axis}, {"dtype", dtype}});
  if (call.has("on_value") || call.has("off_value")) {
    const double on = call.has("on_value") ? call.number("on_value") : 1.0;
    const double off = call.has("off_value") ? call.number("off_value") : 0.0;
    const ValueId scaled = call.apply("multiply", {result, call.constant(on - off, result)});
    result = call.apply("add", {scaled, call.constant(off, result)});
  }
  return call.result(result);
}

/// `size` entries from `begin` along each axis; -1 for all that follow.
Value slice(FunctionCall& call) {
  ValueId x = call.tensor("x");
  const std::vector<Dim> begin = call.sizes("begin");
  const std::vector<Dim> size = call.sizes("size");
  if (std::ssize(begin) != call.rank(x) || begin.size() != size.size()) {
    call.raise("ValueError",
               "a slice needs a start and a size for each axis of " + words(call.shape(x)));
  }
  for (std::size_t i = 0; i < begin.size(); ++i) {
    const Dim whole = call.shape(x)[i].size;
    const Dim count = size[i].is(-1) ? whole - begin[i] : size[i];
    if (begin[i].is(0) && count == whole) continue;
    x = call.slice(x, static_cast<std::int64_t>(i), begin[i], count);
  }
  return call.result(x);
}

// ---- order -----------------------------------------------------------------------------------

bool descending(FunctionCall& call) {
  return call.has("direction") && call.text("direction") == "DESCENDING";
}

Value sort(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  ValueId result = call.apply("sort", {x}, {{"axis", axis}});
  if (descending(call)) {
    result = call.apply("flip", {result}, {{"axes", std::vector<std::int64_t>{axis}}});
  }
  return call.result(result);
}

Value argsort(FunctionCall& call) {
  ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  if (descending(call)) x = call.apply("negative", {x});
  return call.result(call.apply("argsort", {x}, {{"axis", axis}}));
}

Value top_k(FunctionCall& call) {
  const auto both = call.apply_all("top_k", {call.tensor("x")}, {{"k", call.integer("k")}});
  return named_tensors("TopKV2", {"values", "indices"},
                       {call.result(both[0]), call.result(both[1])});
}

/// The middle of the values along axes, half-way between two where their number is even.
Value median(FunctionCall& call) {
  ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  if (axes && axes->size() > 1) {
    call.raise("ValueError", "a median is taken along one axis or all of them");
  }
  const bool keepdims = call.flag("keepdims");
  const std::int64_t axis = axes ? axes->front() : 0;
  if (!axes) x = call.flatten(x);
  const Dim size = call.shape(x)[static_cast<std::size_t>(axis)].size;
  x = call.apply("sort", {x}, {{"axis", axis}});
  const ValueId low = call.slice(x, axis, floor_div(size - 1, 2), 1, !keepdims);
  const ValueId high = call.slice(x, axis, floor_div(size, 2), 1, !keepdims);
  const ValueId both = call.apply("add", {low, high});
  return call.result(call.apply("multiply", {both, call.constant(0.5)}));
}

/// Whether each step lies within the length of its sequence.
Value sequence_mask(FunctionCall& call) {
  const ValueId lengths = as_indices(call, "lengths");
  if (!call.has("maxlen")) {
    call.raise("ValueError",
               "tf.sequence_mask needs `maxlen` here: without it the size of its "
               "result depends on values");
  }
  const ValueId steps = call.apply("arange", {},
                                   {{"shape", std::vector<Dim>{call.size("maxlen")}},
                                    {"start", 0.0},
                                    {"step", 1.0},
                                    {"dtype", DType::int32}});
  const ValueId mask = call.apply("less", {steps, call.expand(lengths, {-1})});
  return call.result(call.cast(mask, call.dtype("dtype", DType::bool_)));
}

/// What `x[key]` is; Keras saves the parts of a key as a list.
Value get_item(FunctionCall& call) {
  const auto* list = call["key"].as<std::shared_ptr<List>>();
  const Value key = list == nullptr ? call["key"] : make_tuple((*list)->items);
  return call.in.item(call.keras.tensor(call.tensor("x")), key, call.at);
}

constexpr std::array functions = {
    TensorFunction{"get_item", get_item},
    TensorFunction{"take", take},
    TensorFunction{"gather", gather},
    TensorFunction{"take_along_axis", take_along_axis},
    TensorFunction{"one_hot", one_hot},
    TensorFunction{"slice", slice},
    TensorFunction{"sort", sort},
    TensorFunction{"argsort", argsort},
    TensorFunction{"top_k", top_k},
    TensorFunction{"median", median},
    TensorFunction{"sequence_mask", sequence_mask},
};

constexpr std::array spellings = {
    Spelling{"ops", "get_item", "x key", "get_item"},
    Spelling{"ops", "take", "x indices axis=None", "take"},
    Spelling{"np", "take", "x:a indices axis=None out=None mode=raise", "take"},
    Spelling{"array", "take", "x:self indices axis=None", "take"},
    Spelling{"K", "gather", "x:reference indices", "gather"},
    Spelling{"tf", "gather",
             "x:params indices validate_indices=None axis=None batch_dims=0 name=None", "gather"},
    Spelling{"tf.nn", "embedding_lookup", "x:params indices:ids max_norm=None name=None", "gather"},
    Spelling{"ops", "take_along_axis", "x indices axis=None", "take_along_axis"},
    Spelling{"np", "take_along_axis", "x:arr indices axis", "take_along_axis"},
    Spelling{"ops", "one_hot", "x num_classes axis=-1 dtype=None sparse=False", "one_hot"},
    Spelling{"K", "one_hot", "x:indices num_classes", "one_hot"},
    Spelling{"tf", "one_hot",
             "x:indices num_classes:depth on_value=None off_value=None axis=None dtype=None "
             "name=None",
             "one_hot"},
    Spelling{"ops", "slice", "x:inputs begin:start_indices size:shape", "slice"},
    Spelling{"tf", "slice", "x:input_ begin size name=None", "slice"},
    Spelling{"K", "slice", "x begin:start size", "slice"},
    Spelling{"ops", "sort", "x axis=-1", "sort"},
    Spelling{"tf", "sort", "x:values axis=-1 direction=ASCENDING name=None", "sort"},
    Spelling{"np", "sort", "x:a axis=-1 kind=None order=None", "sort"},
    Spelling{"ops", "argsort", "x axis=-1", "argsort"},
    Spelling{"tf", "argsort", "x:values axis=-1 direction=ASCENDING stable=False name=None",
             "argsort"},
    Spelling{"np", "argsort", "x:a axis=-1 kind=None order=None", "argsort"},
    Spelling{"array", "argsort", "x:self axis=-1", "argsort"},
    Spelling{"ops", "top_k", "x k sorted=True", "top_k"},
    Spelling{"tf.math tf.nn", "top_k", "x:input k=1 sorted=True index_type=None name=None",
             "top_k"},
    Spelling{"ops", "median", "x axis=None keepdims=False", "median"},
    Spelling{"np", "median", "x:a axis=None out=None overwrite_input=False keepdims=False",
             "median"},
    Spelling{"tf", "sequence_mask", "lengths maxlen=None dtype=None name=None", "sequence_mask"},
};

}  // namespace

TensorFunctionFamily indexing_functions() { return {functions, spellings}; }

}  // namespace unroll::python
