"""A stand-in for `tensorflow`: maps tf.keras and the tf.* / K.* functions that the
custom-head cases use onto keras.ops, so that code in tf spelling runs on any
Keras backend.  Only the names below exist; defaults follow TensorFlow's
(argmax axis 0, split sizes, reversed transpose, ...).
"""
import math as math_
import sys
import types

import keras as _k
from keras import ops as o

float32, float64, int32, int64 = "float32", "float64", "int32", "int64"
bool = "bool"
newaxis = None
__version__ = "0.0-stand-in"


class TensorShape(tuple):
    """A computed tensor's shape: prints as `(2, 10, 16)`, its repr is `TensorShape([2, 10, 16])`."""

    def __repr__(self):
        return f"TensorShape({list(self)})"

    def __str__(self):
        return tuple.__repr__(self)

    def __format__(self, spec):
        return format(str(self), spec)

    def __getitem__(self, key):
        item = tuple.__getitem__(self, key)
        return TensorShape(item) if isinstance(key, slice) else item

    def numel(self):
        return math_.prod(self)

    def as_list(self):
        return list(self)

    @property
    def rank(self):
        return len(self)


class DType:
    """No value is one: Keras only asks `isinstance(x, tf.DType)` once `tensorflow` can be imported."""


class TypeSpec:
    """As DType."""


def reduce_mean(x, axis=None, keepdims=False, name=None):
    return o.mean(x, axis=axis, keepdims=keepdims)


def reduce_sum(x, axis=None, keepdims=False, name=None):
    return o.sum(x, axis=axis, keepdims=keepdims)


def reduce_max(x, axis=None, keepdims=False, name=None):
    return o.max(x, axis=axis, keepdims=keepdims)


def reduce_min(x, axis=None, keepdims=False, name=None):
    return o.min(x, axis=axis, keepdims=keepdims)


def reduce_prod(x, axis=None, keepdims=False, name=None):
    return o.prod(x, axis=axis, keepdims=keepdims)


def reduce_variance(x, axis=None, keepdims=False):
    return o.var(x, axis=axis, keepdims=keepdims)


def reduce_std(x, axis=None, keepdims=False):
    return o.std(x, axis=axis, keepdims=keepdims)


def reduce_logsumexp(x, axis=None, keepdims=False):
    return o.logsumexp(x, axis=axis, keepdims=keepdims)


def concat(values, axis, name=None):
    return o.concatenate(values, axis=axis)


def stack(values, axis=0):
    return o.stack(values, axis=axis)


def unstack(x, num=None, axis=0):
    return o.unstack(x, num, axis=axis)


def reshape(x, shape):
    return o.reshape(x, shape)


def transpose(x, perm=None):
    return o.transpose(x, axes=perm)


def expand_dims(x, axis):
    return o.expand_dims(x, axis)


def squeeze(x, axis=None):
    if isinstance(axis, (list, tuple)):
        for a in sorted(axis, reverse=True):
            x = o.squeeze(x, axis=a)
        return x
    return o.squeeze(x, axis=axis)


def matmul(a, b, transpose_a=False, transpose_b=False):
    if transpose_a:
        a = o.swapaxes(a, -1, -2)
    if transpose_b:
        b = o.swapaxes(b, -1, -2)
    return o.matmul(a, b)


def einsum(eq, *xs):
    return o.einsum(eq, *xs)


def tensordot(a, b, axes):
    return o.tensordot(a, b, axes=axes)


def cast(x, dtype):
    return o.cast(x, dtype)


def shape(x):
    return o.shape(x)


def gather(params, indices, axis=0):
    return o.take(params, indices, axis=axis)


def where(c, x=None, y=None):
    return o.where(c, x, y)


def split(value, num_or_size_splits, axis=0):
    if isinstance(num_or_size_splits, int):
        return o.split(value, num_or_size_splits, axis=axis)
    at, run = [], 0
    for n in num_or_size_splits[:-1]:
        run += n
        at.append(run)
    return o.split(value, at, axis=axis)


def cumsum(x, axis=0):
    return o.cumsum(x, axis=axis)


def argmax(x, axis=0, output_type=None):
    return o.argmax(x, axis=axis)


def one_hot(i, depth):
    return o.one_hot(i, depth)


def range(*a, dtype=None):
    return o.arange(*a, dtype=dtype)


def zeros(shape, dtype="float32"):
    return o.zeros(shape, dtype=dtype)


def ones(shape, dtype="float32"):
    return o.ones(shape, dtype=dtype)


def zeros_like(x):
    return o.zeros_like(x)


def ones_like(x):
    return o.ones_like(x)


def clip_by_value(x, a, b):
    return o.clip(x, a, b)


def norm(x, ord="euclidean", axis=None, keepdims=False):
    return o.norm(x, ord=None if ord == "euclidean" else ord, axis=axis, keepdims=keepdims)


def reverse(x, axis):
    for a in axis:
        x = o.flip(x, axis=a)
    return x


def roll(x, shift, axis):
    return o.roll(x, shift, axis=axis)


def pad(x, paddings, mode="CONSTANT", constant_values=0):
    return o.pad(x, paddings, mode=mode.lower(), constant_values=constant_values if mode == "CONSTANT" else None)


def tile(x, multiples):
    return o.tile(x, multiples)


def repeat(x, repeats, axis=None):
    return o.repeat(x, repeats, axis=axis)


def broadcast_to(x, shape):
    return o.broadcast_to(x, shape)


def constant(v, dtype=None, shape=None):
    return o.convert_to_tensor(v, dtype=dtype)


def convert_to_tensor(v, dtype=None):
    return o.convert_to_tensor(v, dtype=dtype)


def pow(x, y):
    return o.power(x, y)


def sort(x, axis=-1):
    return o.sort(x, axis=axis)


def top_k(x, k=1, sorted=True):
    return o.top_k(x, k, sorted=sorted)


def l2_normalize(x, axis=None, epsilon=1e-12):
    return x * o.rsqrt(o.maximum(o.sum(o.square(x), axis=axis, keepdims=True), epsilon))


def moments(x, axes, keepdims=False):
    return o.mean(x, axis=axes, keepdims=keepdims), o.var(x, axis=axes, keepdims=keepdims)


def softmax(x, axis=-1):
    return o.softmax(x, axis=axis)


def log_softmax(x, axis=-1):
    return o.log_softmax(x, axis=axis)


def leaky_relu(x, alpha=0.2):
    return o.leaky_relu(x, negative_slope=alpha)


def gelu(x, approximate=False):
    return o.gelu(x, approximate=approximate)


def divide_no_nan(x, y):
    return o.divide_no_nan(x, y)


tanh, sigmoid, exp, sqrt, square, abs = o.tanh, o.sigmoid, o.exp, o.sqrt, o.square, o.abs
maximum, minimum, multiply, add, subtract, divide = o.maximum, o.minimum, o.multiply, o.add, o.subtract, o.divide
sin, cos, sign, round, identity = o.sin, o.cos, o.sign, o.round, lambda x: x
greater, less, equal, not_equal, logical_and, logical_or, logical_not = (
    o.greater, o.less, o.equal, o.not_equal, o.logical_and, o.logical_or, o.logical_not)
greater_equal, less_equal = o.greater_equal, o.less_equal


def _ns(name, **k):
    m = types.ModuleType(name)
    m.__dict__.update(k)
    sys.modules[name] = m
    return m


math = _ns("tensorflow.math", top_k=top_k, reduce_std=reduce_std, reduce_variance=reduce_variance,
           reduce_mean=reduce_mean, reduce_sum=reduce_sum, reduce_max=reduce_max, reduce_min=reduce_min,
           reduce_logsumexp=reduce_logsumexp, l2_normalize=l2_normalize, log=o.log, exp=o.exp, sqrt=o.sqrt,
           rsqrt=o.rsqrt, square=o.square, softplus=o.softplus, sin=o.sin, cos=o.cos, cumsum=cumsum, abs=o.abs,
           argmax=argmax, divide_no_nan=divide_no_nan, multiply=o.multiply, add=o.add, pow=pow, tanh=o.tanh,
           sigmoid=o.sigmoid, greater=o.greater, logical_and=o.logical_and, maximum=o.maximum, minimum=o.minimum,
           not_equal=o.not_equal, log1p=o.log1p, erf=o.erf, sign=o.sign, subtract=o.subtract)
nn = _ns("tensorflow.nn", softmax=softmax, log_softmax=log_softmax, relu=o.relu, sigmoid=o.sigmoid, tanh=o.tanh,
         softplus=o.softplus, elu=o.elu, leaky_relu=leaky_relu, gelu=gelu, l2_normalize=l2_normalize,
         moments=moments, top_k=top_k, bias_add=lambda x, b: x + b, swish=o.silu, silu=o.silu, selu=o.selu)
random = _ns("tensorflow.random",
             normal=lambda shape, mean=0.0, stddev=1.0: _k.random.normal(shape, mean=mean, stddev=stddev),
             uniform=lambda shape, minval=0, maxval=1.0: _k.random.uniform(shape, minval=minval, maxval=maxval),
             set_seed=lambda seed: None)
linalg = _ns("tensorflow.linalg", matmul=matmul, norm=norm)


# ------------------------------------------------------------------ K.*
def _dot(x, y):
    return o.tensordot(x, y, axes=1) if len(x.shape) > 2 else o.matmul(x, y)


def _batch_dot(x, y, axes=None):
    return _k.layers.Dot(axes=axes)([x, y])


_K = dict(
    mean=reduce_mean, sum=reduce_sum, max=reduce_max, min=reduce_min, prod=reduce_prod, var=reduce_variance,
    std=reduce_std, logsumexp=reduce_logsumexp, dot=_dot, batch_dot=_batch_dot, softmax=softmax, tanh=o.tanh,
    sigmoid=o.sigmoid, relu=o.relu, elu=o.elu, softplus=o.softplus, exp=o.exp, log=o.log, square=o.square,
    sqrt=lambda x: o.sqrt(o.maximum(x, 0.0)), abs=o.abs, pow=pow, clip=o.clip, cast=cast,
    epsilon=_k.backend.epsilon, floatx=_k.backend.floatx, expand_dims=lambda x, axis=-1: o.expand_dims(x, axis), squeeze=lambda x, axis: o.squeeze(x, axis=axis),
    concatenate=lambda xs, axis=-1: o.concatenate(xs, axis=axis), stack=stack, reshape=reshape,
    permute_dimensions=lambda x, pattern: o.transpose(x, pattern),
    repeat_elements=lambda x, rep, axis: o.repeat(x, rep, axis=axis),
    repeat=lambda x, n: o.tile(o.expand_dims(x, 1), (1, n, 1)),
    l2_normalize=l2_normalize, cumsum=cumsum, argmax=lambda x, axis=-1: o.argmax(x, axis=axis),
    one_hot=lambda i, num_classes: o.one_hot(i, num_classes), shape=o.shape,
    int_shape=lambda x: tuple(x.shape), ndim=lambda x: len(x.shape), maximum=o.maximum, minimum=o.minimum,
    zeros_like=zeros_like, ones_like=ones_like, reverse=lambda x, axes: reverse(x, [axes] if isinstance(axes, int) else axes),
    transpose=o.transpose, switch=lambda c, a, b: o.where(c, a, b), greater=o.greater, not_equal=o.not_equal,
    batch_flatten=lambda x: o.reshape(x, (o.shape(x)[0], -1)), sign=o.sign, sin=o.sin, cos=o.cos,
    hard_sigmoid=lambda x: o.clip(0.2 * x + 0.5, 0.0, 1.0), tile=tile, gather=lambda x, i: o.take(x, i, axis=0),
    arange=lambda *a, dtype="int32": o.arange(*a, dtype=dtype), clear_session=_k.backend.clear_session)


class _Keras(types.ModuleType):
    def __getattr__(self, n):
        return getattr(_k, n)


backend_K = _ns("tensorflow.keras.backend", **_K)
keras = _Keras("tensorflow.keras")
keras.backend = backend_K
keras.__path__ = []
sys.modules["tensorflow.keras"] = keras
for _n in ("layers", "models", "activations", "initializers", "regularizers", "constraints", "utils"):
    sys.modules["tensorflow.keras." + _n] = getattr(_k, _n)


def executing_eagerly():  # asked by Keras's preprocessing layers once `tensorflow` is imported
    return True
