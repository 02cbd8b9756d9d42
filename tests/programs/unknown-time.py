import numpy as np
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense, SimpleRNN, TimeDistributed

tokens = Input(shape=(None, 8))
h = SimpleRNN(11, return_sequences=True)(tokens)
y = TimeDistributed(Dense(3))(h)
model = Model(tokens, y)
model.summary()
for n in (1, 4):
    print(n, model(np.ones((2, n, 8))).shape)
