import numpy as np
import keras
from keras import layers

spec = [("rnn", 12), ("rnn", 8), ("dense", 6), ("td", 4), ("last", 3)]
makers = {
    "rnn": lambda n: layers.SimpleRNN(n, return_sequences=True),
    "dense": lambda n: layers.Dense(n, activation="relu"),
    "td": lambda n: layers.TimeDistributed(layers.Dense(n)),
    "last": lambda n: layers.SimpleRNN(n),
}
stack = []
while spec:
    kind, n = spec.pop(0)
    stack.append(makers[kind](n))

x = inputs = keras.Input((7, 2))
for depth, layer in enumerate(stack, start=1):
    x = layer(x)
    print(depth, layer.name, x.shape)
model = keras.Model(inputs, x)
model.summary()
