# A small network of convolutions looks at each frame alone; an LSTM reads what it saw in order.
import keras
from keras import layers

steps, size, classes = 8, 16, 4

model = keras.Sequential([
    keras.Input(shape=(steps, size, size, 3)),
    layers.TimeDistributed(layers.Conv2D(8, kernel_size=3, activation="relu")),
    layers.TimeDistributed(layers.MaxPooling2D(2)),
    layers.TimeDistributed(layers.Flatten()),
    layers.LSTM(32),
    layers.Dense(classes, activation="softmax"),
])
model.summary()
