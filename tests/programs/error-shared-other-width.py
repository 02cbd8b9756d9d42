import keras
from keras import layers

a, b = keras.Input((4, 3)), keras.Input((4, 5))
score = layers.Dense(2, name="score")
left = score(a)
right = score(b)
