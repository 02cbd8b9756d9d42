// Owns the functions that move windows over a tensor: convolutions and pooling. Must not know how
// modules offer them. Mirrors keras/src/ops/nn.py and keras/src/legacy/backend.py.
#include <algorithm>
#include <array>
#include <cctype>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

/// `channels_first`, or TensorFlow's `NCW`, `NCHW` and `NCDHW`.
bool channels_first(FunctionCall& call) {
  if (!call.has("data_format")) return false;
  const std::string format = call.text("data_format");
  for (const std::string_view last : {"channels_last", "NWC", "NHWC", "NDHWC"}) {
    if (format == last) return false;
  }
  for (const std::string_view first : {"channels_first", "NCW", "NCHW", "NCDHW"}) {
    if (format == first) return true;
  }
  call.raise("ValueError",
             "The `data_format` argument must be one of {'channels_first', 'channels_last'}. "
             "Received: data_format=" +
                 format);
}

/// Numbers for the spatial axes. TensorFlow also takes them with those of the batch and of the
/// channels, which are 1.
std::vector<Dim> spatial_sizes(FunctionCall& call, std::string_view parameter, std::int64_t rank,
                               bool first) {
  std::vector<Dim> sizes = call.sizes(parameter);
  if (std::ssize(sizes) == rank && call.dialect == Dialect::tensorflow) {
    sizes.erase(sizes.begin(), sizes.begin() + (first ? 2 : 1));
    if (!first) sizes.pop_back();
  }
  return sizes;
}

/// The attributes of windows, of those arguments that the spelling has.
Attributes windows(FunctionCall& call, ValueId x) {
  Attributes attributes;
  const bool first = channels_first(call);
  attributes.set("channels_first", first);
  if (call.has("padding")) {
    if (sequence_items(call["padding"]) != nullptr) {
      call.raise("ValueError", "numbers for `padding` are not supported here: 'valid' or 'same'");
    }
    std::string padding = call.text("padding");
    std::ranges::transform(padding, padding.begin(),
                           [](unsigned char c) { return std::tolower(c); });
    attributes.set("padding", padding);
  }
  for (const std::string_view name :
       {"strides", "dilation_rate", "pool_size", "output_size", "output_padding"}) {
    if (call.has(name)) attributes.set(name, spatial_sizes(call, name, call.rank(x), first));
  }
  return attributes;
}

/// An op on one tensor.
template <const char* op>
Value pool(FunctionCall& call) {
  const ValueId x = call.tensor("inputs");
  return call.result(call.apply(op, {x}, windows(call, x)));
}
constexpr char max_pool[] = "max_pool";
constexpr char average_pool[] = "average_pool";
constexpr char adaptive_max_pool[] = "adaptive_max_pool";
constexpr char adaptive_average_pool[] = "adaptive_average_pool";

/// Keras's older backend: the mode is an argument.
Value pool_by_mode(FunctionCall& call) {
  const std::string mode = call.text("pool_mode");
  if (mode == "max") return pool<max_pool>(call);
  if (mode == "avg") return pool<average_pool>(call);
  call.raise("ValueError", "Invalid pooling mode: " + mode);
}

/// An op on a tensor and a kernel.
template <const char* op>
Value convolve(FunctionCall& call) {
  const ValueId x = call.tensor("inputs");
  return call.result(call.apply(op, {x, call.tensor("kernel")}, windows(call, x)));
}
constexpr char conv[] = "conv";
constexpr char depthwise_conv[] = "depthwise_conv";
constexpr char conv_transpose[] = "conv_transpose";

/// Each channel on its own, then all of them at each place.
Value separable_conv(FunctionCall& call) {
  const ValueId x = call.tensor("inputs");
  const Attributes attributes = windows(call, x);
  const ValueId apart =
      call.apply("depthwise_conv", {x, call.tensor("depthwise_kernel")}, attributes);
  return call.result(call.apply("conv", {apart, call.tensor("pointwise_kernel")},
                                {{"channels_first", attributes.get<bool>("channels_first")}}));
}

constexpr std::array functions = {
    TensorFunction{"max_pool", pool<max_pool>},
    TensorFunction{"average_pool", pool<average_pool>},
    TensorFunction{"adaptive_max_pool", pool<adaptive_max_pool>},
    TensorFunction{"adaptive_average_pool", pool<adaptive_average_pool>},
    TensorFunction{"pool", pool_by_mode},
    TensorFunction{"conv", convolve<conv>},
    TensorFunction{"depthwise_conv", convolve<depthwise_conv>},
    TensorFunction{"conv_transpose", convolve<conv_transpose>},
    TensorFunction{"separable_conv", separable_conv},
};

constexpr std::string_view tf_pool =
    "inputs:input pool_size:ksize strides padding data_format=None name=None";
constexpr std::string_view tf_conv =
    "inputs:input kernel:filters strides padding data_format=None dilation_rate:dilations=None "
    "name=None";
constexpr std::string_view k_conv =
    "inputs:x kernel strides=1 padding=valid data_format=None dilation_rate=1";
constexpr std::string_view k_pool =
    "inputs:x pool_size strides=1 padding=valid data_format=None pool_mode=max";
constexpr std::string_view ops_pool =
    "inputs pool_size strides=None padding=valid data_format=None";
constexpr std::string_view ops_conv =
    "inputs kernel strides=1 padding=valid data_format=None dilation_rate=1";

constexpr std::array spellings = {
    Spelling{"ops", "max_pool", ops_pool, "max_pool"},
    Spelling{"tf.nn", "max_pool max_pool1d max_pool2d max_pool3d", tf_pool, "max_pool"},
    Spelling{"ops", "average_pool", ops_pool, "average_pool"},
    Spelling{"tf.nn", "avg_pool avg_pool1d avg_pool2d avg_pool3d", tf_pool, "average_pool"},
    Spelling{"ops", "adaptive_max_pool", "inputs output_size data_format=None",
             "adaptive_max_pool"},
    Spelling{"ops", "adaptive_average_pool", "inputs output_size data_format=None",
             "adaptive_average_pool"},
    Spelling{"K", "pool2d pool3d", k_pool, "pool"},
    Spelling{"ops", "conv", ops_conv, "conv"},
    Spelling{"K", "conv1d conv2d conv3d", k_conv, "conv"},
    Spelling{"tf.nn", "conv1d",
             "inputs:input kernel:filters strides:stride padding data_format=None "
             "dilation_rate:dilations=None name=None",
             "conv"},
    Spelling{"tf.nn", "conv2d conv3d", tf_conv, "conv"},
    Spelling{"tf.nn", "convolution",
             "inputs:input kernel:filters strides=None padding=valid data_format=None "
             "dilation_rate:dilations=None name=None",
             "conv"},
    Spelling{"ops", "depthwise_conv", ops_conv, "depthwise_conv"},
    Spelling{"K", "depthwise_conv2d",
             "inputs:x kernel:depthwise_kernel strides=1 padding=valid data_format=None "
             "dilation_rate=1",
             "depthwise_conv"},
    Spelling{"tf.nn", "depthwise_conv2d",
             "inputs:input kernel:filter strides padding data_format=None "
             "dilation_rate:dilations=None name=None",
             "depthwise_conv"},
    Spelling{"ops", "separable_conv",
             "inputs depthwise_kernel pointwise_kernel strides=1 padding=valid data_format=None "
             "dilation_rate=1",
             "separable_conv"},
    Spelling{"K", "separable_conv1d separable_conv2d",
             "inputs:x depthwise_kernel pointwise_kernel strides=1 padding=valid data_format=None "
             "dilation_rate=1",
             "separable_conv"},
    Spelling{"tf.nn", "separable_conv2d",
             "inputs:input depthwise_kernel:depthwise_filter pointwise_kernel:pointwise_filter "
             "strides padding data_format=None dilation_rate:dilations=None name=None",
             "separable_conv"},
    Spelling{"ops", "conv_transpose",
             "inputs kernel strides=1 padding=valid output_padding=None data_format=None "
             "dilation_rate=1",
             "conv_transpose"},
};

}  // namespace

TensorFunctionFamily window_functions() { return {functions, spellings}; }

}  // namespace unroll::python
