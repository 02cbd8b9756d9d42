# The forward pass of a hidden Markov model as a cell in RNN: the belief in each hidden state, step by step.
import keras
from keras import layers, ops

symbols, hidden = 10, 4


class ForwardCell(layers.Layer):
    def __init__(self, hidden, **kwargs):
        super().__init__(**kwargs)
        self.hidden = hidden
        self.state_size = hidden
        self.output_size = hidden

    def build(self, input_shape):
        self.transition = self.add_weight(shape=(self.hidden, self.hidden), name="transition")
        self.emission = self.add_weight(shape=(self.hidden, input_shape[-1]), name="emission")

    def get_initial_state(self, batch_size=None):
        return [ops.ones((batch_size, self.hidden)) / self.hidden]

    def call(self, observed, states):
        predicted = ops.matmul(states[0], ops.softmax(self.transition, axis=-1))
        likelihood = ops.matmul(observed, ops.transpose(ops.softmax(self.emission, axis=-1)))
        joint = predicted * likelihood
        belief = joint / ops.sum(joint, axis=-1, keepdims=True)
        return belief, [belief]


words = keras.Input(shape=(12,), dtype="int32", name="words")
observed = ops.one_hot(words, symbols)
belief = layers.RNN(ForwardCell(hidden), return_sequences=True, name="forward")(observed)
model = keras.Model(words, belief)
model.summary()
