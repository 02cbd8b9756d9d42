import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN
from tensorflow.keras.models import Model

sequence = Input(shape=(10, 20))
model = Model(sequence, Dense(16)(SimpleRNN(32)(sequence)))
print(model.output_shape)
result = model(np.random.rand(10, 20))
print(result.shape)
