import keras
from keras import layers

inputs = keras.Input((5, 2))
h = layers.SimpleRNN("32", return_sequences=True)(inputs)
