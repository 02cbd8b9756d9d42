import keras
from keras import layers

inputs = keras.Input((10, None))
outputs = layers.Dense(4)(inputs)
