import keras
import tensorflow as tf
from keras import layers


class TimeMean(layers.Layer):
    def call(self, x):
        total = tf.reduce_sum(x, axis=1)
        return tf.reduce_mean(total, axis=2)


def build():
    inputs = keras.Input((10, 3))
    x = layers.SimpleRNN(4, return_sequences=True)(inputs)
    x = TimeMean()(x)
    return keras.Model(inputs, x)


model = build()
