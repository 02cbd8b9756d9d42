import keras
from keras import layers, ops


class Project(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[1], 4), name="w")

    def call(self, x):
        return ops.matmul(x, self.w)


inputs = keras.Input((5, 3))
x = layers.SimpleRNN(6, return_sequences=True)(inputs)
x = Project()(x)
