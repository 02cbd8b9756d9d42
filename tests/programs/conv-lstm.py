# Frames of a film: ConvLSTM2D keeps rows and columns, and carries a picture as its state.
import keras
from keras import layers

size, filters, classes = 8, 6, 5

film = keras.Input(shape=(None, size, size, 1), name="film")
moving = layers.ConvLSTM2D(filters, kernel_size=3, padding="same", return_sequences=True)(film)
last = layers.ConvLSTM2D(4, kernel_size=3)(moving)
flat = layers.Flatten()(last)
scores = layers.Dense(classes, activation="softmax", name="scores")(flat)

model = keras.Model(film, scores)
model.summary()
