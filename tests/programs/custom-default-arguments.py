# add_weight in both spellings, defaults, class attributes, a method of its own, a property.
import keras
from keras import layers, ops


class Gate(layers.Layer):
    floor = 0.1

    def __init__(self, scale=2, *, bias=True, **kwargs):
        super().__init__(**kwargs)
        self.scale, self.use_bias = scale, bias

    def build(self, input_shape):
        features = input_shape[-1]
        self.w = self.add_weight((features, features))
        if self.use_bias:
            self.b = self.add_weight(shape=[features], initializer=keras.initializers.Constant(0.5), name="offset")

    @property
    def factor(self):
        return self.scale / 2

    def _gate(self, x):
        y = x @ self.w
        return ops.sigmoid(y + self.b if self.use_bias else y)

    def call(self, x):
        g = self._gate(x)
        return g * x * self.factor + (1 - g) * self.floor


inputs = keras.Input((None, 4))
x = layers.SimpleRNN(4, return_sequences=True)(inputs)
x = Gate()(x)
x = Gate(3, bias=False, name="no_bias")(x)
model = keras.Model(inputs, x)
model.summary()
print([tuple(w.shape) for w in model.weights])
