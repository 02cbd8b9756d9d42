# TimeDistributed around a custom layer, and around TimeDistributed.
import keras
import numpy as np
from keras import layers


class Scaled(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.gain = self.add_weight(name="gain", shape=(self.units,), initializer="ones")

    def call(self, x):
        return keras.ops.matmul(x, self.kernel) * self.gain

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)


frames = keras.Input((4, 5, 3))
x = layers.TimeDistributed(layers.TimeDistributed(layers.Dense(6)))(frames)
x = layers.TimeDistributed(Scaled(2), name="scaled_frames")(x)
x = layers.TimeDistributed(layers.SimpleRNN(5))(x)
x = layers.TimeDistributed(Scaled(3))(x)
model = keras.Model(frames, x)
model.summary()
print(model(np.ones((2, 4, 5, 3))).shape)
