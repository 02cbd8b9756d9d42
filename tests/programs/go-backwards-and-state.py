import keras
import numpy as np
from keras import layers

x = keras.Input((6, 3))
forward = layers.SimpleRNN(4, return_sequences=True)(x)
backward = layers.SimpleRNN(4, return_sequences=True, go_backwards=True)(x)
both = forward + backward
sequence, state = layers.SimpleRNN(5, return_sequences=True, return_state=True)(both)
again = layers.SimpleRNN(5, return_sequences=True)(sequence, initial_state=state)
model = keras.Model(x, [again, state])
model.summary()
a, s = model.predict(np.random.rand(2, 6, 3), verbose=0)
print(a.shape, s.shape)
