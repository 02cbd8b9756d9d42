// Owns the convolutions: conv, its transpose, and depthwise_conv. Must not know layers.
// Mirrors keras/src/ops/nn.py, ops/operation_utils.py and backend/common/backend_utils.py.
//
// Inputs are a tensor (batch, spatial ..., channels) and a kernel, whose sizes are Keras's: (taps
// ..., in/groups, out) for conv, (taps ..., out, in) for conv_transpose and (taps ..., in,
// multiplier) for depthwise_conv. Attributes: `strides`, `dilation_rate`, `padding`,
// `channels_first`, and for the transpose `output_padding`.
#include "kernels/convolution.hpp"

#include <algorithm>
#include <array>

#include "ops/cast.hpp"
#include "ops/rows.hpp"
#include "ops/windows.hpp"

namespace unroll::ops {

namespace {

using kernels::Convolution;
using kernels::DepthwiseConvolution;
using kernels::TransposedConvolution;

// ---- sizes, with symbols and with numbers alike ----------------------------------------------

/// The sizes of the tensor and of the kernel.
struct Operands {
  std::vector<Dim> from;
  std::vector<Dim> kernel;
  SpatialLayout layout;

  [[nodiscard]] const Dim& channels() const { return from[layout.channels]; }
  /// The last but one and the last size of the kernel.
  [[nodiscard]] const Dim& kernel_rows() const { return kernel[kernel.size() - 2]; }
  [[nodiscard]] const Dim& kernel_columns() const { return kernel.back(); }
};

std::vector<Dim> sizes_of(const Shape& shape) {
  std::vector<Dim> sizes;
  for (const Axis& axis : shape) sizes.push_back(axis.size);
  return sizes;
}

Operands operands_of(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const Shape& kernel = types.inputs[1].shape;
  const SpatialLayout layout = need_layout(from, types.attributes);
  if (kernel.size() != from.size()) {
    throw Error("rank", "a convolution over " + words(from) +
                            " needs a kernel with as many axes, got " + words(kernel));
  }
  return {sizes_of(from), sizes_of(kernel), layout};
}

Operands operands_of(const BoundOp& op) {
  const Integers& from = op.inputs[0].sizes;
  const Integers& kernel = op.inputs[1].sizes;
  return {std::vector<Dim>(from.begin(), from.end()),
          std::vector<Dim>(kernel.begin(), kernel.end()), layout_of(from.size(), op.attributes)};
}

[[noreturn]] void wrong_channels(const Dim& wanted, const Dim& got) {
  throw Error("channels",
              "the kernel is made for " + wanted.text() + " channels, got " + got.text());
}

/// How the kernel moves along each spatial axis of the input.
std::vector<WindowRule> conv_rules(const Operands& with, const Attributes& attributes) {
  const std::size_t count = with.layout.count;
  const auto strides = each_axis(attributes, "strides", count);
  const auto dilations = each_axis(attributes, "dilation_rate", count);
  const Padding padding = padding_of(attributes, count == 1);
  std::vector<WindowRule> rules;
  for (std::size_t i = 0; i < count; ++i) {
    rules.push_back(
        {with.from[with.layout.first + i], with.kernel[i], strides[i], dilations[i], padding});
  }
  return rules;
}

/// The shape with the spatial axes that the windows make.
Shape moved_over(Shape shape, const SpatialLayout& layout, const std::vector<WindowRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    Axis& axis = shape[layout.first + i];
    axis = rules[i].moved_over(axis);
  }
  return shape;
}

// ---- conv ------------------------------------------------------------------------------------

/// In how many groups the channels fall: as many as the kernel's input channels go into them.
Dim groups_of(const Operands& with) {
  const Dim& in = with.channels();
  const Dim& each = with.kernel_rows();
  if (in == each) return 1;
  if (!in.value() || !each.value()) {
    if (never_equal(in, each)) wrong_channels(each, in);
    return 1;
  }
  if (each.is(0) || *in.value() % *each.value() != 0) wrong_channels(each, in);
  const std::int64_t groups = *in.value() / *each.value();
  if (with.kernel_columns().value().value_or(0) % groups != 0) {
    throw Error("groups", "the " + with.kernel_columns().text() + " filters do not fall into " +
                              std::to_string(groups) + " groups");
  }
  return groups;
}

std::vector<TensorType> infer_conv(const OpTypes& types) {
  const Operands with = operands_of(types);
  std::ignore = groups_of(with);
  Shape shape = moved_over(with_places(types.inputs[0].shape, with.layout), with.layout,
                           conv_rules(with, types.attributes));
  shape[with.layout.channels] = {with.kernel_columns(), Role::features, 0};
  return {{std::move(shape), DType::float32}};
}

// ---- depthwise_conv --------------------------------------------------------------------------

/// A channel that makes one channel stays what it is.
std::vector<TensorType> infer_depthwise_conv(const OpTypes& types) {
  const Operands with = operands_of(types);
  if (never_equal(with.channels(), with.kernel_rows())) {
    wrong_channels(with.kernel_rows(), with.channels());
  }
  Shape shape = moved_over(with_places(types.inputs[0].shape, with.layout), with.layout,
                           conv_rules(with, types.attributes));
  if (!with.kernel_columns().is(1)) {
    shape[with.layout.channels] = {with.channels() * with.kernel_columns(), Role::features, 0};
  }
  return {{std::move(shape), DType::float32}};
}

// ---- conv_transpose --------------------------------------------------------------------------

/// One axis of the transpose: the windows are the places of its input, and move over its output.
struct TransposedRule {
  Dim windows;
  Dim span;
  Dim stride;
  Dim dilation;
  Dim taps;
  std::optional<Dim> output_padding;
  Padding padding;

  /// How many places come out.
  [[nodiscard]] Dim size() const;
  /// How many places of the first window are cut off; below 0 where there are places before it.
  [[nodiscard]] Dim before() const;
};

Dim TransposedRule::size() const {
  if (padding == Padding::valid) {
    return (windows - 1) * stride + (output_padding ? span + *output_padding : max(span, stride));
  }
  if (!output_padding) return windows * stride;
  return (windows - 1) * stride + mod(span, 2) + *output_padding;
}

Dim TransposedRule::before() const {
  if (padding == Padding::valid) return 0;
  // What the undilated output has beside the one that is asked for, a little more of it in front.
  const Dim kept = output_padding ? span + mod(span, 2) - 2 + *output_padding : stride + span - 2;
  return span - 1 - min(kept - floor_div(kept, 2), span - 1);
}

std::vector<TransposedRule> transposed_rules(const Operands& with, const Attributes& attributes) {
  const std::size_t count = with.layout.count;
  const auto strides = each_axis(attributes, "strides", count);
  const auto dilations = each_axis(attributes, "dilation_rate", count);
  const auto output_padding = each_axis(attributes, "output_padding", count, 0);
  const Padding padding = padding_of(attributes, false);
  std::vector<TransposedRule> rules;
  for (std::size_t i = 0; i < count; ++i) {
    rules.push_back({with.from[with.layout.first + i], (with.kernel[i] - 1) * dilations[i] + 1,
                     strides[i], dilations[i], with.kernel[i], std::nullopt, padding});
    if (attributes.find("output_padding") != nullptr) {
      rules.back().output_padding = output_padding[i];
    }
  }
  return rules;
}

std::vector<TensorType> infer_conv_transpose(const OpTypes& types) {
  const Operands with = operands_of(types);
  if (never_equal(with.channels(), with.kernel_columns())) {
    wrong_channels(with.kernel_columns(), with.channels());
  }
  Shape shape = with_places(types.inputs[0].shape, with.layout);
  const auto rules = transposed_rules(with, types.attributes);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    Axis& axis = shape[with.layout.first + i];
    const Dim size = rules[i].size();
    need_size(size);
    if (axis.size != size) axis = {size, axis.role, 0};
  }
  shape[with.layout.channels] = {with.kernel_rows(), Role::features, 0};
  return {{std::move(shape), DType::float32}};
}

// ---- kernels ---------------------------------------------------------------------------------

std::int64_t number(const Dim& size) { return size.value().value_or(0); }

/// The last of three axes first filled: fewer axes stand behind axes of one place.
template <typename Rules, typename Make>
kernels::Windows windows_of(const Rules& rules, const Make& make) {
  kernels::Windows windows;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    windows.axes[windows.axes.size() - rules.size() + i] = make(rules[i]);
  }
  return windows;
}

kernels::Windows conv_windows(const Operands& with, const BoundOp& op) {
  return windows_of(conv_rules(with, op.attributes), [&](const WindowRule& symbolic) {
    const WindowRule rule = bind(symbolic, op.bindings);
    return kernels::WindowAxis{number(rule.size),   number(rule.windows()), number(rule.taps),
                               number(rule.stride), number(rule.dilation),  number(rule.before())};
  });
}

kernels::Windows transposed_windows(const Operands& with, const BoundOp& op) {
  return windows_of(transposed_rules(with, op.attributes), [&](const TransposedRule& rule) {
    const auto bound = [&](const Dim& size) { return size.bind(op.bindings); };
    return kernels::WindowAxis{bound(rule.size()), bound(rule.windows),  bound(rule.taps),
                               bound(rule.stride), bound(rule.dilation), bound(rule.before())};
  });
}

/// The samples of a batch, one after another and with their channels last.
class Samples {
 public:
  explicit Samples(const BoundOp& op);
  /// Calls each(from, to) for every sample.
  template <typename Each>
  void run(std::span<const float> in, std::span<float> out, const Each& each);

 private:
  struct Turn {
    kernels::StridedView view;
    std::vector<float> values;
  };
  static std::size_t sample_of(const Integers& sizes);

  std::size_t count_;
  std::size_t in_;
  std::size_t out_;
  std::optional<Turn> turned_in_;
  std::optional<Turn> turned_out_;
};

std::size_t Samples::sample_of(const Integers& sizes) {
  return static_cast<std::size_t>(checked_count(std::span(sizes).subspan(1)).value_or(0));
}

Samples::Samples(const BoundOp& op)
    : count_(static_cast<std::size_t>(op.inputs[0].sizes.front())),
      in_(sample_of(op.inputs[0].sizes)),
      out_(sample_of(op.outputs[0].sizes)) {
  if (!op.attributes.get_or<bool>("channels_first", false)) return;
  // (channels, spatial ...) to (spatial ..., channels) and back.
  Integers in(op.inputs[0].sizes.begin() + 1, op.inputs[0].sizes.end());
  Integers out(op.outputs[0].sizes.begin() + 1, op.outputs[0].sizes.end());
  Integers to_last;
  Integers to_first = {std::ssize(in) - 1};
  for (std::int64_t i = 1; i < std::ssize(in); ++i) {
    to_last.push_back(i);
    to_first.push_back(i - 1);
  }
  to_last.push_back(0);
  std::rotate(out.begin(), out.begin() + 1, out.end());
  turned_in_ = {kernels::transposed(in, to_last), std::vector<float>(in_)};
  turned_out_ = {kernels::transposed(out, to_first), std::vector<float>(out_)};
}

template <typename Each>
void Samples::run(std::span<const float> in, std::span<float> out, const Each& each) {
  for (std::size_t i = 0; i < count_; ++i) {
    const auto from = in.subspan(i * in_, in_);
    const auto to = out.subspan(i * out_, out_);
    if (!turned_in_) {
      each(from, to);
      continue;
    }
    kernels::copy(turned_in_->view, std::as_bytes(from),
                  std::as_writable_bytes(std::span(turned_in_->values)), sizeof(float));
    each(std::span<const float>(turned_in_->values), std::span(turned_out_->values));
    kernels::copy(turned_out_->view, std::as_bytes(std::span(turned_out_->values)),
                  std::as_writable_bytes(to), sizeof(float));
  }
}

/// The kernel of any of the convolutions. Weights that stay are packed once.
template <typename Size>
Kernel convolution(const BoundOp& op, const Size& size) {
  struct Convolving {
    Samples samples;
    Cast cast;
    Cast cast_kernel;
    std::vector<float> packed;
    std::vector<float> scratch;
  };
  const auto floats = [](std::int64_t count) {
    return std::vector<float>(static_cast<std::size_t>(count));
  };
  auto with = std::make_shared<Convolving>(Convolving{
      Samples(op), Cast(op.inputs[0], DType::float32), Cast(op.inputs[1], DType::float32),
      floats(size.packed_size()), floats(size.scratch_size())});
  const bool stays = op.inputs[1].constant.has_value();
  const auto pack = [with, size](const ConstTensorView& kernel) {
    kernels::pack(size, with->cast_kernel(kernel).template as<float>(), with->packed);
  };
  if (stays) pack(*op.inputs[1].constant);
  return [with, size, stays, pack](Inputs in, Outputs out) {
    if (!stays) pack(in[1]);
    with->samples.run(with->cast(in[0]).template as<float>(), out[0].as<float>(),
                      [&](std::span<const float> from, std::span<float> to) {
                        kernels::convolve(size, from, with->packed, to, with->scratch);
                      });
  };
}

Kernel prepare_conv(const BoundOp& op) {
  const Operands with = operands_of(op);
  return convolution(op, Convolution{conv_windows(with, op), number(with.channels()),
                                     number(with.kernel_columns()), number(groups_of(with))});
}

Kernel prepare_depthwise_conv(const BoundOp& op) {
  const Operands with = operands_of(op);
  if (with.channels() != with.kernel_rows()) wrong_channels(with.kernel_rows(), with.channels());
  return convolution(op, DepthwiseConvolution{conv_windows(with, op), number(with.channels()),
                                              number(with.kernel_columns())});
}

Kernel prepare_conv_transpose(const BoundOp& op) {
  const Operands with = operands_of(op);
  if (with.channels() != with.kernel_columns()) {
    wrong_channels(with.kernel_columns(), with.channels());
  }
  return convolution(op,
                     TransposedConvolution{transposed_windows(with, op), number(with.channels()),
                                           number(with.kernel_rows())});
}

// ---- rows ------------------------------------------------------------------------------------

/// Each sample is on its own, with one kernel for all.
bool samples_stay_apart(const OpTypes& types, std::span<const bool> shared) {
  return !shared[0] && shared[1] && types.inputs[0].shape.front().role == Role::batch;
}

/// A multiplication and an addition for each element of the tensor at the windows' places and of
/// the kernel that it meets.
double cost_at(const BoundTensor& tensor, const BoundOp& op) {
  const std::int64_t channels =
      tensor.sizes[layout_of(tensor.sizes.size(), op.attributes).channels];
  return 2.0 * elements(tensor) * elements(op.inputs[1]) /
         static_cast<double>(std::max<std::int64_t>(channels, 1));
}
double conv_cost(const BoundOp& op) { return cost_at(op.outputs[0], op); }
double conv_transpose_cost(const BoundOp& op) { return cost_at(op.inputs[0], op); }

constexpr std::array rows = {
    OpRow{"conv", "Conv", infer_conv, prepare_conv, samples_stay_apart, conv_cost},
    OpRow{"depthwise_conv", "DepthwiseConv", infer_depthwise_conv, prepare_depthwise_conv,
          samples_stay_apart, conv_cost},
    OpRow{"conv_transpose", "ConvTranspose", infer_conv_transpose, prepare_conv_transpose,
          samples_stay_apart, conv_transpose_cost},
};

}  // namespace

std::span<const OpRow> convolution_rows() { return rows; }

}  // namespace unroll::ops
