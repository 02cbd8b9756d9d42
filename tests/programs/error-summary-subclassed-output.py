# A subclassed model has no symbolic output.
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.rnn = layers.SimpleRNN(3)

    def call(self, x):
        return self.rnn(x)


net = Net()
print(net.built)
print(net.output_shape)
