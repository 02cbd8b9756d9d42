import numpy as np
import keras
from keras import layers

x = inputs = keras.Input(shape=(8, 5))
for i, units in enumerate([16, 12, 8]):
    x = layers.SimpleRNN(units, return_sequences=True, name=f"rnn_{i}")(x)
for _ in range(2):
    x = layers.Dense(6, activation="tanh")(x)
model = keras.Model(inputs, x, name="deep")
model.summary()
for layer in model.layers:
    print(layer.name, layer.output.shape)
print("total", model.count_params())
