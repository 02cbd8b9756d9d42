import keras
import tensorflow as tf
from keras import layers

spellings = [
    keras.Input((4, 3)),
    keras.Input(shape=[4, 3]),
    keras.layers.Input(shape=(4, 3), name="named"),
    tf.keras.Input(shape=(4, 3), dtype="float32"),
    tf.keras.layers.Input((4, 3), batch_size=2),
    keras.Input(batch_shape=(2, 4, 3)),
    keras.Input(batch_shape=(None, None, 3)),
    keras.Input((None, 3)),
]
for t in spellings:
    y = layers.SimpleRNN(2, return_sequences=True)(t)
    print(t.name, t.shape, "->", y.shape)
model = keras.Sequential([layers.InputLayer(shape=(4, 3)), layers.SimpleRNN(2)])
model.summary()
batched = keras.Model(spellings[5], layers.SimpleRNN(3)(spellings[5]))
batched.summary()
