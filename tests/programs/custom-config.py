import keras
from keras import layers, ops


class Power(layers.Layer):
    def __init__(self, exponent=2.0, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.exponent = float(exponent)
        self.axis = axis

    def call(self, x):
        return ops.sum(x ** self.exponent, axis=self.axis)

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        del shape[self.axis]
        return tuple(shape)

    def get_config(self):
        return {**super().get_config(), "exponent": self.exponent, "axis": self.axis}


first = Power(3, name="cubes")
config = first.get_config()
print(config["name"], config["exponent"], config["axis"])
second = Power.from_config({"name": "squares", "exponent": 2, "axis": 1})
i = keras.Input((5, 4))
h = layers.SimpleRNN(3, return_sequences=True)(i)
model = keras.Model(i, [first(h), second(h)])
model.summary()
print(layers.Dense(4, activation="relu").get_config()["units"], layers.SimpleRNN(3).get_config()["return_sequences"])
