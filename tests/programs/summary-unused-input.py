import keras
from keras import layers

a, b = keras.Input((4, 2)), keras.Input((4, 2), name="never_used")
model = keras.Model([a, b], layers.SimpleRNN(3)(a))
model.summary()
keras.Sequential(name="empty").summary()
