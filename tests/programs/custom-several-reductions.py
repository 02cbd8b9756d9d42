import keras
import tensorflow as tf
from keras import ops
from tensorflow.keras import backend as K
from tensorflow.keras import layers


class MaxOverTime(layers.Layer):
    def call(self, x):
        return tf.reduce_max(x, axis=1)


class SumOverTime(layers.Layer):
    def call(self, inputs):
        return K.sum(inputs, axis=-2)


class MeanMax(layers.Layer):
    def call(self, x):
        return ops.concatenate([ops.mean(x, axis=1), ops.max(x, axis=1)], axis=-1)


class MinKept(layers.Layer):
    def call(self, x):
        return ops.min(x, axis=1, keepdims=True)


i = keras.Input((8, 3))
h = layers.SimpleRNN(5, return_sequences=True)(i)
outs = [cls()(h) for cls in (MaxOverTime, SumOverTime, MeanMax, MinKept)]
model = keras.Model(i, outs)
model.summary()
for t in outs:
    print(t.shape)
