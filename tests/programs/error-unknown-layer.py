from tensorflow.keras import layers

inputs = layers.Input(shape=(5, 2))
x = layers.SimpelRNN(4)(inputs)
