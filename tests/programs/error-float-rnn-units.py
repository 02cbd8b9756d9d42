from tensorflow.keras.layers import Input, SimpleRNN

width = 25
x = Input((6, 2))
h = SimpleRNN(width / 2)(x)
