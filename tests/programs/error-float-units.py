import keras
from keras import layers

hidden = 25
inputs = keras.Input((5, 2))
h = layers.SimpleRNN(hidden)(inputs)
scores = layers.Dense(hidden / 2)(h)
