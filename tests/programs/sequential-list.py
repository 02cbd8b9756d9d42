import keras
from keras.layers import Dense, SimpleRNN

model = keras.Sequential([
    keras.Input((10, 20)),
    SimpleRNN(32),
    Dense(16),
])
model.summary()
print(model.output_shape)
