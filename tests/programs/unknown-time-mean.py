import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Layer, Input, SimpleRNN
from tensorflow.keras.models import Model


class AverageSteps(Layer):
    def __init__(self, **kwargs):
        super(AverageSteps, self).__init__(**kwargs)

    def call(self, inputs):
        return tf.reduce_mean(inputs, axis=1, keepdims=True)


sequence_input = Input(batch_size=4, shape=(None, 3))
seq = SimpleRNN(5, return_sequences=True)(sequence_input)
avg = AverageSteps(name="average")(seq)
model = Model(sequence_input, avg)
model.summary()
print(model(np.random.rand(4, 6, 3)).shape)
