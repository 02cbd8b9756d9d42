import keras
from keras import layers


class Scale(layers.Layer):
    def build(self, input_shape):
        self.gain = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="gain")
        self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False, name="steps")

    def call(self, x):
        return x * self.gain


inputs = keras.Input((5, 3))
rnn = layers.SimpleRNN(4, return_sequences=True)
rnn.trainable = False
model = keras.Model(inputs, layers.Dense(2)(Scale()(rnn(inputs))))
model.summary()
model.summary(show_trainable=True)
model.trainable = False
model.summary()
