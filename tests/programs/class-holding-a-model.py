import numpy as np
from keras import Input, Model, layers


class Experiment:
    """Keeps a model and its settings together."""

    units = 6

    def __init__(self, steps, features, classes=3):
        self.steps, self.features = steps, features
        self.model = self._build(classes)

    def _build(self, classes):
        inputs = Input(shape=(self.steps, self.features))
        x = layers.SimpleRNN(self.units, return_sequences=True)(inputs)
        return Model(inputs, layers.TimeDistributed(layers.Dense(classes, activation="softmax"))(x))

    def run(self, batch=2):
        return self.model(np.random.rand(batch, self.steps, self.features))


experiment = Experiment(4, 2)
experiment.model.summary()
print(f"Output shape: {experiment.run().shape}")
