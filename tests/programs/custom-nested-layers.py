# A custom layer made of a custom layer and an RNN; the same one used twice.
import keras
import tensorflow as tf
from tensorflow.keras import layers


class MeanOverTime(layers.Layer):
    def call(self, inputs):
        return tf.reduce_mean(inputs, axis=1)


class Encoder(layers.Layer):
    def __init__(self, units, **kwargs):
        super(Encoder, self).__init__(**kwargs)
        self.rnn = layers.SimpleRNN(units, return_sequences=True)
        self.mean = MeanOverTime()
        self.dense = layers.TimeDistributed(layers.Dense(units, activation="tanh"))

    def call(self, inputs):
        return self.mean(self.dense(self.rnn(inputs)))


encoder = Encoder(4)
a, b = keras.Input((6, 2), name="a"), keras.Input((None, 2), name="b")
similarity = tf.keras.layers.Dense(1)(encoder(a) * encoder(b))
model = keras.Model([a, b], similarity)
model.summary()
print([w.path for w in model.weights])
