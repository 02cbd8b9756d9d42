import keras
from keras import layers

inputs = keras.Input((None, 1000))
x = layers.SimpleRNN(1500, return_sequences=True)(inputs)
x = layers.TimeDistributed(layers.Dense(1024))(x)
x = layers.Dense(1024, use_bias=False)(x)
model = keras.Model(inputs, x)
model.summary()
small = keras.Sequential([keras.Input((4,)), layers.Dense(51, use_bias=False), layers.Dense(1)])
small.summary()
edge = keras.Sequential([keras.Input((16,)), layers.Dense(16, use_bias=False)])
edge.summary()
million = keras.Sequential([keras.Input((512,)), layers.Dense(512, use_bias=False)])
million.summary()
