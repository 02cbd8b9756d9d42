// Owns what layers share whose windows move over steps, rows and columns: the axes that they need,
// how arguments become attributes of ops, what follows a convolution. Must not know any of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"
#include "ops/attributes.hpp"

namespace unroll::layers::windows {

/// Whether `data_format` puts the features right behind the batch.
[[nodiscard]] bool channels_first(const Config& config);
/// Where the features stand in a tensor of `rank` axes.
[[nodiscard]] std::size_t channel_axis(const Config& config, std::size_t rank);

/// The axes of a tensor with `places` axes between the batch and the features, or behind both.
[[nodiscard]] std::vector<Role> needed_roles(std::size_t places, bool channels_first);
/// Refuses an input that has not `places` axes between the batch and the features, as Keras's
/// input_spec does: `at_least` says that Keras checks for too few of them alone (and fails later).
void need_places(const LayerCall& call, std::size_t places, bool at_least);
/// Refuses an input of a built layer whose features are not as many as its weights are made for.
void need_channels(const LayerCall& call, const Dim& wanted);
/// The size of the features; throws where it is open, as weights hang on it.
[[nodiscard]] Dim known_channels(const LayerBuild& build);

/// The attributes that an op takes from arguments of the same names, those that are None left out,
/// with `channels_first`.
[[nodiscard]] Attributes attributes(const Config& config,
                                    std::initializer_list<std::string_view> names);

/// Refuses windows that both move on by more than one place and have places apart.
void refuse_strides_with_dilation(const Config& config);

/// Makes a weight of `kernel_size` places, each with `rows` x `columns` numbers.
void build_kernel(LayerBuild& build, std::string_view name, const Dim& rows, const Dim& columns,
                  std::string_view initializer_field = "kernel_initializer");
/// Makes the weight `bias`, one number for each of `outputs`, where the layer has it.
void build_bias(LayerBuild& build, const Dim& outputs);
/// Adds the bias where the layer has it.
[[nodiscard]] ValueId add_bias(const LayerCall& call, ValueId x);
/// Adds the bias where the layer has it, and applies the activation.
[[nodiscard]] ValueId finish(const LayerCall& call, ValueId x);

/// `3×3, stride 2, same, relu`: of the sizes in the argument `window`.
[[nodiscard]] std::string settings(const Config& config, std::string_view window);

}  // namespace unroll::layers::windows
