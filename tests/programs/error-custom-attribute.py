import keras
from keras import layers, ops


class Pool(layers.Layer):
    def __init__(self, axis=1):
        super().__init__()
        self.axis = axis

    def call(self, x):
        return ops.mean(x, axis=self.axes)


inputs = keras.Input((10, 3))
x = layers.SimpleRNN(4, return_sequences=True)(inputs)
x = Pool()(x)
