# Two LSTMs on top of each other: the lower one returns every step, the upper one its last.
import keras
from keras import layers

steps, features = 20, 8

model = keras.Sequential([
    keras.Input(shape=(steps, features)),
    layers.LSTM(32, return_sequences=True),
    layers.LSTM(16),
    layers.Dense(1),
])
model.summary()
