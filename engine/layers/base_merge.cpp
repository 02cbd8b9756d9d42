// Owns the layers that merge tensors element by element: Add, Subtract, Multiply, Average, Maximum
// and Minimum. Must not know graphs.
// Mirrors keras/src/layers/merging/base_merge.py and the files of those layers beside it.
#include "layers/base_merge.hpp"

#include <algorithm>
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

// ---- a list of tensors -----------------------------------------------------------------------

namespace merging {

std::string list_words(const Tracing& trace, const std::vector<ValueId>& inputs) {
  std::string text;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i > 0) text += i + 1 == inputs.size() ? " and " : ", ";
    text += words(trace.shape(inputs[i]));
  }
  return text;
}

std::string list_keras_text(const Tracing& trace, const std::vector<ValueId>& inputs) {
  std::string text;
  for (const ValueId input : inputs) {
    text += (text.empty() ? "" : ", ") + keras_text(trace.shape(input));
  }
  return '[' + text + ']';
}

std::vector<ValueId> need_list(const LayerCall& call, std::size_t least, std::size_t most) {
  const std::string name(call.layer.row->name);
  const Datum& given = call.arguments.front().value;
  std::vector<ValueId> inputs = tensors_of(given);
  const bool exact = least == most;
  const std::string count = exact ? std::to_string(most) : "at least " + std::to_string(least);
  if (given.list() == nullptr) {
    RuleError error("inputs",
                    name + " needs a list of tensors, got one of " +
                        (inputs.empty() ? "none" : words(call.trace.shape(inputs.front()))) +
                        ": put the tensors in brackets, `[x, y]`.",
                    "A `" + name + "` layer should be called on a list of " +
                        (exact ? count : "at least 1") + " inputs. Received: " +
                        list_keras_text(call.trace, inputs) + " (not a list of tensors)");
    if (!inputs.empty()) error.got = inputs.front();
    throw error;
  }
  if (inputs.size() < least || inputs.size() > most) {
    throw RuleError(
        "inputs",
        name + " needs a list of " + count + " tensors, got " + std::to_string(inputs.size()) + ".",
        "A `" + name + "` layer should be called on " + (exact ? "exactly " : "") + count +
            " inputs. Received: input_shape=" + list_keras_text(call.trace, inputs));
  }
  return inputs;
}

void need_one_batch(const LayerCall& call, const std::vector<ValueId>& inputs) {
  std::optional<std::int64_t> batch;
  for (const ValueId input : inputs) {
    const Shape& shape = call.trace.shape(input);
    const auto size = shape.empty() ? std::nullopt : shape.front().size.value();
    if (batch && size && *batch != *size) {
      RuleError error("batch",
                      std::string(call.layer.row->name) +
                          " needs batches of one size, got tensors of " +
                          list_words(call.trace, inputs) + ".",
                      "Cannot merge tensors with different batch sizes. Received tensors with "
                      "shapes " +
                          list_keras_text(call.trace, inputs));
      error.got = input;
      throw error;
    }
    if (size) batch = size;
  }
}

std::vector<ValueId> masks_of_list(const Datum& masks, std::size_t count) {
  const DatumList* list = masks.list();
  if (list == nullptr) return {};
  if (list->items.size() != count) {
    throw RuleError("mask",
                    "There must be one mask for each of the " + std::to_string(count) +
                        " inputs, got " + std::to_string(list->items.size()) + ".",
                    "The lists `inputs` and `mask` should have the same length.");
  }
  std::vector<ValueId> found;
  for (const Datum& item : list->items) {
    const auto* mask = item.as<TensorRef>();
    found.push_back(mask == nullptr ? no_id : mask->id);
  }
  const bool none = std::ranges::all_of(found, [](ValueId mask) { return mask == no_id; });
  return none ? std::vector<ValueId>() : found;
}

}  // namespace merging

namespace {

using namespace merging;

constexpr std::array notes = {
    batch_kept,
    AxisNote{AxisChange::kept, Role::time, "Steps at the same place go together."},
    AxisNote{AxisChange::kept, Role::features, "Features at the same place go together."},
    AxisNote{AxisChange::kept, Role::other, "Entries at the same place go together."},
    AxisNote{AxisChange::ended, Role::other,
             "It lines up with the axis of another input, which goes on."},
};

/// Checks that the shapes go together, as Keras does when it builds the layer: from the last axis
/// on, the batch left out.
void check_shapes(const LayerCall& call, const std::vector<ValueId>& inputs) {
  need_one_batch(call, inputs);
  Shape merged;
  for (const ValueId input : inputs) {
    Shape shape = call.trace.shape(input);
    if (!shape.empty()) shape.erase(shape.begin());
    auto joined = broadcast(merged, shape);
    if (!joined) {
      RuleError error("shapes",
                      std::string(call.layer.row->name) + " cannot put together " +
                          list_words(call.trace, inputs) +
                          ": each axis must have the same size in all, or 1.",
                      "Inputs have incompatible shapes. Received shapes " +
                          list_keras_text(call.trace, inputs));
      error.got = input;
      throw error;
    }
    merged = std::move(*joined);
  }
}

void check_inputs(const LayerCall& call) { check_shapes(call, need_list(call, 1)); }

void check_pair(const LayerCall& call) { check_shapes(call, need_list(call, 2, 2)); }

/// The inputs with axes of size 1 behind the batch, until all have the same rank.
std::vector<ValueId> of_one_rank(const LayerCall& call) {
  std::vector<ValueId> inputs = tensors_of(call.arguments.front().value);
  std::size_t rank = 0;
  for (const ValueId input : inputs) rank = std::max(rank, call.trace.shape(input).size());
  for (ValueId& input : inputs) {
    std::vector<std::int64_t> axes;
    for (std::size_t i = call.trace.shape(input).size(); i < rank; ++i)
      axes.push_back(std::ssize(axes) + 1);
    if (!axes.empty()) {
      input = call.trace.apply("expand_dims", {input}, {{"axes", std::move(axes)}});
    }
  }
  return inputs;
}

/// An axis that is open in one input stays open, although another input tells its size: Keras's
/// rule for these layers.
void leave_open(const LayerCall& call, const std::vector<ValueId>& inputs, ValueId result) {
  const Shape shape = call.trace.shape(result);
  for (std::size_t i = 1; i < shape.size(); ++i) {
    for (const ValueId input : inputs) {
      const Dim& size = call.trace.shape(input)[i].size;
      if (!shape[i].size.value() || size.value()) continue;
      Axis open = shape[i];
      open.size = max(shape[i].size, size);
      call.trace.set_axis(result, static_cast<std::int64_t>(i), open);
      break;
    }
  }
}

using Merge = ValueId (*)(Tracing& trace, const std::vector<ValueId>& inputs);

template <Merge rule>
Datum merge(const LayerCall& call) {
  const std::vector<ValueId> inputs = of_one_rank(call);
  const ValueId result = rule(call.trace, inputs);
  if (inputs.size() > 1) leave_open(call, inputs, result);
  return TensorRef{result};
}

/// Where all inputs have masks, a place counts that counts in any of them.
Datum any_mask(const LayerCall& call, const Datum& given) {
  const std::size_t count = tensors_of(call.arguments.front().value).size();
  const std::vector<ValueId> masks = masks_of_list(given, count);
  if (masks.empty() || std::ranges::find(masks, no_id) != masks.end()) return {};
  ValueId either = masks.front();
  for (std::size_t i = 1; i < masks.size(); ++i) {
    either = call.trace.apply("logical_or", {either, masks[i]});
  }
  return TensorRef{either};
}

// ---- what they compute -----------------------------------------------------------------------

ValueId number(Tracing& trace, double value) {
  return trace.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", value}});
}

ValueId sum(Tracing& trace, const std::vector<ValueId>& inputs) {
  ValueId total = inputs.front();
  for (std::size_t i = 1; i < inputs.size(); ++i) total = trace.apply("add", {total, inputs[i]});
  return total;
}

ValueId difference(Tracing& trace, const std::vector<ValueId>& inputs) {
  return trace.apply("subtract", {inputs[0], inputs[1]});
}

ValueId mean(Tracing& trace, const std::vector<ValueId>& inputs) {
  return trace.apply("divide",
                     {sum(trace, inputs), number(trace, static_cast<double>(inputs.size()))});
}

/// The mask of an input beside its features, or no_id.
ValueId mask_beside_features(Tracing& trace, ValueId input) {
  const ValueId mask = trace.mask(input);
  if (mask == no_id) return no_id;
  return trace.apply("expand_dims", {mask}, {{"axes", std::vector<std::int64_t>{-1}}});
}

/// A masked entry counts as 1; where it is masked in all inputs, the product is 0.
ValueId product(Tracing& trace, const std::vector<ValueId>& inputs) {
  ValueId total = no_id;
  ValueId either = no_id;
  bool all_masked = true;
  for (ValueId input : inputs) {
    const ValueId mask = mask_beside_features(trace, input);
    all_masked = all_masked && mask != no_id;
    if (mask != no_id) {
      input = trace.apply("where", {mask, input, number(trace, 1.0)});
      either = either == no_id ? mask : trace.apply("logical_or", {either, mask});
    }
    total = total == no_id ? input : trace.apply("multiply", {total, input});
  }
  return all_masked ? trace.apply("where", {either, total, number(trace, 0.0)}) : total;
}

/// Masked entries are passed over. An input without a mask counts throughout, and so does what came
/// of it.
ValueId extreme(Tracing& trace, const std::vector<ValueId>& inputs, std::string_view op_name) {
  ValueId best = inputs.front();
  ValueId best_mask = mask_beside_features(trace, best);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    ValueId input = inputs[i];
    const ValueId mask = mask_beside_features(trace, input);
    if (mask != no_id) input = trace.apply("where", {mask, input, best});
    if (best_mask != no_id) best = trace.apply("where", {best_mask, best, input});
    const bool both = mask != no_id && best_mask != no_id;
    best_mask = both ? trace.apply("logical_or", {best_mask, mask}) : no_id;
    best = trace.apply(op_name, {best, input});
  }
  return best;
}

ValueId largest(Tracing& trace, const std::vector<ValueId>& inputs) {
  return extreme(trace, inputs, "maximum");
}

ValueId smallest(Tracing& trace, const std::vector<ValueId>& inputs) {
  return extreme(trace, inputs, "minimum");
}

constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       Datum (*call)(const LayerCall& call),
                       void (*check)(const LayerCall& call) = check_inputs) {
  return {.name = name,
          .group = "merging",
          .summary = summary,
          .example = example,
          .fields = {},
          .check_input = check,
          .call = call,
          .notes = notes,
          .masks = MaskSupport::always,
          .compute_mask = any_mask};
}

}  // namespace

const LayerRow add = row("Add", "Adds tensors, number by number.",
                         "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
                         "y = layers.Add()(x)",
                         merge<sum>);
const LayerRow subtract =
    row("Subtract", "Takes the second tensor from the first, number by number.",
        "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
        "y = layers.Subtract()(x)",
        merge<difference>, check_pair);
const LayerRow multiply = row("Multiply", "Multiplies tensors, number by number.",
                              "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
                              "y = layers.Multiply()(x)",
                              merge<product>);
const LayerRow average = row("Average", "Takes the mean of tensors, number by number.",
                             "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
                             "y = layers.Average()(x)",
                             merge<mean>);
const LayerRow maximum = row("Maximum", "Takes the largest of the numbers at each place.",
                             "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
                             "y = layers.Maximum()(x)",
                             merge<largest>);
const LayerRow minimum = row("Minimum", "Takes the smallest of the numbers at each place.",
                             "x = [keras.Input((10, 20)), keras.Input((10, 20))]\n"
                             "y = layers.Minimum()(x)",
                             merge<smallest>);

}  // namespace unroll::layers
