import numpy as np
import tensorflow as tf


class Tagger(tf.keras.Model):
    def __init__(self, units, classes):
        super().__init__()
        self.rnn = tf.keras.layers.SimpleRNN(units, return_sequences=True)
        self.head = tf.keras.layers.Dense(classes)

    def call(self, x):
        return self.head(self.rnn(x))


tagger = Tagger(6, 3)
y = tagger(np.random.rand(2, 7, 4))
print(y.shape)
tagger.summary()
