import keras
import numpy as np
from keras import layers


class Pick(layers.Layer):
    def __init__(self, which, **kwargs):
        super().__init__(**kwargs)
        self.which = which

    def call(self, x):
        if self.which == "last":
            return x[:, -1]
        if self.which == "first two":
            return x[:, :2, :]
        elif self.which == "every other":
            return x[:, ::2]
        else:
            return x[..., 0]


i = keras.Input((7, 3))
h = layers.SimpleRNN(4, return_sequences=True)(i)
kinds = ["last", "first two", "every other", "feature"]
model = keras.Model(i, [Pick(k, name=k.replace(" ", "_"))(h) for k in kinds])
model.summary()
print([tuple(y.shape) for y in model(np.zeros((2, 7, 3)))])
