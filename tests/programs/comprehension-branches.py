import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

inputs = [keras.Input(shape=(5, n), name=f"in_{n}") for n in (2, 3, 4)]
states = [layers.SimpleRNN(6, return_sequences=True)(t) for t in inputs]
total = states[0]
for s in states[1:]:
    total = total + s
scores = {name: layers.Dense(k, name=name)(total) for name, k in zip(["low", "high"], [2, 3])}
model = keras.Model(inputs, list(scores.values()))
model.summary()
outputs = model([np.ones((2, 5, n)) for n in (2, 3, 4)])
for name, y in zip(scores, outputs):
    print(f"{name:>5}: {y.shape}")
