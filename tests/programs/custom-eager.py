# A custom layer tried out on an array before it goes into a model.
import numpy as np
import keras
from keras import layers, ops


class Affine(layers.Layer):
    def __init__(self, units=3):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        print("build", tuple(input_shape))
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="ones", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b", trainable=False)

    def call(self, x):
        return ops.matmul(x, self.w) + self.b


layer = Affine(2)
print(layer.built, layer.name)
y = layer(np.ones((2, 4)))
print(layer.built, y.shape, y.numpy().tolist())
print(len(layer.weights), len(layer.trainable_weights), layer.count_params(), layer.w.shape, [w.path for w in layer.weights])
inputs = keras.Input((6, 4))
model = keras.Model(inputs, layer(layers.SimpleRNN(4, return_sequences=True)(inputs)))
model.summary()
