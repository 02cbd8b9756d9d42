import keras
from keras import layers

inputs = keras.Input((5, 2))
x = layers.SimpleRNN(return_sequences=True)(inputs)
