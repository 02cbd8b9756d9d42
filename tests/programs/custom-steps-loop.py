# A Python loop over the steps inside call.
import keras
from keras import layers, ops


class Smooth(layers.Layer):
    def __init__(self, keep=0.8):
        super().__init__()
        self.keep = keep

    def call(self, x):
        steps = x.shape[1]
        state = x[:, 0, :]
        out = [state]
        for t in range(1, steps):
            state = self.keep * state + (1.0 - self.keep) * x[:, t, :]
            out.append(state)
        return ops.stack(out, axis=1)


inputs = keras.Input((6, 2))
h = layers.SimpleRNN(3, return_sequences=True)(inputs)
model = keras.Model(inputs, layers.Dense(2)(Smooth()(h)))
model.summary()
