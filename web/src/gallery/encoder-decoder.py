# An encoder hands its last states to a decoder, which begins from them.
import keras
from keras import layers

source_size, target_size, units = 40, 50, 64

source = keras.Input(shape=(None, source_size), name="source")
encoded, state_h, state_c = layers.LSTM(units, return_state=True, name="encoder")(source)

target = keras.Input(shape=(None, target_size), name="target")
decoded = layers.LSTM(units, return_sequences=True, name="decoder")(
    target, initial_state=[state_h, state_c]
)
output = layers.Dense(target_size, activation="softmax", name="next")(decoded)

model = keras.Model([source, target], output)
model.summary()
