from tensorflow.keras import layers

inputs = layers.Input(shape=(5, 2))
x = layers.SimpleRNN(4, return_sequence=True)(inputs)
