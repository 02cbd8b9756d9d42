# A Sequential without input shape, before and after it meets data.
import keras
import numpy as np
from keras import layers


class Gain(layers.Layer):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def call(self, x):
        return x * self.by


model = keras.Sequential(name="later")
model.add(layers.SimpleRNN(3, return_sequences=True))
model.add(Gain(2.0))
model.add(layers.TimeDistributed(layers.Dense(2)))
print(model.built, len(model.layers), [layer.built for layer in model.layers])
model.summary()
y = model(np.ones((2, 4, 5)))
print(y.shape, model.built)
model.summary()
print(model.input_shape, model.output_shape)
