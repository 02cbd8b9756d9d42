"""The per-step question, everything reached through `tf.keras`."""
import numpy as np
import tensorflow as tf

T, F = 7, 3
inp = tf.keras.Input(shape=(T, F))
h = tf.keras.layers.SimpleRNN(units=12, return_sequences=True)(inp)
out = tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(units=5))(h)
net = tf.keras.Model(inputs=inp, outputs=out)
net.summary()

y = net(np.zeros((4, T, F)))
print("y:", y.shape)
