# The states of one model carried into a second: an encoder for reuse, and a decoder that takes them.
import keras
from keras import layers

features, units = 6, 20

series = keras.Input(shape=(12, features), name="series")
_, h, c = layers.LSTM(units, return_state=True, name="reader")(series)
encoder = keras.Model(series, [h, c], name="encoder")

start = keras.Input(shape=(4, features), name="start")
h_in = keras.Input(shape=(units,), name="h_in")
c_in = keras.Input(shape=(units,), name="c_in")
steps = layers.LSTM(units, return_sequences=True, name="writer")(start, initial_state=[h_in, c_in])
decoder = keras.Model([start, h_in, c_in], layers.Dense(features)(steps), name="decoder")

past = keras.Input(shape=(12, features), name="past")
first = keras.Input(shape=(4, features), name="first")
forecast = decoder([first, *encoder(past)])
model = keras.Model([past, first], forecast, name="forecaster")
model.summary()
