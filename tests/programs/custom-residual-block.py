import numpy as np
import keras
from keras import layers


class ResidualRNN(keras.layers.Layer):
    def __init__(self, units, depth=2, name=None):
        super().__init__(name=name)
        self.rnns = [layers.SimpleRNN(units, return_sequences=True) for _ in range(depth)]
        self.project = layers.Dense(units)

    def call(self, x):
        x = self.project(x)
        for rnn in self.rnns:
            x = x + rnn(x)
        return x


inputs = keras.Input((None, 3))
x = ResidualRNN(4)(inputs)
x = ResidualRNN(5, depth=1, name="second")(x)
model = keras.Model(inputs, x)
model.summary()
print(model(np.random.rand(2, 6, 3)).shape)
