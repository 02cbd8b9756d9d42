// Owns the functions that move elements without computing on them: reshaping, transposing, joining,
// splitting, repeating, padding. Must not know how modules offer them.
// Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>
#include <numeric>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

std::size_t position(std::int64_t axis) { return static_cast<std::size_t>(axis); }

std::vector<std::int64_t> all_axes(FunctionCall& call, ValueId x) {
  std::vector<std::int64_t> axes(call.shape(x).size());
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

// ---- new shapes ------------------------------------------------------------------------------

/// The sizes of `f((2, 3))` and of `f(2, 3)`.
std::vector<Dim> spread_sizes(FunctionCall& call, std::string_view parameter) {
  const auto* items = sequence_items(call[parameter]);
  if (items != nullptr && items->size() == 1 &&
      (sequence_items(items->front()) != nullptr || call.keras.find_tensor(items->front()))) {
    const Value inner = items->front();
    call.set(parameter, inner);
  }
  return call.sizes(parameter);
}

Value reshape(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.reshape(x, spread_sizes(call, "newshape")));
}

Value flatten(FunctionCall& call) { return call.result(call.flatten(call.tensor("x"))); }

/// All but the batch in one row.
Value batch_flatten(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  if (call.rank(x) == 0) call.raise("ValueError", "batch_flatten needs a batch axis, got a scalar");
  Dim rest = 1;
  for (std::size_t i = 1; i < call.shape(x).size(); ++i) rest = rest * call.shape(x)[i].size;
  return call.result(call.reshape(x, {call.shape(x).front().size, rest}));
}

Value expand_dims(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.expand(x, call.integers("axis")));
}

Value squeeze(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  Attributes attributes;
  if (axes) attributes.set("axes", *axes);
  return call.result(call.apply("squeeze", {x}, std::move(attributes)));
}

Value broadcast_to(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.apply("broadcast_to", {x}, {{"shape", call.sizes("shape")}}));
}

// ---- order of axes ---------------------------------------------------------------------------

Value transpose(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  std::vector<std::int64_t> axes;
  if (call.has("axes")) {
    for (const Dim& axis : spread_sizes(call, "axes")) axes.push_back(axis.value().value_or(0));
  }
  if (axes.empty()) {
    axes = all_axes(call, x);
    std::reverse(axes.begin(), axes.end());
  }
  return call.result(call.transpose(x, std::move(axes)));
}

Value swapaxes(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  std::vector<std::int64_t> axes = all_axes(call, x);
  std::swap(axes[position(call.axis("axis1", x))], axes[position(call.axis("axis2", x))]);
  return call.result(call.transpose(x, std::move(axes)));
}

Value moveaxis(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto from = *call.axes("source", x);
  const auto to = *call.axes("destination", x);
  if (from.size() != to.size()) {
    call.raise("ValueError", "`source` and `destination` must name as many axes as each other");
  }
  std::vector<std::int64_t> rest;
  for (const std::int64_t axis : all_axes(call, x)) {
    if (std::find(from.begin(), from.end(), axis) == from.end()) rest.push_back(axis);
  }
  std::vector<std::int64_t> axes(call.shape(x).size(), -1);
  for (std::size_t i = 0; i < from.size(); ++i) axes[position(to[i])] = from[i];
  auto next = rest.begin();
  for (std::int64_t& axis : axes) {
    if (axis < 0 && next != rest.end()) axis = *next++;
  }
  return call.result(call.transpose(x, std::move(axes)));
}

Value flip(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  return call.result(call.apply("flip", {x}, {{"axes", axes.value_or(all_axes(call, x))}}));
}

template <std::int64_t axis>
Value flip_one(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.apply("flip", {x}, {{"axes", std::vector<std::int64_t>{axis}}}));
}

Value roll(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  std::vector<std::int64_t> shifts = call.integers("shift");
  Attributes attributes;
  if (const auto axes = call.axes("axis", x)) {
    if (shifts.size() == 1) shifts.resize(axes->size(), shifts.front());
    attributes.set("axes", *axes);
  }
  attributes.set("shifts", std::move(shifts));
  return call.result(call.apply("roll", {x}, std::move(attributes)));
}

// ---- joining ---------------------------------------------------------------------------------

/// Shapes that are joined as tensors would be, `concat([shape(x)[:-1], [n]], 0)`, stay sizes.
std::optional<Value> joined_sizes(const std::vector<Value>& parts, bool stack) {
  std::vector<Value> sizes;
  bool open = false;
  for (const Value& part : parts) {
    const auto* items = stack ? nullptr : sequence_items(part);
    const std::span<const Value> each =
        items != nullptr ? std::span<const Value>(*items) : std::span<const Value>(&part, 1);
    if (items == nullptr && !stack) return std::nullopt;
    for (const Value& size : each) {
      const auto* dim = size.as<Dim>();
      if (dim == nullptr) return std::nullopt;
      open = open || dim->is_symbolic();
      sizes.push_back(size);
    }
  }
  return open ? std::optional(make_tuple(std::move(sizes))) : std::nullopt;
}

Value concatenate(FunctionCall& call) {
  const auto* parts = sequence_items(call["xs"]);
  if (parts != nullptr) {
    if (auto sizes = joined_sizes(*parts, false)) return *sizes;
  }
  std::vector<ValueId> tensors = call.tensors("xs");
  if (tensors.empty()) call.raise("ValueError", "need at least one tensor to concatenate");
  if (!call.has("axis")) {
    for (ValueId& tensor : tensors) tensor = call.flatten(tensor);
    return call.result(call.apply("concatenate", tensors, {{"axis", std::int64_t{0}}}));
  }
  return call.result(call.apply("concatenate", tensors, {{"axis", call.integer("axis")}}));
}

Value stack(FunctionCall& call) {
  const auto* parts = sequence_items(call["x"]);
  if (parts != nullptr) {
    if (auto sizes = joined_sizes(*parts, true)) return *sizes;
  }
  const std::vector<ValueId> tensors = call.tensors("x");
  if (tensors.empty()) call.raise("ValueError", "need at least one tensor to stack");
  return call.result(call.apply("stack", tensors, {{"axis", call.integer("axis")}}));
}

/// The tensors of `vstack`, `hstack`, `dstack`: with at least as many axes, joined along one.
template <std::int64_t least, std::int64_t axis>
Value stack_along(FunctionCall& call) {
  std::vector<ValueId> tensors = call.tensors("xs");
  if (tensors.empty()) call.raise("ValueError", "need at least one tensor to stack");
  for (ValueId& tensor : tensors) {
    while (call.rank(tensor) < least) {
      tensor = call.expand(tensor, {call.rank(tensor) == 2 ? 2 : 0});
    }
  }
  // Rows of one axis stand side by side along it.
  const std::int64_t along = axis < call.rank(tensors.front()) ? axis : 0;
  return call.result(call.apply("concatenate", tensors, {{"axis", along}}));
}

Value append(FunctionCall& call) {
  ValueId x = call.tensor("x1");
  ValueId y = call.tensor("x2");
  std::int64_t axis = 0;
  if (call.has("axis")) {
    axis = call.axis("axis", x);
  } else {
    x = call.flatten(x);
    y = call.flatten(y);
  }
  return call.result(call.apply("concatenate", {x, y}, {{"axis", axis}}));
}

// ---- splitting -------------------------------------------------------------------------------

std::int64_t known_size(FunctionCall& call, ValueId x, std::int64_t axis) {
  const Dim size = call.shape(x)[position(axis)].size;
  if (!size.value()) {
    call.raise("ValueError", "Cannot infer the number of tensors along axis " +
                                 std::to_string(axis) + " of " + words(call.shape(x)) +
                                 ": its size is open");
  }
  return *size.value();
}

Value unstack(FunctionCall& call) {
  if (sequence_items(call["x"]) != nullptr && !call.unknown()) {
    // A shape is a tuple of sizes already.
    const std::vector<Value>& items = *sequence_items(call["x"]);
    const bool plain = std::all_of(items.begin(), items.end(),
                                   [](const Value& item) { return item.as<Dim>() != nullptr; });
    if (plain) return make_list(items);
  }
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  const std::int64_t count = call.has("num") ? call.integer("num") : known_size(call, x, axis);
  std::vector<ValueId> parts;
  for (std::int64_t i = 0; i < count; ++i) parts.push_back(call.slice(x, axis, i, 1, true));
  return call.results(parts);
}

/// Keras's: a number of equal parts, or the places to cut at.
Value split(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  if (sequence_items(call["indices_or_sections"]) == nullptr) {
    return call.results(call.apply_all(
        "split", {x}, {{"axis", axis}, {"sections", call.integer("indices_or_sections")}}));
  }
  return call.results(call.apply_all(
      "split", {x}, {{"axis", axis}, {"indices", call.integers("indices_or_sections")}}));
}

/// TensorFlow's: a number of equal parts, or the size of each.
Value split_sizes(FunctionCall& call) {
  const auto* given = sequence_items(call["num_or_size_splits"]);
  if (given == nullptr && !call.keras.find_tensor(call["num_or_size_splits"])) {
    call.set("indices_or_sections", call["num_or_size_splits"]);
    return split(call);
  }
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  std::vector<Dim> sizes = call.sizes("num_or_size_splits");
  Dim taken = 0;
  for (const Dim& size : sizes) taken = size.is(-1) ? taken : taken + size;
  const Dim whole = call.shape(x)[position(axis)].size;
  std::vector<ValueId> parts;
  Dim start = 0;
  for (Dim& size : sizes) {
    if (size.is(-1)) size = whole - taken;
    parts.push_back(call.slice(x, axis, start, size));
    start = start + size;
  }
  if (never_equal(start, whole)) {
    call.raise("ValueError", "the sizes of the parts are " + start.text() + " together, axis " +
                                 std::to_string(axis) + " has " + whole.text());
  }
  return call.results(parts);
}

/// NumPy's: the first parts are larger by one where the size is no multiple.
Value array_split(FunctionCall& call) {
  if (sequence_items(call["indices_or_sections"]) != nullptr) return split(call);
  const ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  const std::int64_t count = call.integer("indices_or_sections");
  if (count <= 0) call.raise("ValueError", "number sections must be larger than 0.");
  const std::int64_t size = known_size(call, x, axis);
  std::vector<std::int64_t> cuts;
  std::int64_t at = 0;
  for (std::int64_t i = 0; i + 1 < count; ++i) {
    at += size / count + (i < size % count ? 1 : 0);
    cuts.push_back(at);
  }
  return call.results(call.apply_all("split", {x}, {{"axis", axis}, {"indices", cuts}}));
}

// ---- repeating and padding -------------------------------------------------------------------

Value tile(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.apply("tile", {x}, {{"repeats", call.sizes("repeats")}}));
}

Value repeat(FunctionCall& call) {
  ValueId x = call.tensor("x");
  std::int64_t axis = 0;
  if (call.has("axis")) {
    axis = call.axis("axis", x);
  } else {
    x = call.flatten(x);
  }
  const std::vector<Dim> repeats = call.sizes("repeats");
  if (repeats.size() == 1) {
    return call.result(call.apply("repeat", {x}, {{"axis", axis}, {"repeats", repeats.front()}}));
  }
  std::vector<std::int32_t> indices;
  for (std::size_t i = 0; i < repeats.size(); ++i) {
    indices.insert(indices.end(), position(repeats[i].value().value_or(0)),
                   static_cast<std::int32_t>(i));
  }
  auto picks =
      std::make_shared<const Tensor>(Tensor::of<std::int32_t>({std::ssize(indices)}, indices));
  const ValueId which = call.apply("constant", {}, {{"tensor", std::move(picks)}});
  return call.result(call.apply("take", {x, which}, {{"axis", axis}}));
}

/// keras.backend's: (batch, features) as n steps, (batch, n, features).
Value repeat_steps(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  if (call.rank(x) != 2) {
    call.raise("ValueError", "Expected input `x` to have rank 2. Received: rank(x)=" +
                                 std::to_string(call.rank(x)));
  }
  const ValueId steps = call.expand(x, {1});
  return call.result(
      call.apply("tile", {steps}, {{"repeats", std::vector<Dim>{1, call.size("n"), 1}}}));
}

struct Padding {
  std::vector<std::int64_t> before;
  std::vector<std::int64_t> after;
};

/// One number, a pair, or a pair for each axis.
Padding padding_of(FunctionCall& call, ValueId x) {
  const Value given = call["pad_width"];
  Padding padding;
  const auto rank = call.shape(x).size();
  const auto* rows = sequence_items(given);
  const auto add = [&](const Value& row) {
    const auto pair = call.keras.need_sizes(call.in, row, call.place("pad_width"));
    padding.before.push_back(pair.front().value().value_or(0));
    padding.after.push_back(pair.back().value().value_or(0));
  };
  if (call.keras.find_tensor(given)) {
    const auto numbers = call.integers("pad_width");
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
      padding.before.push_back(numbers[i]);
      padding.after.push_back(numbers[i + 1]);
    }
  } else if (rows == nullptr || (!rows->empty() && sequence_items(rows->front()) == nullptr)) {
    for (std::size_t i = 0; i < rank; ++i) add(given);
  } else {
    for (const Value& row : *rows) add(row);
    while (rows->size() == 1 && padding.before.size() < rank) add(rows->front());
  }
  if (padding.before.size() != rank) {
    call.raise("ValueError", "`pad_width` must have a pair for each of the " +
                                 std::to_string(rank) + " axes of " + words(call.shape(x)) +
                                 ", got " + std::to_string(padding.before.size()));
  }
  return padding;
}

Value pad(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  Padding padding = padding_of(call, x);
  std::string mode = call.text("mode");
  std::transform(mode.begin(), mode.end(), mode.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (mode != "constant" && mode != "reflect" && mode != "symmetric") {
    call.raise("ValueError", "`mode` must be constant, reflect or symmetric, got " + mode);
  }
  const double value = call.has("constant_values") ? call.number("constant_values") : 0.0;
  return call.result(call.apply("pad", {x},
                                {{"before", std::move(padding.before)},
                                 {"after", std::move(padding.after)},
                                 {"mode", mode},
                                 {"value", value}}));
}

/// Steps of zeros before and after a sequence.
Value temporal_padding(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto pair = call.integers("padding");
  std::vector<std::int64_t> before(call.shape(x).size(), 0);
  std::vector<std::int64_t> after = before;
  if (before.size() < 2 || pair.size() != 2) {
    call.raise("ValueError", "temporal_padding needs (batch, time, ...) and a pair");
  }
  before[1] = pair[0];
  after[1] = pair[1];
  return call.result(call.apply("pad", {x}, {{"before", before}, {"after", after}}));
}

// ---- triangles -------------------------------------------------------------------------------

Value triangle(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(call.apply(call.function, {x}, {{"k", call.integer("k")}}));
}

/// A band around the diagonal; below 0 there is no limit on that side.
Value band_part(FunctionCall& call) {
  ValueId x = call.tensor("x");
  const std::int64_t lower = call.integer("num_lower");
  const std::int64_t upper = call.integer("num_upper");
  if (lower >= 0) x = call.apply("triu", {x}, {{"k", -lower}});
  if (upper >= 0) x = call.apply("tril", {x}, {{"k", upper}});
  return call.result(x);
}

Value meshgrid(FunctionCall& call) {
  const std::vector<ValueId> axes = call.tensors("x");
  const bool swapped = call.text("indexing") == "xy" && axes.size() >= 2;
  std::vector<Dim> sizes;
  for (const ValueId axis : axes) sizes.push_back(call.shape(call.flatten(axis)).front().size);
  if (swapped) std::swap(sizes[0], sizes[1]);
  std::vector<ValueId> grids;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t along = swapped && i < 2 ? 1 - i : i;
    std::vector<Dim> shape(axes.size(), Dim(1));
    shape[along] = sizes[along];
    grids.push_back(call.apply("broadcast_to", {call.reshape(axes[i], shape)}, {{"shape", sizes}}));
  }
  return call.results(grids);
}

constexpr std::array functions = {
    TensorFunction{"reshape", reshape},
    TensorFunction{"ravel", flatten},
    TensorFunction{"batch_flatten", batch_flatten},
    TensorFunction{"expand_dims", expand_dims},
    TensorFunction{"squeeze", squeeze},
    TensorFunction{"broadcast_to", broadcast_to},
    TensorFunction{"transpose", transpose},
    TensorFunction{"swapaxes", swapaxes},
    TensorFunction{"moveaxis", moveaxis},
    TensorFunction{"flip", flip},
    TensorFunction{"fliplr", flip_one<1>},
    TensorFunction{"flipud", flip_one<0>},
    TensorFunction{"roll", roll},
    TensorFunction{"concatenate", concatenate},
    TensorFunction{"stack", stack},
    TensorFunction{"vstack", stack_along<2, 0>},
    TensorFunction{"hstack", stack_along<1, 1>},
    TensorFunction{"dstack", stack_along<3, 2>},
    TensorFunction{"append", append},
    TensorFunction{"unstack", unstack},
    TensorFunction{"split", split},
    TensorFunction{"split_sizes", split_sizes},
    TensorFunction{"array_split", array_split},
    TensorFunction{"tile", tile},
    TensorFunction{"repeat", repeat},
    TensorFunction{"repeat_steps", repeat_steps},
    TensorFunction{"pad", pad},
    TensorFunction{"temporal_padding", temporal_padding},
    TensorFunction{"tril", triangle},
    TensorFunction{"triu", triangle},
    TensorFunction{"band_part", band_part},
    TensorFunction{"meshgrid", meshgrid},
};

constexpr std::array spellings = {
    Spelling{"ops", "reshape", "x newshape:newshape|shape", "reshape"},
    Spelling{"K", "reshape", "x newshape:shape", "reshape"},
    Spelling{"tf", "reshape", "x:tensor newshape:shape name=None", "reshape"},
    Spelling{"np", "reshape", "x:a newshape:shape|newshape order=C copy=None", "reshape"},
    Spelling{"array", "reshape", "x:self *newshape order=C", "reshape"},
    Spelling{"tensor", "reshape", "x:self newshape", "reshape"},
    Spelling{"ops", "ravel", "x", "ravel"},
    Spelling{"K", "flatten", "x", "ravel"},
    Spelling{"np", "ravel", "x:a order=C", "ravel"},
    Spelling{"array", "ravel flatten", "x:self order=C", "ravel"},
    Spelling{"K", "batch_flatten", "x", "batch_flatten"},
    Spelling{"ops", "expand_dims", "x axis", "expand_dims"},
    Spelling{"K", "expand_dims", "x axis=-1", "expand_dims"},
    Spelling{"tf", "expand_dims", "x:input axis:axis|dim name=None", "expand_dims"},
    Spelling{"np", "expand_dims", "x:a axis", "expand_dims"},
    Spelling{"ops", "squeeze", "x axis=None", "squeeze"},
    Spelling{"K", "squeeze", "x axis", "squeeze"},
    Spelling{"tf", "squeeze", "x:input axis:axis|squeeze_dims=None name=None", "squeeze"},
    Spelling{"np", "squeeze", "x:a axis=None", "squeeze"},
    Spelling{"array tensor", "squeeze", "x:self axis=None", "squeeze"},
    Spelling{"ops", "broadcast_to", "x shape", "broadcast_to"},
    Spelling{"tf", "broadcast_to", "x:input shape name=None", "broadcast_to"},
    Spelling{"np", "broadcast_to", "x:array shape subok=False", "broadcast_to"},
    Spelling{"ops", "transpose", "x axes=None", "transpose"},
    Spelling{"K", "transpose", "x", "transpose"},
    Spelling{"K", "permute_dimensions", "x axes:pattern", "transpose"},
    Spelling{"tf tf.linalg", "transpose", "x:a axes:perm=None conjugate=False name=None",
             "transpose"},
    Spelling{"np", "transpose", "x:a axes=None", "transpose"},
    Spelling{"array", "transpose", "x:self *axes", "transpose"},
    Spelling{"ops", "swapaxes", "x axis1 axis2", "swapaxes"},
    Spelling{"np", "swapaxes", "x:a axis1 axis2", "swapaxes"},
    Spelling{"array", "swapaxes", "x:self axis1 axis2", "swapaxes"},
    Spelling{"ops", "moveaxis", "x source destination", "moveaxis"},
    Spelling{"np", "moveaxis", "x:a source destination", "moveaxis"},
    Spelling{"ops", "flip", "x axis=None", "flip"},
    Spelling{"K", "reverse", "x axis:axes", "flip"},
    Spelling{"tf", "reverse", "x:tensor axis name=None", "flip"},
    Spelling{"np", "flip", "x:m axis=None", "flip"},
    Spelling{"ops", "fliplr", "x", "fliplr"},
    Spelling{"np", "fliplr", "x:m", "fliplr"},
    Spelling{"ops", "flipud", "x", "flipud"},
    Spelling{"np", "flipud", "x:m", "flipud"},
    Spelling{"ops", "roll", "x shift axis=None", "roll"},
    Spelling{"tf", "roll", "x:input shift axis name=None", "roll"},
    Spelling{"np", "roll", "x:a shift axis=None", "roll"},
    Spelling{"ops", "concatenate", "xs axis=0", "concatenate"},
    Spelling{"K", "concatenate", "xs:tensors axis=-1", "concatenate"},
    Spelling{"tf", "concat", "xs:values axis name=None", "concatenate"},
    Spelling{"np", "concatenate", "xs:arrays axis=0 out=None dtype=None", "concatenate"},
    Spelling{"ops K", "stack", "x axis=0", "stack"},
    Spelling{"tf", "stack", "x:values axis=0 name=None", "stack"},
    Spelling{"np", "stack", "x:arrays axis=0 out=None", "stack"},
    Spelling{"ops", "vstack", "xs", "vstack"},
    Spelling{"np", "vstack row_stack", "xs:tup", "vstack"},
    Spelling{"ops", "hstack", "xs", "hstack"},
    Spelling{"np", "hstack", "xs:tup", "hstack"},
    Spelling{"ops", "dstack", "xs", "dstack"},
    Spelling{"np", "dstack", "xs:tup", "dstack"},
    Spelling{"ops", "append", "x1 x2 axis=None", "append"},
    Spelling{"np", "append", "x1:arr x2:values axis=None", "append"},
    Spelling{"ops", "unstack", "x num=None axis=0", "unstack"},
    Spelling{"tf", "unstack", "x:value num=None axis=0 name=None", "unstack"},
    Spelling{"ops", "split", "x indices_or_sections axis=0", "split"},
    Spelling{"np", "split", "x:ary indices_or_sections axis=0", "split"},
    Spelling{"tf", "split", "x:value num_or_size_splits axis=0 num=None name=None", "split_sizes"},
    Spelling{"ops", "array_split", "x indices_or_sections axis=0", "array_split"},
    Spelling{"np", "array_split", "x:ary indices_or_sections axis=0", "array_split"},
    Spelling{"ops", "tile", "x repeats", "tile"},
    Spelling{"K", "tile", "x repeats:n", "tile"},
    Spelling{"tf", "tile", "x:input repeats:multiples name=None", "tile"},
    Spelling{"np", "tile", "x:A repeats:reps", "tile"},
    Spelling{"ops", "repeat", "x repeats axis=None", "repeat"},
    Spelling{"K", "repeat_elements", "x repeats:rep axis", "repeat"},
    Spelling{"tf", "repeat", "x:input repeats axis=None name=None", "repeat"},
    Spelling{"np", "repeat", "x:a repeats axis=None", "repeat"},
    Spelling{"array", "repeat", "x:self repeats axis=None", "repeat"},
    Spelling{"K", "repeat", "x n", "repeat_steps"},
    Spelling{"ops", "pad", "x pad_width mode=constant constant_values=None", "pad"},
    Spelling{"tf", "pad", "x:tensor pad_width:paddings mode=CONSTANT constant_values=0 name=None",
             "pad"},
    Spelling{"np", "pad", "x:array pad_width mode=constant constant_values=0", "pad"},
    Spelling{"K", "temporal_padding", "x padding", "temporal_padding"},
    Spelling{"ops", "tril", "x k=0", "tril"},
    Spelling{"np", "tril", "x:m k=0", "tril"},
    Spelling{"ops", "triu", "x k=0", "triu"},
    Spelling{"np", "triu", "x:m k=0", "triu"},
    Spelling{"tf.linalg", "band_part", "x:input num_lower num_upper name=None", "band_part"},
    Spelling{"ops np", "meshgrid", "*x indexing=xy sparse=False copy=True", "meshgrid"},
    Spelling{"tf", "meshgrid", "*x indexing=xy name=None", "meshgrid"},
};

}  // namespace

TensorFunctionFamily movement_functions() { return {functions, spellings}; }

}  // namespace unroll::python
