# A cell of one's own in RNN: any layer with `state_size` and `call(inputs, states)` will do.
import keras
from keras import layers, ops


class LeakyCell(layers.Layer):
    def __init__(self, units, leak=0.5, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.leak = leak
        self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, self.units), name="recurrent_kernel"
        )

    def call(self, inputs, states):
        before = states[0]
        candidate = ops.tanh(
            ops.matmul(inputs, self.kernel) + ops.matmul(before, self.recurrent_kernel)
        )
        after = (1 - self.leak) * before + self.leak * candidate
        return after, [after]


inputs = keras.Input(shape=(10, 4))
x = layers.RNN(LeakyCell(16), return_sequences=True, name="leaky")(inputs)
outputs = layers.Dense(3)(x)
model = keras.Model(inputs, outputs)
model.summary()
