from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense, SimpleRNN


def tower(x, widths):
    """One SimpleRNN per width, the rest of the tower on top of it."""
    if not widths:
        return x
    first, *rest = widths
    return tower(SimpleRNN(first, return_sequences=bool(rest))(x), rest)


def make(shape, *widths, out=1, name=None):
    i = Input(shape)
    return Model(i, Dense(out)(tower(i, widths)), name=name)


model = make((None, 3), 9, 7, 5, out=2, name="tower")
model.summary()
