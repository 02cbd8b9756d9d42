import keras
from keras import layers

model = keras.Sequential([layers.SimpleRNN(6, return_sequences=True), layers.Dense(3)])
model.summary()
print(model.built)
model.build((None, 5, 2))
model.summary()
print(model.built, model.count_params())
