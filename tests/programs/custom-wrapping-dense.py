import keras
from keras import layers


class Head(layers.Layer):
    def __init__(self, hidden, out, **kwargs):
        super().__init__(**kwargs)
        self.hidden = layers.Dense(hidden, activation="relu")
        self.out = layers.Dense(out)

    def call(self, x):
        return self.out(self.hidden(x))


inputs = keras.Input((6, 3))
h = layers.SimpleRNN(5, return_sequences=True)(inputs)
model = keras.Model(inputs, Head(4, 2, name="head")(h))
model.summary()
print([w.path for w in model.weights])
