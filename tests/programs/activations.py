import keras
import tensorflow as tf
from keras import layers

inp = keras.Input((5, 4))
a = layers.SimpleRNN(6, activation="relu", return_sequences=True)(inp)
b = layers.SimpleRNN(6, activation=keras.activations.sigmoid, return_sequences=True)(a)
c = layers.SimpleRNN(6, activation=None, return_sequences=True, use_bias=False)(b)
d = layers.Dense(5, activation=tf.nn.relu)(c)
e = layers.Dense(4, tf.nn.tanh)(d)
f = layers.Dense(3, activation="softmax", use_bias=False)(e)
model = keras.Model(inp, f)
model.summary()
