import keras
from keras import layers

a = keras.Input((6, 3))
b = keras.Input((6, 3))
h = layers.SimpleRNN(5)(a)
model = keras.Model(b, h)
