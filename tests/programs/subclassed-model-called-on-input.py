from tensorflow.keras import Input, Model, layers


class Encoder(Model):
    def __init__(self):
        super().__init__()
        self.rnn = layers.SimpleRNN(4, return_sequences=True, return_state=True)

    def call(self, x):
        sequence, state = self.rnn(x)
        return sequence, state


encoder = Encoder()
inputs = Input((5, 2))
sequence, state = encoder(inputs)
model = Model(inputs, layers.Dense(3)(state))
model.summary()
print(encoder.count_params())
