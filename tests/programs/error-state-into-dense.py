# return_state gives a list of two tensors; Dense takes one.
import keras
from keras import layers

inputs = keras.Input((6, 3))
h = layers.SimpleRNN(5, return_state=True)(inputs)
y = layers.Dense(2)(h)
