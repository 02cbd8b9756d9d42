# Steps of zeros are padding: Masking marks them, and the GRU passes them by.
import keras
import numpy as np
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(6, 2)),
    layers.Masking(mask_value=0.0),
    layers.GRU(8),
    layers.Dense(1),
])
sequence = np.ones((1, 6, 2))
short = np.ones((1, 3, 2))
padded = np.concatenate([np.ones((1, 3, 2)), np.zeros((1, 3, 2))], axis=1)
print("six steps:    ", model.predict(sequence))
print("three alone:  ", model.predict(short))
print("three, padded:", model.predict(padded))
