import numpy as np
import keras

i = keras.Input(shape=(5, 3), batch_size=None, dtype="float32", name="series")
h = keras.layers.SimpleRNN(units=4, activation="tanh", use_bias=True, kernel_initializer="glorot_uniform",
                           recurrent_initializer="orthogonal", bias_initializer="zeros", return_sequences=True,
                           return_state=False, go_backwards=False, stateful=False, unroll=False, dropout=0.0,
                           recurrent_dropout=0.0, name="states")(inputs=i) if False else \
    keras.layers.SimpleRNN(units=4, activation="tanh", use_bias=True, kernel_initializer="he_normal",
                           bias_initializer="ones", return_sequences=True, unroll=True, name="states")(i)
o = keras.layers.TimeDistributed(layer=keras.layers.Dense(units=2, activation="linear", use_bias=False), name="out")(h)
model = keras.Model(inputs=i, outputs=o, name="spelled_out")
model.summary()
print(model.predict(x=np.zeros((3, 5, 3)), verbose=0).shape)
