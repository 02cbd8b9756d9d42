from keras.models import Sequential
from keras.layers import SimpleRNN, Dense
import keras, numpy as np

widths = (14, 10, 6)
model = Sequential()
model.add(keras.Input(shape=(9, 3)))
for k in range(len(widths)):
    last = k == len(widths) - 1
    model.add(SimpleRNN(widths[k], return_sequences=not last))
model.add(Dense(2))
model.summary()
print(model.predict(np.random.rand(4, 9, 3), verbose=0).shape)
