// Owns the list of layer rows, and the arguments that every layer takes. Must not know what any of
// them does: a new layer is its own file and one line here.
#include <algorithm>
#include <array>

#include "layers/rows.hpp"

namespace unroll {

namespace {

// clang-format off
const std::array table = {
    &layers::input_layer,
    &layers::masking,
    &layers::embedding,
    &layers::dense,
    &layers::simple_rnn,
    &layers::simple_rnn_cell,
    &layers::lstm,
    &layers::lstm_cell,
    &layers::gru,
    &layers::gru_cell,
    &layers::conv_lstm1d,
    &layers::conv_lstm2d,
    &layers::conv_lstm3d,
    &layers::rnn,
    &layers::stacked_rnn_cells,
    &layers::bidirectional,
    &layers::time_distributed,
    &layers::conv1d,
    &layers::conv2d,
    &layers::conv3d,
    &layers::conv1d_transpose,
    &layers::conv2d_transpose,
    &layers::conv3d_transpose,
    &layers::depthwise_conv1d,
    &layers::depthwise_conv2d,
    &layers::separable_conv1d,
    &layers::separable_conv2d,
    &layers::max_pooling1d,
    &layers::max_pooling2d,
    &layers::max_pooling3d,
    &layers::average_pooling1d,
    &layers::average_pooling2d,
    &layers::average_pooling3d,
    &layers::global_max_pooling1d,
    &layers::global_max_pooling2d,
    &layers::global_max_pooling3d,
    &layers::global_average_pooling1d,
    &layers::global_average_pooling2d,
    &layers::global_average_pooling3d,
    &layers::adaptive_max_pooling1d,
    &layers::adaptive_max_pooling2d,
    &layers::adaptive_max_pooling3d,
    &layers::adaptive_average_pooling1d,
    &layers::adaptive_average_pooling2d,
    &layers::adaptive_average_pooling3d,
    &layers::up_sampling1d,
    &layers::up_sampling2d,
    &layers::up_sampling3d,
    &layers::zero_padding1d,
    &layers::zero_padding2d,
    &layers::zero_padding3d,
    &layers::cropping1d,
    &layers::cropping2d,
    &layers::cropping3d,
    &layers::flatten,
    &layers::reshape,
    &layers::permute,
    &layers::repeat_vector,
    &layers::activation_layer,
    &layers::relu,
    &layers::leaky_relu,
    &layers::elu,
    &layers::prelu,
    &layers::softmax_layer,
    &layers::dropout_layer,
    &layers::spatial_dropout1d,
    &layers::spatial_dropout2d,
    &layers::spatial_dropout3d,
    &layers::gaussian_dropout,
    &layers::gaussian_noise,
    &layers::alpha_dropout,
    &layers::activity_regularization,
    &layers::identity,
    &layers::lambda_layer,
    &layers::einsum_dense,
    &layers::rescaling,
    &layers::normalization,
    &layers::discretization,
    &layers::category_encoding,
    &layers::batch_normalization,
    &layers::layer_normalization,
    &layers::group_normalization,
    &layers::unit_normalization,
    &layers::rms_normalization,
    &layers::spectral_normalization,
    &layers::add,
    &layers::subtract,
    &layers::multiply,
    &layers::average,
    &layers::maximum,
    &layers::minimum,
    &layers::concatenate,
    &layers::dot,
    &layers::attention,
    &layers::additive_attention,
    &layers::multi_head_attention,
    &layers::grouped_query_attention,
};
// clang-format on

constexpr std::array shared = {
    Field{"name", FieldKind::text, "None", "The layer's name; made from its class where left out.",
          true},
    Field{"trainable", FieldKind::boolean, "True", "Whether training changes its weights."},
    Field{"dtype", FieldKind::code, "None", "The type of its numbers; float32 here.", false, true},
    Field{"autocast", FieldKind::boolean, "True", "Whether inputs are cast to the layer's type.",
          false, true},
    Field{"activity_regularizer", FieldKind::code, "None", "A penalty on the output.", false, true},
    Field{"input_shape", FieldKind::shape, "None",
          "The shape of the input without the batch, on the first layer of a Sequential."},
    Field{"input_dim", FieldKind::integer, "None",
          "The number of input features, on the first layer of a Sequential."},
    Field{"batch_input_shape", FieldKind::shape, "None",
          "The shape of the input with the batch, on the first layer of a Sequential."},
};

}  // namespace

std::span<const LayerRow* const> layer_table() { return table; }

const LayerRow* find_layer(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const LayerRow* row) {
    return row->name == name || std::ranges::find(row->aliases, name) != row->aliases.end();
  });
  return found == table.end() ? nullptr : *found;
}

std::span<const Field> shared_fields() { return shared; }

}  // namespace unroll
