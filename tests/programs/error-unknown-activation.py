from keras import Input, layers

x = Input((4, 3))
y = layers.Dense(2, activation="rellu")(x)
