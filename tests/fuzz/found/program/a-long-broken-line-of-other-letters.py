import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN
from tenst__(self, unit�������������������s, **kwargs):
        super().__init__(**kwargs)
        self.units = uorflow.keras.models import Model

sequence = Input(shape=(10, 20))
model = Model(sequence, Dense(16)(SimpleRNN(32)(sequence)))
result = model(np.random.rand(2, 10, 21))
