import keras
from keras import layers

model = keras.Sequential([layers.SimpleRNN(4), layers.Dense(2)])
print(model.count_params())
