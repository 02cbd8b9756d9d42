import keras
from keras import layers

inputs = keras.Input((6, 8))
a = layers.SimpleRNN(8, return_sequences=True)(inputs)
b = a + inputs
c = layers.SimpleRNN(8, return_sequences=True)(b)
d = c + b
e = d[:, -1, :] * 0.5
model = keras.Model(inputs, layers.Dense(2)(e))
model.summary()
for op in model.operations:
    print(op.name)
print([layer.name for layer in model.layers])
