from tensorflow.keras.layers import Input, SimpleRNN, TimeDistributedDense

x = Input((4, 3))
