# return_sequences forgotten before an average over axis 1: it averages the features.
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.layers import Input, SimpleRNN
from tensorflow.keras.models import Model


class TimeAverage(layers.Layer):
    def call(self, inputs):
        return tf.reduce_mean(inputs, axis=1)


inputs = Input(shape=(10, 20))
x = SimpleRNN(32)(inputs)
x = TimeAverage()(x)
model = Model(inputs, x)
model.summary()
print(model(np.random.rand(2, 10, 20)).shape)
