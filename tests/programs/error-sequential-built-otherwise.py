# The inner model's input shape has fixed the outer one's.
from keras import Input, Sequential
from keras.layers import Dense, SimpleRNN, TimeDistributed

body = Sequential([Input((None, 4)), SimpleRNN(6, return_sequences=True)])
head = Sequential([TimeDistributed(Dense(3)), Dense(2)])
model = Sequential([body, head])
model.build((None, 8, 4))
