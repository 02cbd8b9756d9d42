import keras
from keras import layers


class Statistics(layers.Layer):
    def call(self, x):
        return {"mean": keras.ops.mean(x, axis=1), "largest": keras.ops.max(x, axis=1)}


class Halves(layers.Layer):
    def call(self, x):
        n = x.shape[-1] // 2
        return x[..., :n], x[..., n:]


inputs = keras.Input((5, 4))
h = layers.SimpleRNN(6, return_sequences=True)(inputs)
stats = Statistics()(h)
left, right = Halves()(h)
model = keras.Model(inputs, {"mean": stats["mean"], "most": stats["largest"], "left": left, "right": right})
model.summary()
print(model.output_shape)
