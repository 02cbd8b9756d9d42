import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model, Input


class AttentionPooling(layers.Layer):
    def __init__(self, units, **kwargs):
        super(AttentionPooling, self).__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.W = self.add_weight(name="W", shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(self.units,), initializer="zeros")
        self.v = self.add_weight(name="v", shape=(self.units, 1), initializer="glorot_uniform")
        super().build(input_shape)

    def call(self, states):
        score = tf.matmul(tf.tanh(tf.matmul(states, self.W) + self.b), self.v)
        alpha = tf.nn.softmax(score, axis=1)
        return tf.reduce_sum(alpha * states, axis=1)

    def get_config(self):
        config = super().get_config()
        config.update({"units": self.units})
        return config


inputs = Input(shape=(10, 4))
states = layers.SimpleRNN(6, return_sequences=True)(inputs)
context = AttentionPooling(5)(states)
model = Model(inputs, layers.Dense(3, activation="softmax")(context))
model.summary()
print(model(np.random.rand(2, 10, 4)).shape)
