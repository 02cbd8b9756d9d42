# A layer where a tensor is wanted.
from tensorflow.keras.layers import Dense, Input, SimpleRNN
from tensorflow.keras.models import Model

x = Input((4, 3))
h = SimpleRNN(5)
model = Model(x, Dense(2)(h))
