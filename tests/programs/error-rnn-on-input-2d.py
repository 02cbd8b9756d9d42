import keras
from keras.layers import Dense, SimpleRNN

model = keras.Sequential([
    keras.Input((20,)),
    SimpleRNN(
        8,
        activation="tanh",
    ),
    Dense(2),
])
