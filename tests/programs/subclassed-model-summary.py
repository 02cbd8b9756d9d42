# Called on an array, a subclassed model's layers have no symbolic calls: their shapes come from compute_output_shape,
# which custom layers without one do not have.
import keras
import numpy as np
from keras import layers, ops


class Double(layers.Layer):
    def call(self, x):
        return x * 2


class WeightedMean(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1],), name="w")

    def call(self, x):
        return ops.mean(x * self.w, axis=1)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.rnn = layers.SimpleRNN(3, return_sequences=True)
        self.twice = Double()
        self.mean = WeightedMean()
        self.steps = layers.TimeDistributed(layers.Dense(2))
        self.tail = keras.Sequential([layers.Dense(2)])
        self.unused = layers.Dense(9)
        self.state = layers.SimpleRNN(2, return_state=True)

    def call(self, x):
        h = self.steps(self.twice(self.rnn(x)))
        last, state = self.state(h)
        return self.mean(self.tail(h)) + last


net = Net()
print(net(np.ones((2, 5, 4))).shape)
net.summary()
