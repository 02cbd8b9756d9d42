"""Runs programs with real Keras and writes down its answers.

Owns expected.json (models, shapes, parameter counts, printed text, refusals) and values.json (golden cases with
weights, inputs and outputs).  It knows Keras and nothing of the engine under test.

    python3 record_answers.py PROGRAMS_DIR [--only NAME ...] [--other ANSWERS.json] [--json OUT.json]

See ../README.md for how to run it and for what the two files hold.
"""
import argparse
import ast
import functools
import json
import os
import re
import sys
import tempfile
import traceback
import zlib

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.pop("COLUMNS", None)  # rich and shutil would take the width from it
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # `import tensorflow` finds the stand-in

import keras
import numpy as np
import torch
from tensorflow import TensorShape
from keras.src import tree
from keras.src.layers.layer import Layer
from keras.src.models import Functional, Model, Sequential

BATCH, TIME = 2, 5  # sizes of the recorded runs where the program leaves them open
ATOL, RTOL = 2e-5, 1e-4
LARGEST_MODEL = 6000  # parameters: larger models are recorded without values
STAND_INS = (83, 89)  # sizes that Keras puts in place of unknown ones when it traces a call
ROUNDING_SHARE = 0.25  # of the tolerance that float32 rounding may use in a recorded case


# ---------------------------------------------------------------- what TensorFlow users would see printed
def print_as_tensorflow():
    """A computed tensor's shape prints as `(2, 10, 16)`, where torch prints `torch.Size([2, 10, 16])`."""
    torch_shape, torch_numpy = torch._C.TensorBase.shape, torch.Tensor.numpy
    torch.Tensor.shape = property(lambda self: TensorShape(torch_shape.__get__(self)))
    torch.Tensor.numpy = lambda self, *a, **k: torch_numpy(self.detach(), *a, **k)
    # The progress bar of predict() tells the time that it took: no two runs print the same.
    predict = Model.predict
    Model.predict = lambda self, x, batch_size=None, verbose=0, **k: predict(
        self, x, batch_size=batch_size, verbose=0, **k
    )


# ---------------------------------------------------------------- shapes as lists
def shape_of(tensor):
    return [None if d is None else int(d) for d in tensor.shape]


def shapes_of(structure):
    return [shape_of(t) for t in tree.flatten(structure) if hasattr(t, "shape")]


def one_or_many(shapes):
    """A single output's shape, or the list of shapes of several."""
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapes


# ---------------------------------------------------------------- watching a program run
class Watch:
    """Notes the models made, each layer's last outputs, and the layers called on arrays outside a model."""

    def __init__(self):
        self.models, self.last_outputs, self.eager_calls = [], {}, []
        self._depth = 0

    def install(self):
        watch, new, call = self, Layer.__new__, Layer.__call__

        @functools.wraps(new)
        def noting_new(cls, *args, **kwargs):
            layer = new(cls, *args, **kwargs)
            if isinstance(layer, Model):
                watch.models.append(layer)
            return layer

        @functools.wraps(call)
        def noting_call(layer, *args, **kwargs):
            symbolic = any(isinstance(t, keras.KerasTensor) for t in tree.flatten((args, kwargs)))
            watch._depth += 1
            try:
                outputs = call(layer, *args, **kwargs)
            finally:
                watch._depth -= 1
            watch.last_outputs[id(layer)] = [[None if d in STAND_INS else d for d in s] for s in shapes_of(outputs)]
            if watch._depth == 0 and not symbolic and not isinstance(layer, Model):
                watch.eager_calls.append((layer, shapes_of(outputs)))
            return outputs

        Layer.__new__, Layer.__call__ = noting_new, noting_call

    def models_of_program(self):
        """Without the functional models that Sequential makes for itself: those keep the name of no variable."""
        inner = {id(m) for m in self.models if type(m) is Functional and getattr(m, "_made_by_sequential", False)}
        made = lambda m: hasattr(m, "_operations" if type(m) is Functional else "_layers")  # its constructor came to an end
        return [m for m in self.models if id(m) not in inner and made(m)]


def mark_inner_models():
    """Sequential.build makes a Functional for itself; tell it from the program's own."""
    build = Sequential.build

    @functools.wraps(build)  # Keras asks for the signature
    def marking_build(self, *args, **kwargs):
        answer = build(self, *args, **kwargs)
        if self._functional is not None:
            self._functional._made_by_sequential = True
        return answer

    Sequential.build = marking_build


# ---------------------------------------------------------------- describing models
def graph_of(model):
    """The functional model that holds the nodes: the model itself, or a built Sequential's own."""
    return model._functional if isinstance(model, Sequential) else model


def calls_of(model, operation):
    """Output shapes of each call of an operation in a functional or sequential model, in order."""
    nodes = [n for level in graph_of(model)._nodes_by_depth.values() for n in level]
    return [shapes_of(n.output_tensors) for n in operation._inbound_nodes if any(n is m for m in nodes)]


def has_graph(model):
    return isinstance(model, Functional) or (isinstance(model, Sequential) and model._functional is not None)


def parameters(layer):
    if not isinstance(layer, Layer):
        return 0
    return layer.count_params() if layer.built else None


def row(model, operation, watch):
    """A layer or a bare op in the words of the command line."""
    if has_graph(model):
        calls = calls_of(model, operation)
        shape, count = one_or_many(calls[0]) if calls else None, len(operation._inbound_nodes)
    else:
        shape, count = one_or_many(watch.last_outputs.get(id(operation), [])), None
    out = {"name": operation.name, "class": type(operation).__name__, "output_shape": shape,
           "params": parameters(operation), "calls": count}
    if not isinstance(operation, Layer):
        out["op"] = True
    return out


def names_of(scope):
    """id of an object -> the first name or attribute path that holds it."""
    names, queue = {}, [(k, v, 0) for k, v in scope.items() if not k.startswith("__")]
    while queue:
        path, value, depth = queue.pop(0)
        if isinstance(value, Layer) or type(value).__module__ == "__main__":
            first = id(value) not in names
            names.setdefault(id(value), path)
            if first and depth < 3 and not isinstance(value, (Functional, Sequential)):
                held = {**vars(value), **vars(value).get("_modules", {})}  # torch keeps layers apart from other attributes
                queue += [(f"{path}.{k}", v, depth + 1) for k, v in held.items() if not k.startswith("_")]
    return names


def describe_model(model, names, watch):
    kind = "sequential" if isinstance(model, Sequential) else "functional" if isinstance(model, Functional) else "subclassed"
    graph = has_graph(model)
    weights = lambda ws: int(sum(np.prod(w.shape, dtype=np.int64) for w in ws))
    if graph:
        inputs, outputs = shapes_of(model.inputs), shapes_of(model.outputs)
        operations = graph_of(model)._operations
    else:
        inputs, outputs = None, watch.last_outputs.get(id(model))
        operations = model.layers
    return {
        "var": names.get(id(model)), "name": model.name, "class": type(model).__name__, "kind": kind,
        "built": bool(model.built), "inputs": inputs, "outputs": outputs,
        "params": {"total": weights(model.weights), "trainable": weights(model.trainable_weights),
                   "non_trainable": weights(model.non_trainable_weights)} if model.built else None,
        "layers": [row(model, x, watch) for x in model.layers],
        "operations": [row(model, x, watch) for x in operations],
    }


def describe_tensors(scope):
    found = {}
    for name, value in scope.items():
        if not name.startswith("__") and isinstance(value, (keras.KerasTensor, torch.Tensor, np.ndarray)):
            found[name] = shape_of(value)
    return found


# ---------------------------------------------------------------- refusals
def statement_lines(source, line):
    """First and last line of the statement at module level that holds a line."""
    try:
        for node in ast.parse(source).body:
            if node.lineno <= line <= node.end_lineno:
                return [node.lineno, node.end_lineno]
    except SyntaxError:
        pass
    return [line, line]


def describe_error(error, source):
    if isinstance(error, SyntaxError):
        line = inner = error.lineno
    else:
        lines = [n for f, n in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == "program.py"]
        line, inner = lines[0], lines[-1]
    first, last = statement_lines(source, line)
    message = re.sub(r" \(/.*\)$", "", str(error))  # the path in `cannot import name ...`
    return {"type": type(error).__name__, "message": message, "line": first, "last_line": last, "inner_line": inner}


TRACED = ("call", "compute_output_spec", "symbolic_call")


def refusing_layer(error):
    """Class, name and stage of the layer in whose hands the program failed: the outermost that is no model, else the
    model; None if it was being neither made, built nor called.  Needs an unfiltered traceback."""
    missing = re.match(r"(\w+)\.__init__\(\) missing ", str(error))
    if missing:  # fails before any frame of the layer
        return {"class": missing[1], "name": None, "stage": "construct"}
    held = []  # (layer, names of the functions that it was in), outermost first
    for frame, _ in traceback.walk_tb(error.__traceback__):
        it, function = frame.f_locals.get("self"), frame.f_code.co_name
        if isinstance(it, Layer):
            names = next((n for layer, n in held if layer is it), None)
            if names is None:
                held.append((it, [function]))
            else:
                names.append(function)
    if not held:
        return None
    layer, names = next((h for h in held if not isinstance(h[0], Model)), held[0])
    if any(n in names for n in TRACED) or (isinstance(layer, Model) and "__call__" in names):
        stage = "call"
    elif "build" in names or "__call__" in names:
        stage = "build"
    elif "__init__" in names:
        stage = "construct"
    else:
        return None
    return {"class": type(layer).__name__, "name": getattr(layer, "name", None), "stage": stage}


# ---------------------------------------------------------------- one program
def execute(source, scope):
    """Runs a program; the exception that ended it, or None."""
    try:
        exec(compile(source, "program.py", "exec"), scope)
    except Exception as error:  # noqa: BLE001 - whatever the program dies of is its answer
        return error
    return None


def prepare():
    print_as_tensorflow()
    mark_inner_models()
    watch = Watch()
    watch.install()
    return watch


def answer(source):
    """Everything but values."""
    watch = prepare()
    scope = {"__name__": "__main__"}
    with tempfile.TemporaryFile("w+b") as console:
        # A real file, no terminal: what `python3 program.py > file` prints.
        sys.stdout.flush()
        saved = os.dup(1)
        os.dup2(console.fileno(), 1)
        error = execute(source, scope)
        sys.stdout.flush()
        os.dup2(saved, 1)
        console.seek(0)
        printed = console.read().decode("utf-8")
    names = names_of(scope)
    out = {"accepted": error is None}
    if error is not None:
        out["error"] = describe_error(error, source)
    out["models"] = [describe_model(m, names, watch) for m in watch.models_of_program()]
    out["eager_calls"] = [
        {"class": type(layer).__name__, "name": layer.name, "output_shape": one_or_many(shapes), "params": parameters(layer)}
        for layer, shapes in watch.eager_calls
    ]
    out["tensors"] = describe_tensors(scope)
    out["console"] = printed
    return out


def locate(source):
    """The layer that refuses, from a run with full tracebacks (which change the messages, so they have their own run)."""
    keras.config.disable_traceback_filtering()
    prepare()
    sys.stdout = open(os.devnull, "w")
    error = execute(source, {"__name__": "__main__"})
    return refusing_layer(error)


# ---------------------------------------------------------------- values
def shortest(array):
    """float32 numbers as the shortest decimal text that reads back to them."""
    return [float(str(np.float32(x))) for x in np.asarray(array).reshape(-1)]


def tensor_json(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "dtype": "float32", "data": shortest(array)}


def to_numpy(structure):
    return [np.asarray(keras.ops.convert_to_numpy(t)) for t in tree.flatten(structure)]


def cases(name, source, floatx):
    """Golden cases of a program's named models: weights and inputs drawn from the name, outputs computed."""
    keras.config.set_floatx(floatx)
    watch = prepare()
    scope = {"__name__": "__main__"}
    sys.stdout = open(os.devnull, "w")
    if execute(source, scope) is not None:
        return []
    names, found = names_of(scope), []
    for model in watch.models_of_program():
        var = names.get(id(model))
        if var is None or not var.isidentifier() or not has_graph(model) or not 0 <= model.count_params() <= LARGEST_MODEL:
            continue
        draw = np.random.default_rng(zlib.crc32(f"{name}/{var}".encode()))
        weights = []
        for w in model.weights:
            shape = tuple(w.shape)
            fan_in = int(np.prod(shape[:-1])) if len(shape) > 1 else 1
            value = draw.standard_normal(shape) * 0.4 * (np.sqrt(12 / fan_in) if fan_in > 12 else 1)
            value = np.round(value, 3) + 0.0
            w.assign(value)
            weights.append({"path": w.path, **tensor_json(value)})
        inputs = []
        for t in model.inputs:
            shape = [BATCH if i == 0 and d is None else TIME if d is None else d for i, d in enumerate(t.shape)]
            inputs.append({"name": t.name, **tensor_json(np.round(draw.standard_normal(shape), 3) + 0.0)})
        arrays = [np.array(i["data"], dtype=floatx).reshape(i["shape"]) for i in inputs]
        outputs = to_numpy(model(arrays if len(arrays) > 1 else arrays[0], training=False))
        main = var == "model"
        found.append({
            "name": name if main else f"{name}/{var}",
            "tags": ["program"],
            "source": source if main else f"{source.rstrip()}\nmodel = {var}\n",
            "model": {"class_name": type(model).__name__},
            "dtype": "float32",
            "layers": [
                {"name": x.name, "class": type(x).__name__, "params": parameters(x) or 0, "out": calls_of(model, x),
                 **({} if isinstance(x, Layer) else {"op": True})}
                for x in graph_of(model)._operations
            ],
            "params": model.count_params(),
            "weights": weights,
            "output_shapes": shapes_of(model.outputs),
            "inputs": inputs,
            "outputs": [tensor_json(o) for o in outputs] if floatx == "float32" else [o.tolist() for o in outputs],
        })
    return found


def check_rounding(single, double):
    """A case is only worth keeping if its float32 outputs agree with float64's well within the tolerance."""
    for a, b in zip(single["outputs"], double["outputs"]):
        got, want = np.array(a["data"]), np.array(b, dtype="float64").reshape(-1)
        share = np.max(np.abs(got - want) / (ATOL + RTOL * np.abs(want)), initial=0)
        assert np.all(np.isfinite(got)) and share <= ROUNDING_SHARE, (single["name"], share)


# ---------------------------------------------------------------- all programs
def in_fork(function, *args):
    """Each run in a process of its own: Keras's automatic names count per process."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            text = json.dumps(function(*args), ensure_ascii=False)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        with os.fdopen(write, "wb") as pipe:
            pipe.write(text.encode("utf-8"))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read().decode("utf-8")
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit(f"recording failed: {function.__name__}")
    return json.loads(text)


def record(directory, only):
    answers, golden = {}, []
    for file in sorted(f for f in os.listdir(directory) if f.endswith(".py")):
        if only and file not in only:
            continue
        with open(os.path.join(directory, file), encoding="utf-8", newline="") as f:
            source = f.read()
        answers[file] = in_fork(answer, source)
        if not answers[file]["accepted"]:
            answers[file]["error"]["layer"] = in_fork(locate, source)
            continue
        single, double = in_fork(cases, file[:-3], source, "float32"), in_fork(cases, file[:-3], source, "float64")
        for a, b in zip(single, double, strict=True):
            check_rounding(a, b)
        golden += single
    return answers, golden


def lines(head, key, items):
    """JSON with one item per line, so that a difference shows which program it is about."""
    dump = lambda x: json.dumps(x, ensure_ascii=False)
    opening = ",".join(f"{dump(k)}:{dump(v)}" for k, v in head.items())
    if isinstance(items, dict):
        body, ends = ",\n".join(f"{dump(k)}: {dump(v)}" for k, v in items.items()), "{}"
    else:
        body, ends = ",\n".join(dump(v) for v in items), "[]"
    return f"{{{opening},{dump(key)}:{ends[0]}\n{body}\n{ends[1]}}}\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", help="write the answers there, and neither expected.json nor values.json")
    parser.add_argument("--other", help="answers of another Keras, to note where they differ")
    options = parser.parse_args()
    answers, golden = record(options.directory, options.only)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as f:
            json.dump({"keras": keras.__version__, "programs": answers, "cases": golden}, f, ensure_ascii=False)
        return
    head = {"format": 1, "keras": keras.__version__, "backend": keras.backend.backend()}
    if options.other:
        with open(options.other, encoding="utf-8") as f:
            other = json.load(f)
        head["also"] = other["keras"]
        for name, mine in answers.items():
            theirs = other["programs"][name]
            different = {k: theirs[k] for k in theirs if theirs[k] != mine.get(k)}
            if different:
                mine["also"] = different
    with open(os.path.join(options.directory, "expected.json"), "w", encoding="utf-8") as f:
        f.write(lines(head, "programs", answers))
    head = {"format": 1, "group": "programs", "split": "public", "keras": keras.__version__,
            "backend": keras.backend.backend(), "atol": ATOL, "rtol": RTOL}
    with open(os.path.join(options.directory, "values.json"), "w", encoding="utf-8") as f:
        f.write(lines(head, "cases", golden))


if __name__ == "__main__":
    main()
