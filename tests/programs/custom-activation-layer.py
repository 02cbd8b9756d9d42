import keras
import tensorflow as tf
from keras import layers, ops


class Swishy(layers.Layer):
    def call(self, inputs):
        return inputs * tf.sigmoid(inputs)


@keras.saving.register_keras_serializable()
class Norm(layers.Layer):
    def __init__(self, eps: float = 1e-3, **kw) -> None:
        super().__init__(**kw)
        self.eps = eps

    def call(self, x, training=None):
        mean = ops.mean(x, axis=-1, keepdims=True)
        var = ops.mean(ops.square(x - mean), axis=-1, keepdims=True)
        return (x - mean) / ops.sqrt(var + self.eps)


model = keras.Sequential(
    [keras.Input((5, 4)), layers.SimpleRNN(6, return_sequences=True), Norm(), Swishy(), layers.Dense(2, activation=keras.activations.softmax)]
)
model.summary()
