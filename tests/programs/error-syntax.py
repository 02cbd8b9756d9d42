import keras
from keras import layers

inputs = keras.Input((6, 3))
h = layers.SimpleRNN(5, return_sequences=True(inputs)
y = layers.Dense(2)(h)
