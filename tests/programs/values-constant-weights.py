# Weights set to known numbers, so that the printed values are the same everywhere.
import keras
import numpy as np
from keras import layers

inputs = keras.Input((3, 2))
h = layers.SimpleRNN(2, kernel_initializer="zeros", recurrent_initializer="zeros", bias_initializer="ones", activation="linear",
                     return_sequences=True)(inputs)
y = layers.Dense(1, kernel_initializer="ones", bias_initializer=keras.initializers.Constant(2.0))(h)
model = keras.Model(inputs, y)
out = np.asarray(model.predict(np.ones((1, 3, 2)), verbose=0))
print(out.shape, out.sum(), out[0, 0, 0])
print([w.tolist() for w in layers.Dense(2, kernel_initializer="ones").get_weights()])
print(model.get_weights()[0].shape, len(model.get_weights()))
model.layers[2].set_weights([np.full((2, 1), 3.0), np.zeros(1)])
print(float(model.predict(np.ones((1, 3, 2)), verbose=0)[0, 2, 0]))
