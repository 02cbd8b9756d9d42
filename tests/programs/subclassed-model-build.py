import keras
from keras import layers


class Classifier(keras.Model):
    def __init__(self, **kwargs):
        super(Classifier, self).__init__(**kwargs)
        self.encoder = layers.SimpleRNN(5, return_sequences=True)
        self.pool = keras.Sequential([layers.TimeDistributed(layers.Dense(4)), layers.SimpleRNN(3)])
        self.out = layers.Dense(2)

    def call(self, inputs, training=False):
        h = self.encoder(inputs)
        return self.out(self.pool(h))


model = Classifier(name="classifier")
model.summary()
model.build((None, 6, 3))
model.summary()
