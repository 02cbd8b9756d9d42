# The second turn of the loop fails: the first one dropped the time axis.
import numpy as np
import keras
from keras import layers

x = keras.Input(shape=(8, 4))
for width in (6, 5):
    x = layers.SimpleRNN(width)(x)
print(x.shape)
