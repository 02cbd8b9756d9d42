# return_state is missing, so there is one tensor to unpack.
import keras
from keras import layers

inputs = keras.Input((6, 3))
sequence, state = layers.SimpleRNN(5, return_sequences=True)(inputs)
