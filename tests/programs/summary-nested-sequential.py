from keras import Input, Sequential
from keras.layers import Dense, SimpleRNN, TimeDistributed

body = Sequential([Input((None, 4)), SimpleRNN(6, return_sequences=True)])
head = Sequential([TimeDistributed(Dense(3)), Dense(2)])
model = Sequential([body, head])
model.summary()
print(model.name, [m.name for m in model.layers])
