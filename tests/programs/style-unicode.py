# Größen, 寸法, размеры 🌀 — spans behind these must still be right
import numpy as np
import keras
from keras import layers

größe, σ, 隠れ = 3, 5, 4  # 🧵🧵
текст = "форма → "
入力 = keras.Input((größe, 2)); h = layers.SimpleRNN(隠れ, return_sequences=True)(入力); y = layers.TimeDistributed(layers.Dense(σ))(h)
modèle = keras.Model(入力, y)
modèle.summary()
print("🌀", текст, modèle(np.zeros((1, größe, 2))).shape, "\u00e9", 'it\'s', """three "quoted" words""")
