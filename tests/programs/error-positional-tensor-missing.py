from tensorflow.keras.layers import Dense, Input, SimpleRNN

x = Input((4, 3))
h = SimpleRNN(5)()
