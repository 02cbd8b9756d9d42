import numpy as np
import keras
from keras import layers

inputs = keras.Input(shape=(10, 20))
x = layers.SimpleRNN(32, return_sequences=True)(inputs)
model = keras.Model(inputs, layers.Dense(16)(x))
print(inputs)
print(x.shape, x.dtype, type(x.shape))
print(model, model.layers[1], sep="\n")
print(model.input_shape, model.output_shape, end=" <- shapes\n")
print([l.name for l in model.layers], len(model.weights), len(model.trainable_weights))
for w in model.weights:
    print(f"{w.path:<45} {w.name:>16} {str(tuple(w.shape)):>10}")
print(model.layers[1].output.shape, model.get_layer("dense").input.shape, model.get_layer(index=1).units)
print("params: {:,} of {total:>6}".format(model.count_params(), total=2224))
print("%d layers, %.1f%% of them recurrent, %s" % (len(model.layers), 100 / 3, model.name))
y = model(np.random.rand(2, 10, 20))
print(y.shape, y.shape[1:], tuple(y.shape), y.shape[0] * y.shape[1], y.numpy().shape, y.numpy().ndim)
print(f"{x.shape=} {len(model.layers)=}")
print("-" * 20, "é ü 漢字", True, None, 1e-3, 10 ** 6, 7 // 2, -7 // 2, 7 % 3, 2.0, [1, "a", (2,)], {"k": 1.5}, sep=" | ")
