from tensorflow.keras.layers import Dense, Input, SimpleRNN
from tensorflow.keras.models import Model

sequence = Input(shape=(10, 20))
first = SimpleRNN(32)(sequence)
second = SimpleRNN(16)(first)
model = Model(sequence, Dense(4)(second))
