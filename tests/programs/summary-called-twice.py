# One input, no branch, but a layer called twice in a row: no longer a plain chain.
import keras
from keras import layers

a = keras.Input((6, 5))
rnn = layers.SimpleRNN(5, return_sequences=True)
model = keras.Model(a, rnn(rnn(a)))
model.summary()
