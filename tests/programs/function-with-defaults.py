import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


def per_step(width, *, activation=None):
    """A Dense at every step."""
    return layers.TimeDistributed(layers.Dense(width, activation=activation))


def build_model(steps=10, features=20, units=32, classes=16, **rnn_options):
    def recurrent(n, **options):
        return layers.SimpleRNN(n, **options)

    inputs = keras.Input(shape=(steps, features))
    x = recurrent(units, return_sequences=True, **rnn_options)(inputs)
    outputs = per_step(classes, activation="softmax")(x)
    return keras.Model(inputs=inputs, outputs=outputs)


small = build_model(features=4, units=6, classes=3, use_bias=False)
small.summary()
large = build_model(12)
large.summary()
print(small(np.random.rand(2, 10, 4)).shape, large(np.random.rand(2, 12, 20)).shape)
