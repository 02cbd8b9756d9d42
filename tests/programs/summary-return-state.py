import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

x = keras.Input((5, 3))
sequence, state = layers.SimpleRNN(4, return_sequences=True, return_state=True)(x)
last, again = layers.SimpleRNN(7, return_state=True, name="second")(sequence)
model = keras.Model(x, [sequence, state, last, again])
model.summary()
print(model.output_shape)
print([tuple(t.shape) for t in model(np.random.rand(2, 5, 3))])
