import numpy as np
import keras

steps,features,units=10,20,32
(inputs:=keras.layers.Input(shape=[steps,features]))
x=keras.layers.SimpleRNN(
  units , # hidden size
  return_sequences=(
    True
  ),
)(
  inputs
)
outputs = keras.layers.TimeDistributed(keras.layers.Dense(16)) \
    (x)
model = keras.models.Model(
    inputs  = inputs,
    outputs = outputs,
); model.summary()
print(f"{model.output_shape!r:>20}|{model.count_params():,}|{3.14159:.2f}|{steps:03d}|{'mid':^7}|")
