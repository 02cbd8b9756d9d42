# The title line is text of its own: it wraps at the console's 80 columns, not at the table's 76.
from keras import Input, Sequential, layers

for length in (30, 71, 72, 73, 78, 79, 160):
    model = Sequential([Input((3, 2)), layers.SimpleRNN(2)], name=("abcdefghij" * 16)[:length])
    model.summary()
model = Sequential([Input((3, 2)), layers.SimpleRNN(2)], name="two words")
model.summary()
