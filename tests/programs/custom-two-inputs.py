import keras
import tensorflow as tf
from tensorflow.keras import layers


class Blend(layers.Layer):
    """Mixes two sequences by one learned number."""

    def build(self, input_shape):
        self.alpha = self.add_weight(name="alpha", shape=(), initializer="zeros")

    def call(self, inputs):
        a, b = inputs
        share = tf.sigmoid(self.alpha)
        return share * a + (1.0 - share) * b


class Join(layers.Layer):
    def call(self, a, b):
        return tf.concat([a, b], axis=-1)


left, right = keras.Input((5, 2)), keras.Input((5, 3))
a = layers.SimpleRNN(4, return_sequences=True)(left)
b = layers.SimpleRNN(4, return_sequences=True)(right)
model = keras.Model([left, right], [Blend()([a, b]), Join()(a, b)])
model.summary()
