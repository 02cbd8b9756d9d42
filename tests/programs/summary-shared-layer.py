import keras
from keras import layers

a = keras.Input((6, 2))
b = keras.Input((9, 2))
encoder = layers.SimpleRNN(5)
score = layers.Dense(3, name="score")
model = keras.Model([a, b], [score(encoder(a)), score(encoder(b))])
model.summary()
print(len(model.layers), model.count_params())
