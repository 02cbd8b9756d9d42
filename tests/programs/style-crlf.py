# lines that end in CR LF
import keras
from keras import layers

inputs = keras.Input(
    (10, 20),
)
x = layers.SimpleRNN(32, return_sequences=True)(inputs)
model = keras.Model(inputs, layers.TimeDistributed(layers.Dense(16))(x))
model.summary()
print("""two
lines""")
