# A stateful LSTM goes on where its last call ended, until its states are reset.
import keras
import numpy as np
from keras import layers

model = keras.Sequential([
    keras.Input(batch_shape=(2, 4, 3)),
    layers.LSTM(5, stateful=True, name="memory"),
])
chunk = np.ones((2, 4, 3))
print("first call: ", model(chunk)[0])
print("second call:", model(chunk)[0])
model.get_layer("memory").reset_state()
print("after reset:", model(chunk)[0])
