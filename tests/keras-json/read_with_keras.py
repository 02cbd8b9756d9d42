"""Has real Keras read what Unroll exports.

    python3 tests/keras-json/read_with_keras.py FOLDER [EVERY]

FOLDER is what `node scripts/typescript.mjs tests/keras-json/main.ts FOLDER` left: JSON texts and
programs, each with the facts that Unroll tells of the model. Every text (or one of EVERY) is read by
`keras.models.model_from_json`, or run; parameters, inputs and outputs must be the same. What needs
the classes of its own program is passed over. Prints each difference and the counts; the exit
status is 1 where there is one.
"""
import json
import pathlib
import sys

import keras


def facts(model):
    as_list = lambda shape: [list(shape)] if shape and not isinstance(shape[0], (tuple, list)) else shape
    flat = lambda tensors: [list(t.shape) for t in keras.tree.flatten(tensors)]
    return {
        "params": model.count_params(),
        "inputs": flat(model.inputs),
        "outputs": flat(model.outputs),
    }


def read(path):
    keras.backend.clear_session()
    text = path.read_text()
    if path.suffix == ".json":
        return keras.models.model_from_json(text)
    names = {}
    exec(compile(text, path.name, "exec"), names)
    return names["model"]


def main():
    folder = pathlib.Path(sys.argv[1])
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = 0
    for suffix in (".json", ".py"):
        paths = sorted(p for p in folder.iterdir() if p.suffix == suffix)[::every]
        same = passed_over = 0
        for path in paths:
            want = json.loads(pathlib.Path(f"{path}.facts").read_text())
            if want["left_out"]:
                passed_over += 1
                continue
            try:
                got = facts(read(path))
                expected = {
                    "params": want["params"]["total"],
                    "inputs": want["inputs"],
                    "outputs": want["outputs"],
                }
                assert got == expected, f"got {got}, expected {expected}"
                same += 1
            except Exception as error:
                wrong += 1
                print(f"{path.name}: {type(error).__name__}: {str(error)[:600]}")
        print(f"{suffix}: Keras reads {same} of {len(paths)} as Unroll does, {passed_over} passed over")
    return 1 if wrong else 0


sys.exit(main())
