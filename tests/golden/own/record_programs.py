"""Writes down what real Keras answers to programs: cases in the format of tests/golden, tag by tag.

    KERAS_BACKEND=torch python3 record_programs.py FILE.json

FILE.json has a case for each program; of each its `name` and `source` are read, and whether its inputs carry masks
(`input_masks`) and how often it is called again (`more_calls`, the second of them from fresh states). All else is
written anew. A program that Keras refuses gets `error`, `line` and `layer` in place of answers, a model that it refuses to
run `accepted` and `run_error`. Needs Keras 3.16 and torch;
the tests read only the files that it wrote.
"""
import ast
import json
import sys
import traceback
import zlib

import numpy as np

import keras
from keras import layers
from keras.src import backend
from make_cases import STOPPING, flat_layers, operations, results, set_weights, tensor

SIZES = [2, 5, 4, 4, 4]  # of open axes, by their place
PROGRAM = "<program>"


def run(source):
    names = {"__name__": "__main__"}
    exec(compile(source, PROGRAM, "exec"), names)
    return names["model"]


def refusal(error, source):
    """Where Keras refuses: the statement's first line, and the outermost layer at work."""
    line, layer = None, None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == PROGRAM and frame.f_code.co_name == "<module>":
            line = next(node.lineno for node in ast.parse(source).body if node.lineno <= number <= node.end_lineno)
        owner = frame.f_locals.get("self")
        if layer is None and isinstance(owner, layers.Layer) and not isinstance(owner, keras.Model):
            name = getattr(owner, "name", None)
            torch_call = "torch" in frame.f_code.co_filename
            stage = "call" if torch_call else frame.f_code.co_name.strip("_")
            layer = {"class": type(owner).__name__, "name": name, "stage": stage}
    if layer is None and ".__init__()" in str(error):  # the arguments of a constructor do not fit
        layer = {"class": str(error).split(".__init__()")[0].split(".")[-1], "name": None, "stage": "construct"}
    return {"error": {"type": type(error).__name__, "message": str(error)[:300]}, "line": line, "layer": layer}


def draw(model, rng, masked):
    inputs, masks = [], []
    for entry in model.inputs:
        shape = [SIZES[place] if size is None else size for place, size in enumerate(entry.shape)]
        if str(entry.dtype) == "bool":
            values = rng.random(shape) < 0.6
        elif str(entry.dtype).startswith("int"):
            values = rng.integers(0, 5, shape).astype("int32")
        else:
            values = np.round(rng.normal(size=shape), 3).astype("float32")
        inputs.append(backend.convert_to_tensor(values))
        mask = None
        if masked and len(shape) > 1:
            mask = rng.random(shape[:2]) < 0.6
            mask[:, rng.integers(0, shape[1])] = True
            mask = backend.convert_to_tensor(mask)
        masks.append(mask)
    return inputs, masks


def reset(model):
    for layer in flat_layers(model):
        if getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


def answers(model, rng, masked, again):
    """The call and those after it, with the rules until 3.15 where they differ."""
    calls = []
    for number in range(1 + again):
        inputs, masks = draw(model, rng, masked)
        described = {"inputs": [tensor(value, name=entry.name) for value, entry in zip(inputs, model.inputs)]}
        if masked:
            described["input_masks"] = [None if mask is None else tensor(mask) for mask in masks]
        if number == 2:
            reset(model)
            described["reset_before"] = True
        calls.append((described | results(model, inputs, masks), inputs, masks))
    for layer in flat_layers(model):
        if isinstance(layer, STOPPING):
            layer.supports_masking = True
    reset(model)
    for call, inputs, masks in calls:
        if call.get("reset_before"):
            reset(model)
        old = results(model, inputs, masks)
        masks_now = call.get("output_masks", [None] * len(call["outputs"]))
        masks_then = old.get("output_masks", [None] * len(old["outputs"]))
        if (old["outputs"], masks_then) != (call["outputs"], masks_now):
            call["until_3_15"] = {"outputs": old["outputs"], "output_masks": masks_then}
    return [call for call, _, _ in calls]


def record(case):
    made = {"name": case["name"], "source": case["source"]}
    keras.backend.clear_session()
    try:
        model = run(case["source"])
    except Exception as error:  # whatever Keras and torch raise is an answer
        return made | refusal(error, case["source"])
    rng = np.random.default_rng(zlib.crc32(case["name"].encode()))
    set_weights(model, rng)
    shapes = [list(output.shape) for output in keras.tree.flatten(model.outputs)]
    made |= {
        "model": {"class_name": type(model).__name__},
        "layers": operations(model),
        "params": model.count_params(),
        "weights": [tensor(weight.value, path=weight.path) for weight in model.weights],
        "output_shapes": shapes,
    }
    try:
        first, *more = answers(model, rng, "input_masks" in case, len(case.get("more_calls", [])))
    except Exception as error:
        refused = refusal(error, case["source"])
        return made | {"accepted": True, "run_error": refused["error"] | {"layer": refused["layer"]}}
    made |= first
    ran = [output["shape"] for output in first["outputs"]]
    if any(len(a) != len(b) or any(x not in (None, y) for x, y in zip(a, b)) for a, b in zip(shapes, ran)):
        made["symbolic_shape_wrong"] = True
    return made | ({"more_calls": more} if more else {})


def main(path):
    keras.config.disable_traceback_filtering()
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    whole |= {"keras": keras.__version__, "backend": backend.backend()}
    rows = ",\n".join(json.dumps(record(case), separators=(",", ":")) for case in whole.pop("cases"))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'{json.dumps(whole)[:-1]}, "cases": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main(sys.argv[1])
