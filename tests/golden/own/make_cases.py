"""Makes cases in the format of tests/golden: random configurations of the layers, and what real Keras answers to them.

    KERAS_BACKEND=torch python3 make_cases.py FAMILY COUNT SEED FILE.json

FAMILY is a key of FAMILIES below. Needs Keras 3.16 and torch; the tests read only the files that it wrote.
"""
import json
import random
import sys

import numpy as np

import keras
from keras import layers
from keras.src import backend

ATOL, RTOL = 2e-5, 1e-4
STOPPING = (layers.RNN, layers.Bidirectional, layers.TimeDistributed)


def tensor(values, name=None, path=None):
    array = np.asarray(backend.convert_to_numpy(values) if backend.is_tensor(values) else values)
    dtype = str(array.dtype)
    if dtype == "bool":
        data = [int(v) for v in array.ravel()]
    elif dtype.startswith("int"):
        data = [int(v) for v in array.ravel()]
    else:
        data = [float(np.format_float_positional(v, unique=True)) for v in array.astype("float32").ravel()]
    described = {"shape": list(array.shape), "dtype": dtype, "data": data}
    return {**({"name": name} if name else {}), **({"path": path} if path else {}), **described}


def set_weights(model, rng):
    values = []
    for weight in model.weights:
        shape = tuple(weight.shape)
        if not str(weight.dtype).startswith("float"):
            values.append(backend.convert_to_numpy(weight))
        elif "variance" in weight.path:
            values.append(np.round(rng.uniform(0.3, 1.9, shape), 3))
        else:
            fan_in = int(np.prod(shape[:-1])) if len(shape) > 1 else 1
            values.append(np.round(rng.normal(size=shape) * 0.4 * min(1.0, (12 / max(fan_in, 1)) ** 0.5), 3))
    model.set_weights(values)


def graph_of(model):
    return model._functional if isinstance(model, keras.Sequential) else model


def operations(model):
    rows = []
    graph = graph_of(model)
    nodes = {id(node) for level in graph._nodes_by_depth.values() for node in level}
    for operation in graph.operations:
        outs = [
            [list(output.shape) for output in node.output_tensors]
            for node in operation._inbound_nodes
            if id(node) in nodes
        ]
        row = {"name": operation.name, "class": type(operation).__name__, "out": outs}
        row["params"] = operation.count_params() if isinstance(operation, layers.Layer) else 0
        if not isinstance(operation, layers.Layer):
            row["op"] = True
        rows.append(row)
    return rows


def flat_layers(layer):
    for inner in layer._flatten_layers():
        yield inner


def results(model, inputs, masks):
    given = inputs[0] if len(inputs) == 1 else inputs
    mask = masks[0] if len(masks) == 1 else masks
    arguments = {} if all(m is None for m in masks) else {"mask": mask}
    answer = keras.tree.flatten(model(given, training=False, **arguments))
    outputs = [tensor(output) for output in answer]
    output_masks = [getattr(output, "_keras_mask", None) for output in answer]
    found = {"outputs": outputs}
    if any(m is not None for m in output_masks):
        found["output_masks"] = [None if m is None else tensor(m) for m in output_masks]
    return found


def case(name, model, rng, masked, sizes):
    set_weights(model, rng)
    described = json.loads(model.to_json())
    inputs, masks = [], []
    for entry in model.inputs:
        shape = [sizes[i] if size is None else size for i, size in enumerate(entry.shape)]
        if str(entry.dtype).startswith("int"):
            inputs.append(backend.convert_to_tensor(rng.integers(0, 5, shape), dtype="int32"))
        else:
            inputs.append(backend.convert_to_tensor(np.round(rng.normal(size=shape), 3).astype("float32")))
        mask = None
        if masked and len(shape) > 1:
            mask = rng.random(shape[:2]) < 0.6
            mask[:, rng.integers(0, shape[1])] = True
        masks.append(None if mask is None else backend.convert_to_tensor(mask))
    new = results(model, inputs, masks)
    if any(not np.isfinite(output["data"]).all() for output in new["outputs"]):
        raise ValueError("not finite")
    made = {
        "name": name,
        "model": {"class_name": described["class_name"], "config": described["config"]},
        "layers": operations(model),
        "params": model.count_params(),
        "weights": [tensor(weight.value, path=weight.path) for weight in model.weights],
        "inputs": [tensor(value, name=entry.name) for value, entry in zip(inputs, model.inputs)],
        "output_shapes": [list(output.shape) for output in keras.tree.flatten(model.outputs)],
        **new,
    }
    sizes_agree = all(
        len(known) == len(ran["shape"]) and all(a is None or a == b for a, b in zip(known, ran["shape"]))
        for known, ran in zip(made["output_shapes"], new["outputs"])
    )
    if not sizes_agree:
        made["symbolic_shape_wrong"] = True
    if masked:
        made["input_masks"] = [None if mask is None else tensor(mask) for mask in masks]
    stopping = [layer for layer in flat_layers(model) if isinstance(layer, STOPPING)]
    for layer in stopping:
        layer.supports_masking = True
    old = results(model, inputs, masks)
    if old != new:
        made["until_3_15"] = {"outputs": old["outputs"], "output_masks": old.get("output_masks", [None])}
    return made


# ---- configurations --------------------------------------------------------------------------------------------------


class Chooser:
    """Draws configurations."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *choices):
        return self.random.choice(choices)

    def some(self, share=0.5, **arguments):
        return {name: value for name, value in arguments.items() if self.random.random() < share}

    def size(self, low=1, high=5):
        return self.random.randint(low, high)

    def activation(self):
        return self.one("relu", "tanh", "sigmoid", "linear", "elu", "selu", "softplus", "softsign", "hard_sigmoid",
                        "swish", "gelu", "exponential", "mish", "relu6", "leaky_relu", "hard_tanh", "softmax",
                        "log_sigmoid", "celu", "tanh_shrink", "squareplus", None)

    def gate(self):
        return self.one("sigmoid", "hard_sigmoid", "tanh", "relu6", "softsign")


def recurrent(c, sequences=None):
    kind = c.one(layers.SimpleRNN, layers.LSTM, layers.GRU)
    arguments = c.some(use_bias=c.one(True, False), go_backwards=c.one(True, False), unroll=c.one(True, False),
                       activation=c.activation(), dropout=0.2, recurrent_dropout=0.1)
    if arguments.get("activation") == "exponential":
        del arguments["activation"]
    if kind is not layers.SimpleRNN:
        arguments.update(c.some(recurrent_activation=c.gate()))
    if kind is layers.LSTM:
        arguments.update(c.some(unit_forget_bias=False))
    if kind is layers.GRU:
        arguments.update(c.some(reset_after=c.one(True, False)))
    arguments["return_sequences"] = c.one(True, False) if sequences is None else sequences
    return kind(c.size(1, 7), **arguments)


def some_cell(c):
    kind = c.one(layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell)
    return kind(c.size(1, 6), **c.some(activation=c.one("relu", "tanh", "softsign"), use_bias=False))


def recurrent_model(c):
    steps, features = c.one(None, 1, 4, 6), c.size()
    inputs = keras.Input((steps, features))
    x = inputs
    if c.one(True, False, False):
        x = layers.Masking(mask_value=0.0)(x)
    for _ in range(c.size(0, 2)):
        x = c.one(layers.Dense(c.size(), activation="tanh"), recurrent(c, True), layers.Dropout(0.3),
                  layers.LayerNormalization(),
                  layers.Bidirectional(recurrent_plain(c, True), merge_mode=c.one("concat", "sum", "mul", "ave")),
                  layers.TimeDistributed(layers.Dense(c.size())))(x)
    kind = c.size(0, 5)
    if kind == 0:
        x = layers.RNN(some_cell(c), return_sequences=c.one(True, False), return_state=c.one(True, False),
                       go_backwards=c.one(True, False))(x)
    elif kind == 1:
        x = layers.RNN([some_cell(c) for _ in range(c.size(1, 3))], return_sequences=c.one(True, False),
                       return_state=c.one(True, False))(x)
    elif kind == 2:
        x = layers.Bidirectional(recurrent_plain(c), merge_mode=c.one("concat", "sum", "mul", "ave", None))(x)
    elif kind == 3:
        layer = recurrent_plain(c)
        layer.return_state = True
        x = layer(x)
    elif kind == 4:
        units = c.size()
        state = keras.Input((units,))
        outputs = layers.GRU(units, return_sequences=c.one(True, False), go_backwards=c.one(True, False))(
            x, initial_state=state)
        return keras.Model([inputs, state], outputs), c.one(True, False)
    else:
        x = recurrent(c)(x)
    return keras.Model(inputs, x), c.one(True, False)


def recurrent_plain(c, sequences=None):
    kind = c.one(layers.SimpleRNN, layers.LSTM, layers.GRU)
    return kind(c.size(1, 5), return_sequences=c.one(True, False) if sequences is None else sequences,
                **c.some(use_bias=False))


def window(c, rank, low=1, high=3):
    return c.one(c.size(low, high), tuple(c.size(low, high) for _ in range(rank)))


def image(c, rank, low=4, high=5, channels_first=False, channels=None):
    sizes = [c.size(low, high) for _ in range(rank)]
    depth = channels or c.size(1, 4)
    return tuple([depth, *sizes] if channels_first else [*sizes, depth])


def convolution(c):
    rank = c.size(1, 3)
    name = c.one("Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv")
    if name in ("DepthwiseConv", "SeparableConv"):
        rank = min(rank, 2)
    data_format = c.one("channels_last", "channels_last", "channels_first") if name != "SeparableConv" else "channels_last"
    if rank == 3 or name == "ConvTranspose":
        data_format = "channels_last"
    kind = getattr(layers, {"ConvTranspose": f"Conv{rank}DTranspose"}.get(name, f"{name}{rank}D"))
    size = window(c, rank)
    arguments = dict(padding=c.one("valid", "same"), data_format=data_format)
    arguments.update(c.some(activation=c.one("relu", "tanh", "softplus"), use_bias=False))
    channels = c.size(1, 4)
    if c.one(True, False):
        arguments["strides"] = c.size(1, 3)
    elif name != "ConvTranspose":
        arguments["dilation_rate"] = c.size(1, 2)
    if name == "Conv":
        groups = c.one(1, 1, 2)
        channels *= groups
        arguments.update(groups=groups)
        if rank == 1 and data_format == "channels_last":
            arguments["padding"] = c.one("valid", "same", "causal")
        layer = kind(groups * c.size(1, 3), size, **arguments)
    elif name == "ConvTranspose":
        layer = kind(c.size(1, 3), size, **arguments)
    elif name == "DepthwiseConv":
        arguments.update(c.some(depth_multiplier=c.size(1, 3)))
        layer = kind(size, **arguments)
    else:
        arguments.update(c.some(depth_multiplier=c.size(1, 3)))
        layer = kind(c.size(1, 4), size, **arguments)
    return single(c, layer, image(c, rank, channels_first=data_format == "channels_first", channels=channels))


def single(c, layer, shape, masked=False):
    inputs = keras.Input(shape)
    return keras.Model(inputs, layer(inputs)), masked


def pooling(c):
    rank = c.size(1, 3)
    data_format = c.one("channels_last", "channels_first")
    shape = image(c, rank, channels_first=data_format == "channels_first")
    name = c.one("Max", "Average")
    kind = c.size(0, 3)
    if kind == 0:
        layer = getattr(layers, f"Global{name}Pooling{rank}D")(data_format=data_format, keepdims=c.one(True, False))
    elif kind == 1:
        layer = getattr(layers, f"Adaptive{name}Pooling{rank}D")(window(c, rank, 1, 4), data_format=data_format)
    else:
        layer = getattr(layers, f"{name}Pooling{rank}D")(
            window(c, rank, 1, 3), data_format=data_format, padding=c.one("valid", "same"),
            **c.some(strides=window(c, rank, 1, 3)))
    return single(c, layer, shape, rank == 1 and c.one(True, False))


def edges(c, rank):
    return c.one(c.size(0, 2), tuple((c.size(0, 2), c.size(0, 2)) for _ in range(rank))) if rank > 1 else c.one(
        c.size(0, 2), (c.size(0, 2), c.size(0, 2)))


def resampling(c):
    rank = c.size(1, 3)
    name = c.one("ZeroPadding", "Cropping", "UpSampling")
    data_format = c.one("channels_last", "channels_first") if rank > 1 else "channels_last"
    arguments = {"data_format": data_format} if rank > 1 else {}
    if name == "UpSampling":
        size = c.size(1, 3) if rank == 1 else window(c, rank)
        if rank == 2:
            arguments.update(c.some(interpolation=c.one("nearest", "bilinear")))
        layer = getattr(layers, f"UpSampling{rank}D")(size, **arguments)
    else:
        layer = getattr(layers, f"{name}{rank}D")(edges(c, rank), **arguments)
    return single(c, layer, image(c, rank, channels_first=data_format == "channels_first"), rank == 1)


def normalizing(c):
    rank = c.size(2, 4)
    shape = tuple(c.size(2, 5) for _ in range(rank - 1))
    kind = c.size(0, 6)
    if kind == 0:
        layer = layers.LayerNormalization(**c.some(center=False, scale=False, epsilon=0.1, axis=c.one(-1, [-1])))
    elif kind == 1:
        layer = layers.BatchNormalization(**c.some(center=False, scale=False, epsilon=0.1, axis=c.one(-1, 1)))
    elif kind == 2:
        groups = c.one(1, 2, -1)
        shape = shape[:-1] + (4,)
        layer = layers.GroupNormalization(groups, **c.some(center=False, scale=False, epsilon=0.1))
    elif kind == 3:
        layer = layers.UnitNormalization(**c.some(axis=c.one(-1, 1)))
    elif kind == 4:
        layer = layers.RMSNormalization(**c.some(epsilon=0.1))
    elif kind == 5:
        layer = layers.SpectralNormalization(layers.Dense(3), **c.some(power_iterations=c.size(1, 3)))
    else:
        layer = layers.Normalization(axis=-1, mean=[0.1 * i for i in range(shape[-1])],
                                     variance=[0.5 + i for i in range(shape[-1])], **c.some(invert=True))
    return single(c, layer, shape, rank == 3 and kind < 5 and c.one(True, False))


def shaping(c):
    kind = c.size(0, 7)
    shape = tuple(c.size(2, 4) for _ in range(c.size(1, 3)))
    if kind == 0:
        layer = layers.Flatten()
    elif kind == 1:
        layer = layers.Reshape(c.one((-1,), (shape[0], -1), (1, -1, 1)))
    elif kind == 2:
        order = list(range(1, len(shape) + 1))
        c.random.shuffle(order)
        layer = layers.Permute(tuple(order))
    elif kind == 3:
        shape = (c.size(),)
        layer = layers.RepeatVector(c.size())
    elif kind == 4:
        layer = layers.Activation(c.activation())
    elif kind == 5:
        layer = c.one(layers.ReLU(**c.some(max_value=0.8, negative_slope=0.2, threshold=0.3)),
                      layers.LeakyReLU(**c.some(negative_slope=0.1)), layers.ELU(**c.some(alpha=0.5)),
                      layers.PReLU(**c.some(shared_axes=[1])), layers.Softmax(axis=c.one(-1, 1)))
    elif kind == 6:
        layer = layers.Discretization([-0.5, 0.0, 0.7])
    else:
        layer = c.one(layers.Dropout(0.3), layers.SpatialDropout1D(0.3) if len(shape) == 2 else layers.GaussianNoise(1.0),
                      layers.GaussianDropout(0.2), layers.AlphaDropout(0.2), layers.Rescaling(0.5, c.one(0.0, 0.3)),
                      layers.Identity(), layers.ActivityRegularization(0.1))
    return single(c, layer, shape, len(shape) == 2 and c.one(True, False))


def dense(c):
    shape = tuple(c.size(2, 4) for _ in range(c.size(1, 4)))
    kind = c.size(0, 2)
    if kind < 2:
        layer = layers.Dense(c.size(), **c.some(activation=c.activation(), use_bias=False))
    else:
        shape = tuple(c.size(2, 4) for _ in range(2))
        equation, output = c.one(("abc,cd->abd", (None, 5)), ("abc,cd->adb", (5, None)),
                                 ("...x,xy->...y", 4), ("abc,bcd->ad", (3,)), ("abc,cde->abde", (None, 2, 3)))
        letters = {"abd": "d", "adb": "d", "...y": "y", "ad": "d", "abde": "de"}[equation.split("->")[1]]
        layer = layers.EinsumDense(equation, output, **c.some(bias_axes=letters, activation="tanh"))
    return single(c, layer, shape, len(shape) == 2 and c.one(True, False))


def merging(c):
    shape = tuple(c.size(2, 4) for _ in range(c.size(1, 3)))
    kind = c.one("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot")
    count = 2 if kind in ("Subtract", "Dot") else c.size(2, 3)
    if kind == "Concatenate":
        axis = c.one(-1, 1)
        at = len(shape) - 1 if axis == -1 else 0
        shapes = [shape[:at] + (c.size(),) + shape[at + 1:] for _ in range(count)]
        layer = layers.Concatenate(axis=axis)
    elif kind == "Dot":
        shape = shape[:2]
        other = (c.size(2, 4),) * (len(shape) - 1) + (shape[-1],)
        shapes = [shape, other]
        layer = layers.Dot(axes=-1 if len(shape) == 1 else (2, 2), normalize=c.one(True, False))
    else:
        shapes = [c.one(shape, shape, shape[:-1] + (1,)) for _ in range(count)]
        layer = getattr(layers, kind)()
    inputs = [keras.Input(s) for s in shapes]
    return keras.Model(inputs, layer(inputs)), len(shape) == 2 and c.one(True, False)


def attending(c):
    query, value = (c.size(2, 5), 4), (c.size(2, 5), 4)
    kind = c.size(0, 3)
    q, v = keras.Input(query), keras.Input(value)
    scores = c.one(True, False)
    if kind == 0:
        layer = layers.Attention(**c.some(use_scale=True, score_mode=c.one("dot", "concat")))
        x = layer([q, v], return_attention_scores=scores, use_causal_mask=c.one(True, False))
    elif kind == 1:
        layer = layers.AdditiveAttention(**c.some(use_scale=False))
        x = layer([q, v], return_attention_scores=scores, use_causal_mask=c.one(True, False))
    elif kind == 2:
        layer = layers.MultiHeadAttention(c.size(1, 3), c.size(1, 4), **c.some(value_dim=c.size(), use_bias=False,
                                                                               output_shape=c.size()))
        x = layer(q, v, return_attention_scores=scores, use_causal_mask=c.one(True, False))
    else:
        heads = c.size(1, 2)
        layer = layers.GroupQueryAttention(c.size(1, 4), heads * c.size(1, 2), heads, **c.some(use_bias=False))
        x = layer(q, v, return_attention_scores=scores, use_causal_mask=c.one(True, False))
    return keras.Model([q, v], x), c.one(True, False)


def conv_lstm(c):
    rank = c.size(1, 3)
    inputs = keras.Input((c.one(None, 3), *image(c, rank, 4, 6)))
    kind = getattr(layers, f"ConvLSTM{rank}D")
    layer = kind(c.size(1, 3), window(c, rank), padding=c.one("valid", "same"), return_sequences=c.one(True, False),
                 **c.some(0.3, use_bias=False, go_backwards=True, strides=c.size(1, 2), activation="relu",
                          recurrent_activation="hard_sigmoid", unit_forget_bias=False, return_state=True))
    return keras.Model(inputs, layer(inputs)), c.one(True, False)


def embedding(c):
    inputs = keras.Input((c.one(None, 5),), dtype="int32")
    x = layers.Embedding(6, c.size(), mask_zero=c.one(True, False))(inputs)
    for _ in range(c.size(0, 2)):
        x = c.one(layers.Dropout(0.1), layers.LayerNormalization(), recurrent(c, True), layers.Conv1D(3, 2, padding="causal"),
                  layers.SpatialDropout1D(0.2), layers.Activation("tanh"))(x)
    x = c.one(recurrent(c), layers.GlobalMaxPooling1D(), layers.GlobalAveragePooling1D(),
              layers.Bidirectional(recurrent_plain(c)))(x)
    return keras.Model(inputs, x), False


def spatial(c):
    rank = c.size(2, 3)
    layer = getattr(layers, f"SpatialDropout{rank}D")(0.4, **c.some(data_format="channels_first"))
    return single(c, layer, image(c, rank, 2, 4))


def distributed(c):
    shape = image(c, 2, 4, 6)
    inputs = keras.Input((c.one(None, 3), *shape))
    x = inputs
    inner = c.one(layers.Conv2D(2, 3, padding="same", activation="relu"), layers.MaxPooling2D(), layers.Flatten(),
                  layers.GlobalAveragePooling2D(), layers.BatchNormalization(),
                  keras.Sequential([keras.Input(shape), layers.Conv2D(2, 2), layers.Flatten()]))
    x = layers.TimeDistributed(inner)(x)
    if len(x.shape) > 3:
        x = layers.TimeDistributed(layers.Flatten())(x)
    x = recurrent(c)(x)
    return keras.Model(inputs, x), c.one(True, False)


FAMILIES = {
    "recurrent": recurrent_model, "convolution": convolution, "pooling": pooling, "resampling": resampling,
    "normalizing": normalizing, "shaping": shaping, "dense": dense, "merging": merging, "attending": attending,
    "conv_lstm": conv_lstm, "embedding": embedding, "spatial": spatial, "distributed": distributed,
}


def main(family, count, seed, path):
    rng = np.random.default_rng(seed)
    cases, tried = [], 0
    while len(cases) < count:
        tried += 1
        keras.backend.clear_session()
        chooser = Chooser(f"{family} {seed} {tried}")
        try:
            model, masked = FAMILIES[family](chooser)
            made = case(f"{family}_{tried}", model, rng, masked, [2, 5, 4, 4, 4])
        except Exception as error:  # what Keras or torch refuse makes no case
            print(f"{family}_{tried}: {type(error).__name__}: {str(error).splitlines()[0][:150]}", file=sys.stderr)
            continue
        cases.append(made)
    head = {"format": 1, "group": family, "split": "own", "keras": keras.__version__, "backend": backend.backend(),
            "atol": ATOL, "rtol": RTOL}
    with open(path, "w", encoding="utf-8") as file:
        rows = ",\n".join(json.dumps(made, separators=(",", ":")) for made in cases)
        file.write(f'{json.dumps(head)[:-1]}, "cases": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
