import keras
import numpy as np
from keras import layers


class Noisy(layers.Layer):
    def call(self, x, training=False):
        if training:
            return x * 0.0
        return x + 1.0


i = keras.Input((3, 2))
model = keras.Model(i, Noisy()(layers.SimpleRNN(2, return_sequences=True)(i)))
model.summary()
print(model(np.ones((1, 3, 2)), training=False).shape, model(np.ones((1, 3, 2)), training=True).numpy().sum())
