import keras as k
import numpy
from keras import layers as L, ops as O


class Mean(L.Layer):
    def call(self, t):
        return O.mean(t, axis=1)


i = k.Input(shape=(None, 6))
o = Mean()(L.SimpleRNN(10, return_sequences=True)(i))
m = k.Model(i, o)
m.summary()
print("shape = {}".format(m(numpy.random.rand(2, 9, 6)).shape))
