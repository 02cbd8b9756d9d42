import keras
from keras import Sequential, layers
from keras.models import Sequential as S

body = [layers.SimpleRNN(4, return_sequences=True), layers.TimeDistributed(layers.Dense(3)), layers.Dense(2)]
a = Sequential([keras.Input((5, 2)), *body])
b = S(layers=[layers.SimpleRNN(4, input_shape=(5, 2)), layers.Dense(2)], name="b")
c = Sequential()
for layer in [keras.Input(shape=(5, 2)), layers.SimpleRNN(4), layers.Dense(3)]:
    c.add(layer)
c.add(layers.Dense(1, name="last"))
c.pop()
d = Sequential([keras.Input((5, 2))] + [layers.SimpleRNN(n, return_sequences=True) for n in (6, 5)])
for m in (a, b, c, d):
    m.summary()
    print(m.name, m.input_shape, m.output_shape, [layer.name for layer in m.layers])
x = keras.Input((5, 2))
whole = keras.Model(x, a(x))
whole.summary()
print(whole.name)
