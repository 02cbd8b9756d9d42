// Owns the EinsumDense layer. Must not know graphs. Mirrors keras/src/layers/core/einsum_dense.py.
#include <algorithm>
#include <array>
#include <optional>

#include "layers/activation_functions.hpp"
#include "layers/argument_fields.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "equation",
          .kind = FieldKind::text,
          .otherwise = "",
          .doc = "A letter for each axis of the input, of the kernel and of the output; letters "
                 "that the output lacks are summed away.",
          .primary = true},
    Field{.name = "output_shape",
          .kind = FieldKind::shape,
          .otherwise = "",
          .doc = "The sizes that come out, without the batch and what `...` stands for; None where "
                 "the input tells.",
          .primary = true},
    Field{.name = "activation",
          .kind = FieldKind::activation,
          .otherwise = "None",
          .doc = "The function applied to each output.",
          .primary = true},
    Field{.name = "bias_axes",
          .kind = FieldKind::text,
          .otherwise = "None",
          .doc = "The letters of the output's axes along which a learned number is added."},
    initializer("kernel_initializer", "How the kernel's first values are drawn."),
    initializer("bias_initializer", "The bias's first values.", "\"zeros\""),
    training_only("kernel_regularizer", "A penalty on the kernel."),
    training_only("bias_regularizer", "A penalty on the bias."),
    training_only("kernel_constraint", "A bound on the kernel."),
    training_only("bias_constraint", "A bound on the bias."),
    training_only("lora_rank", "The rank of a low-rank adaptation."),
    training_only("lora_alpha", "The scale of that adaptation."),
    training_only("gptq_unpacked_column_size", "A size of the quantised kernel."),
    training_only("quantization_config", "How its weights are quantised."),
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own."},
    AxisNote{AxisChange::kept, Role::other,
             "`equation={equation}`: its letter stands in the output too."},
    AxisNote{AxisChange::replaced, Role::other,
             "`equation={equation}`: the {from} numbers are summed away by the kernel, which makes "
             "{to} of them."},
    AxisNote{AxisChange::added, Role::other, "`equation={equation}`: the kernel has this axis."},
    AxisNote{AxisChange::ended, Role::other,
             "`equation={equation}`: its letter is missing in the output, so it is summed away."},
};

// ---- the equation ----------------------------------------------------------------------------

/// `...x,xy->...y`: the letters of each term, and where `...` stands in the first and the last.
struct Equation {
  std::string input;
  std::string kernel;
  std::string output;
  bool dots_first = false;
  bool dots_last = false;
};

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

std::optional<Equation> parse(std::string_view text) {
  const std::size_t comma = text.find(',');
  const std::size_t arrow = text.find("->");
  if (comma == std::string_view::npos || arrow == std::string_view::npos || arrow < comma)
    return {};
  std::string_view input = text.substr(0, comma);
  const std::string_view kernel = text.substr(comma + 1, arrow - comma - 1);
  std::string_view output = text.substr(arrow + 2);
  Equation found;
  found.dots_first = input.starts_with("...") && output.starts_with("...");
  found.dots_last = !found.dots_first && input.ends_with("...") && output.ends_with("...");
  if (found.dots_first) {
    input.remove_prefix(3);
    output.remove_prefix(3);
  } else if (found.dots_last) {
    input.remove_suffix(3);
    output.remove_suffix(3);
  }
  if (!is_word(input) || !is_word(kernel) || !is_word(output)) return {};
  // In front of `...` stand the batch and something else.
  if (found.dots_last && input.size() < 2) return {};
  found.input = input;
  found.kernel = kernel;
  found.output = output;
  return found;
}

void check(const Config& config) {
  if (config["equation"].as<std::string>() == nullptr) {
    throw RuleError("argument_value", "EinsumDense needs a text for `equation`, got " +
                                          python_text(config["equation"]) + '.');
  }
  const Datum& shape = config["output_shape"];
  const auto is_size = [](const Datum& item) {
    return item.is_none() || item.as<Dim>() != nullptr;
  };
  const DatumList* list = shape.list();
  if (shape.as<Dim>() != nullptr || (list != nullptr && std::ranges::all_of(list->items, is_size)))
    return;
  RuleError error("argument_value",
                  "EinsumDense needs a size or a tuple of sizes for `output_shape`, got " +
                      python_text(shape) + '.');
  error.exception = "TypeError";
  throw error;
}

// ---- shapes ----------------------------------------------------------------------------------

/// The sizes behind an equation's letters.
class Letters {
 public:
  Letters(const Config& config, const Shape& input) : input_(input) {
    const std::string& text = *config["equation"].as<std::string>();
    const auto parsed = parse(text);
    if (!parsed) {
      throw RuleError("einsum",
                      "EinsumDense cannot read the equation '" + text +
                          "': it needs the form ab,bc->ac, ...ab,bc->...ac or ab...,bc->ac....",
                      "Invalid einsum equation '" + text +
                          "'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], or "
                          "[X]...,[Y]->[Z]....");
    }
    equation = *parsed;
    const bool dots = equation.dots_first || equation.dots_last;
    const std::size_t named = equation.input.size();
    if (dots ? input.size() < named : input.size() != named) {
      throw RuleError("rank", "the equation '" + text + "' of EinsumDense names " +
                                  std::to_string(named) + " axes of the input, got " +
                                  words(input) + '.');
    }
    unnamed = input.size() - named;
    fill_output(config);
    check_letters();
  }

  Equation equation;
  std::size_t unnamed = 0;  ///< axes that `...` stands for

  /// The axis of the input that the letter stands for.
  [[nodiscard]] const Axis* of_input(char letter) const {
    const std::size_t at = equation.input.find(letter);
    if (at == std::string::npos) return nullptr;
    return &input_[at + (equation.dots_first ? unnamed : 0)];
  }

  /// The axis of a weight, of the size that the output has by this letter, or the input.
  [[nodiscard]] Axis of_weight(char letter) const {
    const std::size_t at = equation.output.find(letter);
    const Axis* from = of_input(letter);
    const bool last = at + 1 == equation.output.size();
    const Role role = from != nullptr ? from->role : last ? Role::features : Role::other;
    if (at != std::string::npos) return {known(letter), role, 0};
    return {from->size, role, 0};
  }

  /// Whether `output_shape` says None for this axis of the output.
  [[nodiscard]] bool is_left_open(std::size_t axis) const {
    return axis < output_.size() && !output_[axis];
  }

 private:
  /// The output's sizes: the batch, those that are given, and those that `...` stands for.
  void fill_output(const Config& config) {
    const Datum& given = config["output_shape"];
    const auto add = [&](const Datum& item) {
      const auto* size = item.as<Dim>();
      output_.push_back(size == nullptr ? std::nullopt : std::optional(*size));
    };
    const std::size_t leading = equation.dots_first ? std::max<std::size_t>(unnamed, 1) : 1;
    for (std::size_t i = 0; i < leading; ++i) output_.emplace_back(input_[i].size);
    add_all(given, add);
    for (std::size_t i = input_.size() - unnamed; equation.dots_last && i < input_.size(); ++i) {
      output_.emplace_back(input_[i].size);
    }
  }

  template <typename Add>
  static void add_all(const Datum& given, const Add& add) {
    if (const DatumList* list = given.list()) {
      std::ranges::for_each(list->items, add);
    } else {
      add(given);
    }
  }

  [[nodiscard]] std::optional<Dim> size_in_output(char letter) const {
    const std::size_t at = equation.output.find(letter) + (equation.dots_first ? unnamed : 0);
    if (at < output_.size()) return output_[at];
    throw RuleError("einsum",
                    "EinsumDense needs a size in `output_shape` for each letter of its "
                    "output, and `" +
                        std::string(1, letter) + "` has none.");
  }

  [[nodiscard]] Dim known(char letter) const {
    const auto size = size_in_output(letter);
    if (size) return *size;
    throw RuleError("einsum",
                    "EinsumDense makes a weight with the axis `" + std::string(1, letter) +
                        "`, so `output_shape` needs a number for it instead of None.",
                    "Cannot convert a shape with `None` to the shape of a weight.");
  }

  void check_letters() const {
    for (const char letter : equation.input) {
      if (equation.output.find(letter) == std::string::npos) continue;
      const auto out = size_in_output(letter);
      const Dim& in = of_input(letter)->size;
      if (!out || *out == in) continue;
      throw RuleError("einsum",
                      "EinsumDense keeps the axis `" + std::string(1, letter) + "` of size " +
                          in.text() + ", and `output_shape` says " + out->text() + " for it.",
                      "Input shape and output shape do not match at shared dimension '" +
                          std::string(1, letter) + "'. Input shape is " + in.text() +
                          ", and output shape is " + out->text() + ".");
    }
    for (const char letter : equation.kernel + equation.output) {
      const bool in_input = equation.input.find(letter) != std::string::npos;
      const bool in_kernel = equation.kernel.find(letter) != std::string::npos;
      const bool in_output = equation.output.find(letter) != std::string::npos;
      if (in_input || (in_kernel && in_output)) continue;
      throw RuleError("einsum",
                      "EinsumDense knows no size for the axis `" + std::string(1, letter) +
                          "` of its " +
                          (in_kernel ? "kernel: neither the input nor the output has it."
                                     : "output: neither the input nor the kernel has it."));
    }
  }

  const Shape& input_;
  std::vector<std::optional<Dim>> output_;
};

/// 1 along the axes without a bias that stand behind the first one with it.
Shape bias_shape(const Letters& letters, const std::string& bias_axes) {
  const std::string& output = letters.equation.output;
  for (const char letter : bias_axes) {
    if (output.find(letter) != std::string::npos) continue;
    throw RuleError("einsum",
                    "EinsumDense has no axis `" + std::string(1, letter) +
                        "` in its output to add a bias along.",
                    "Bias dimension '" + std::string(1, letter) +
                        "' was requested, but is not part of the output spec '" + output + "'");
  }
  Shape shape;
  for (std::size_t i = output.find_first_of(bias_axes); i < output.size(); ++i) {
    const bool has = bias_axes.find(output[i]) != std::string::npos;
    shape.push_back(has ? letters.of_weight(output[i]) : Axis{1, Role::other, 0});
  }
  if (letters.equation.dots_last) shape.resize(shape.size() + letters.unnamed, {1, Role::other, 0});
  return shape;
}

// ---- the layer -------------------------------------------------------------------------------

void check_input(const LayerCall& call) {
  if (call.layer.built) need_built_rank(call);
}

void build(LayerBuild& build) {
  const Letters letters(build.config(), build.input());
  Shape kernel;
  for (const char letter : letters.equation.kernel) kernel.push_back(letters.of_weight(letter));
  build.add_weight("kernel", std::move(kernel), "kernel_initializer");
  const auto* bias_axes = build.config()["bias_axes"].as<std::string>();
  if (bias_axes == nullptr || bias_axes->empty()) return;
  build.add_weight("bias", bias_shape(letters, *bias_axes), "bias_initializer");
}

/// A size that `output_shape` gives as None stays open in Keras, also where the input tells it.
void leave_open_sizes(const LayerCall& call, ValueId x) {
  const Letters letters(call.config(), call.trace.shape(call.input()));
  for (std::size_t axis = 0; axis < call.trace.shape(x).size(); ++axis) {
    if (letters.is_left_open(axis)) call.trace.leave_open(x, axis);
  }
}

Datum call(const LayerCall& call) {
  const auto& equation = *call.config()["equation"].as<std::string>();
  ValueId x =
      call.trace.apply("einsum", {call.input(), call.weight("kernel")}, {{"equation", equation}});
  leave_open_sizes(call, x);
  const auto* bias_axes = call.config()["bias_axes"].as<std::string>();
  if (bias_axes != nullptr && !bias_axes->empty()) {
    x = call.trace.apply("add", {x, call.weight("bias")});
  }
  return TensorRef{call.trace.activate(call.config()["activation"], x)};
}

std::string settings(const Config& config) {
  const auto* equation = config["equation"].as<std::string>();
  const Datum& activation = config["activation"];
  return *equation + (activation.is_none() ? "" : ", " + activation_text(activation));
}

}  // namespace

const LayerRow einsum_dense = {
    .name = "EinsumDense",
    .group = "core",
    .summary = "Multiplies with a kernel and sums, along the axes that an equation names.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.EinsumDense(\"btf,fu->btu\", output_shape=(10, 16), bias_axes=\"u\")(x)",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = "kernel + bias",
    .notes = notes,
    .settings = settings,
};

}  // namespace unroll::layers
