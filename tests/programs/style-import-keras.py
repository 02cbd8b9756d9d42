import keras
from keras import layers
import numpy as np

# everything from standalone keras, names as keyword arguments
x_in = keras.Input((12, 4), name="signal")
rnn_out = layers.SimpleRNN(9, return_sequences=True, name="reader")(x_in)
logits = layers.Dense(3, name="logits")(rnn_out)
tagger = keras.Model(x_in, logits, name="tagger")
tagger.summary()
print(tagger.output_shape, tagger.input_shape)
print(tagger(np.ones((1, 12, 4))).shape)
