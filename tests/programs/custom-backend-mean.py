from tensorflow.keras import backend as K
from tensorflow.keras import layers, models


class Average(layers.Layer):
    def __init__(self, axis=1):
        super().__init__()
        self.axis = axis

    def call(self, inputs):
        return K.mean(inputs, axis=self.axis)


model = models.Sequential()
model.add(layers.Input(shape=(10, 20)))
model.add(layers.SimpleRNN(32, return_sequences=True))
model.add(Average())
model.summary()
