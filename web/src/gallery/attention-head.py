# A custom head that weighs the steps before it sums them: open its card to see the ops inside.
import keras
from keras import layers, ops


class AttentionPooling(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.score = layers.Dense(units, activation="tanh")
        self.weigh = layers.Dense(1)

    def call(self, inputs):
        scores = self.weigh(self.score(inputs))
        weights = ops.softmax(scores, axis=1)
        return ops.sum(weights * inputs, axis=1)


inputs = keras.Input(shape=(10, 8))
x = layers.LSTM(16, return_sequences=True)(inputs)
x = AttentionPooling(12, name="head")(x)
outputs = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.summary()
