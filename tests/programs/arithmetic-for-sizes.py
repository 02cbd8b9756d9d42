# Sizes that are computed.
import math
import keras
from keras import layers

seconds, rate, hop = 2.5, 16, 4
steps = int(seconds * rate) // hop
features = len("abcdef") + sum([1, 2, 3]) - max(4, 2) + min(7, 9) % 5
hidden = 2 ** 4 if features > 5 else 8
classes = round(math.sqrt(hidden)) + divmod(17, 5)[1]
half, rest = divmod(hidden, 2)
print(steps, features, hidden, classes, half, rest, math.ceil(steps / 3), abs(-3), int("12"), bool(rest), str(steps) + "!")

x = keras.Input((steps, features))
h = layers.SimpleRNN(hidden + half, return_sequences=True)(x)
print(h.shape[-1] // 2, h.shape[1] * 2)
h = layers.SimpleRNN(h.shape[-1] // 2, return_sequences=classes > 3 and not rest)(h)
y = layers.TimeDistributed(layers.Dense(classes))(h)
model = keras.Model(x, y)
model.summary()
for a, b in zip(model.layers[:-1], model.layers[1:]):
    print(f"{a.name} -> {b.name}: {a.output.shape[1:]}")
total = 0
for i, layer in enumerate(model.layers):
    total += layer.count_params()
    print(f"{i:>2} {layer.__class__.__name__:<16}{layer.count_params():>8,}{total / model.count_params():>8.1%}")
