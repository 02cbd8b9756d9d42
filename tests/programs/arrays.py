# The arrays that people feed.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers

inputs = Input((3, 2))
model = Model(inputs, layers.Dense(4)(layers.SimpleRNN(5, return_sequences=True)(inputs)))
rng = np.random.default_rng(0)
batches = {
    "rand": np.random.rand(2, 3, 2),
    "randn": np.random.randn(2, 3, 2),
    "random": np.random.random((2, 3, 2)),
    "uniform": np.random.uniform(-1, 1, size=(2, 3, 2)),
    "normal": np.random.normal(0.0, 1.0, (2, 3, 2)),
    "randint": np.random.randint(0, 5, size=(2, 3, 2)),
    "generator": rng.standard_normal((2, 3, 2)),
    "zeros": np.zeros((2, 3, 2), dtype=np.float32),
    "full": np.full((2, 3, 2), 0.5),
    "arange": np.arange(12).reshape(2, 3, 2),
    "arange -1": np.arange(12.0).reshape((2, -1, 2)).astype("float32"),
    "list": np.array([[[1, 2], [3, 4], [5, 6]]] * 2),
    "linspace": np.linspace(0, 1, 12).reshape(2, 3, 2),
    "newaxis": np.ones((3, 2))[np.newaxis, ...],
    "expand": np.expand_dims(np.ones((3, 2)), axis=0),
    "stacked": np.stack([np.zeros((3, 2)), np.ones((3, 2))]),
    "joined": np.concatenate([np.zeros((1, 3, 2)), np.ones((1, 3, 2))], axis=0),
    "tf ones": tf.ones((2, 3, 2)),
    "tf normal": tf.random.normal((2, 3, 2)),
    "tf uniform": tf.random.uniform(shape=(2, 3, 2)),
    "tf constant": tf.constant([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]),
}
for name, batch in batches.items():
    print(f"{name:<12} {str(batch.shape):>10} -> {model(batch).shape}")
print(batches["rand"].ndim, batches["rand"].size, batches["arange"].sum(), batches["list"].mean(axis=0).shape, batches["full"].max())
