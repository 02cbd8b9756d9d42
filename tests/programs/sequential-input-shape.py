from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, SimpleRNN, TimeDistributed

model = Sequential(name="labels")
model.add(SimpleRNN(5, input_shape=(4, 3), return_sequences=True))
model.add(TimeDistributed(Dense(2), name="per_step"))
model.summary()
print(model.input_shape, "->", model.output_shape)
