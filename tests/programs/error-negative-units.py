import keras
from keras import layers

inputs = keras.Input((5, 2))
x = layers.SimpleRNN(4)(inputs)
x = layers.Dense(units=-3)(x)
