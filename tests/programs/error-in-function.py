import keras
from keras import layers


def encoder(x, width):
    x = layers.SimpleRNN(width)(x)
    return layers.TimeDistributed(
        layers.Dense(width),
    )(x)


inputs = keras.Input(shape=(8, 4))
outputs = encoder(
    inputs,
    width=3,
)
