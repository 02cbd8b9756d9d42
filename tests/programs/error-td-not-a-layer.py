import keras
from keras import layers

inputs = keras.Input((5, 2))
h = layers.SimpleRNN(4, return_sequences=True)(inputs)
y = layers.TimeDistributed(16)(h)
