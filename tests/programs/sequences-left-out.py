# return_sequences forgotten: only the last state, and the per-step layer cannot work on it.
import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN, TimeDistributed
from tensorflow.keras.models import Model

sequence = Input(shape=(10, 20))
states = SimpleRNN(32)(sequence)
scores = TimeDistributed(Dense(16))(states)

model = Model(inputs=sequence, outputs=scores)
model.summary()
print(model(np.random.rand(2, 10, 20)).shape)
