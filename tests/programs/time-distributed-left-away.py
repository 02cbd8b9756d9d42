# Dense works on the last axis, so it does the same at each step without TimeDistributed.
import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN
from tensorflow.keras.models import Model

sequence = Input(shape=(10, 20))
states = SimpleRNN(32, return_sequences=True)(sequence)
scores = Dense(16)(states)
model = Model(inputs=sequence, outputs=scores)
model.summary()
print(f"Output shape: {model(np.random.rand(2, 10, 20)).shape}")
