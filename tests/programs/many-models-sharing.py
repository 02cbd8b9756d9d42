# Three models over the same layers.
import numpy as np
import keras
from keras import layers

inputs = keras.Input((6, 3))
encoder = layers.SimpleRNN(5, return_sequences=True)
scores = layers.TimeDistributed(layers.Dense(2))
h = encoder(inputs)
y = scores(h)
whole = keras.Model(inputs, y)
first_half = keras.Model(inputs=inputs, outputs=h)
second_half = keras.Model(h, y)
for m in (whole, first_half, second_half):
    m.summary()
x = np.random.rand(2, 6, 3)
gap = np.abs(np.asarray(whole.predict(x, verbose=0)) - second_half.predict(first_half.predict(x, verbose=0), verbose=0))
print(gap.max() < 1e-5)
