from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Input, SimpleRNN

model = Sequential()
model.add(Input(shape=(10, 20)))
model.add(SimpleRNN(32))
model.add(Dense(16, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
