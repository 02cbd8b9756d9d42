# "Connected to" counts the calls that a layer ever had, also those outside the model and those that add() repeats.
import keras
from keras import layers

a = keras.Input((4, 3), name="a")
dense = layers.Dense(3)
u = dense(a)
v = dense(u)
w = dense(v)
first = keras.Model(a, layers.Dense(3, name="read")(w) + u)
first.summary()
second = keras.Model(a, layers.Dense(1, name="early")(v))
second.summary()

stack = keras.Sequential()
stack.add(keras.Input((4, 3)))
rnn = layers.SimpleRNN(3, return_sequences=True)
stack.add(rnn)
stack.add(layers.Dense(2))
stack.add(layers.Dense(2))
b = keras.Input((4, 3), name="b")
y = rnn(b)
third = keras.Model(b, y + b)
third.summary()
print(third.name)
