import keras
from keras import layers

a = keras.Input((6, 3))
h = layers.SimpleRNN(5, return_sequences=True, name="rnn")(a)
h = layers.SimpleRNN(5, name="rnn")(h)
model = keras.Model(a, h)
