import keras
import numpy as np
from keras import layers

encoder_in = keras.Input((7, 3))
encoder_out = layers.Dense(6)(layers.SimpleRNN(5, return_sequences=True)(encoder_in))
encoder = keras.Model(encoder_in, encoder_out, name="encoder")

head = keras.Sequential([layers.SimpleRNN(4), layers.Dense(2)], name="head")

inputs = keras.Input((7, 3))
model = keras.Model(inputs, head(encoder(inputs)), name="whole")
model.summary()
encoder.summary()
head.summary()
model.summary(expand_nested=True)
print(model(np.ones((2, 7, 3))).shape)
