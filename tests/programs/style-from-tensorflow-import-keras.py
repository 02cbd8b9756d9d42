#!/usr/bin/env python3
# -*- coding: utf-8 -*-
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np

time_steps = 15; channels = 1
hidden = 4 * 4          # sixteen
n_out = hidden // 2 - 3 # five

eingabe = keras.Input(shape=(time_steps, channels))
schritte = layers.SimpleRNN(hidden,
                            activation="tanh",
                            return_sequences=True)(eingabe)
ausgabe = layers.TimeDistributed(
    layers.Dense(n_out)
)(schritte)
modell = keras.Model(inputs=[eingabe], outputs=[ausgabe])
modell.summary()
ergebnis = modell.predict(np.random.rand(2, time_steps, channels), verbose=0)
print(f"Größe → {ergebnis.shape}")
