import keras
from keras import layers


class Mix(layers.Layer):
    """Sum of everything that it is given."""

    def call(self, xs):
        total = xs[0]
        for x in xs[1:]:
            total = total + x
        return total


inputs = keras.Input((4, 6), name="the_one_and_only_input")
branches = [layers.SimpleRNN(3, return_sequences=True, name=f"branch_{i}")(inputs) for i in range(5)]
long = layers.SimpleRNN(3, return_sequences=True, name="a_branch_with_a_longer_name")(inputs)
mixed = Mix()(branches + [long])
model = keras.Model(inputs, layers.TimeDistributed(layers.Dense(2))(mixed))
model.summary()
