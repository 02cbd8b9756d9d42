# No model: layers called on arrays.
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

x = tf.ones((3, 8, 5))
rnn = layers.SimpleRNN(4, return_sequences=True, return_state=True)
sequence, state = rnn(x)
print(sequence.shape, state.shape)
scores = layers.TimeDistributed(layers.Dense(2))(sequence)
print(f"{scores.shape}")
dense = layers.Dense(7)
y = dense(np.zeros((2, 3)))
print(y.shape, dense.kernel.shape, dense.count_params(), len(dense.weights))
print(scores.shape[0], scores.shape[-1], len(scores.shape), scores.shape == (3, 8, 2), scores.shape.as_list())
