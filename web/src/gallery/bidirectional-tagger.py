# A tag for every word: an LSTM in both directions, then a Dense at each step.
import keras
from keras import layers

vocabulary, tags = 1000, 9

words = keras.Input(shape=(None,), dtype="int32", name="words")
x = layers.Embedding(vocabulary, 32, mask_zero=True)(words)
x = layers.Bidirectional(layers.LSTM(24, return_sequences=True))(x)
tag = layers.TimeDistributed(layers.Dense(tags, activation="softmax"), name="tag")(x)
model = keras.Model(words, tag)
model.summary()
