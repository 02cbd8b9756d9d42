# Names and class names wider than the column: words wrap, a word that fits no line is cut with an ellipsis.
import keras
from keras import layers


class LayerWithAClassNameOfFortyCharacters(layers.Layer):
    def call(self, x):
        return x


class MeanOverAllTimeSteps(layers.Layer):
    def call(self, x):
        return keras.ops.mean(x, axis=1)


inputs = keras.Input((10, 20), name="a_sequence_of_ten_measurements_of_twenty")
x = layers.SimpleRNN(8, return_sequences=True, name="exactly_nineteen_ch")(inputs)
x = layers.SimpleRNN(8, return_sequences=True, name="exactly_twenty_chars")(x)
x = layers.TimeDistributed(layers.Dense(4), name="per_step")(x)
x = layers.TimeDistributed(layers.Dense(4), name="the_same_dense_layer_at_each_step")(x)
x = LayerWithAClassNameOfFortyCharacters()(x)
x = LayerWithAClassNameOfFortyCharacters(name="short")(x)
x = MeanOverAllTimeSteps()(x)
x = layers.Dense(3, name="thirty_one_characters_in_a_name")(x)
x = layers.Dense(3, name="thirty_two_characters_in_a_name_")(x)
model = keras.Model(inputs, x, name="a_model_with_a_name_that_is_longer_than_the_eighty_columns_of_the_console_it_is_printed_on")
model.summary()
