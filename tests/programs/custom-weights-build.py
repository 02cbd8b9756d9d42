import keras
from keras import layers, ops


class WeightedMean(layers.Layer):
    """Softmax over time of one learned score per step."""

    def build(self, input_shape):
        self.w = self.add_weight(name="score", shape=(input_shape[-1], 1), initializer="glorot_uniform", trainable=True)
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="shift")

    def call(self, x):
        scores = ops.matmul(x, self.w) + self.b
        weights = ops.softmax(scores, axis=1)
        return ops.sum(x * weights, axis=1)


x = keras.Input((7, 3))
h = layers.SimpleRNN(6, return_sequences=True)(x)
p = WeightedMean()(h)
model = keras.Model(x, layers.Dense(2)(p))
model.summary()
print([w.path for w in model.weights])
