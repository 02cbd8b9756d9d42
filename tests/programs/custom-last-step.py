import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


class LastStep(layers.Layer):
    def call(self, x):
        return x[:, -1, :]

    def get_config(self):
        return super().get_config()


i = layers.Input((9, 2))
h = layers.SimpleRNN(4, return_sequences=True)(i)
model = keras.Model(i, layers.Dense(3)(LastStep()(h)))
model.summary()
print(model(np.random.rand(2, 9, 2)).shape)
