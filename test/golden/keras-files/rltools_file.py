"""A policy as rl-tools writes them, for keras_files.py: dense layers and a GRU with a first state."""

import io

import h5py
import numpy as np

from keras_files import sigmoid


def parameters(group, name, data):
    held = group.create_group(name).create_dataset("parameters", data=data)
    held.attrs["type"] = "matrix" if data.ndim == 2 else "tensor"


def cases():
    random = np.random.RandomState(520)
    draw = lambda *shape, scale=0.6: (random.uniform(-1, 1, shape) * scale).astype("f4")
    n, width, units, m = 6, 7, 9, 3
    first = {"weights": draw(width, n), "biases": draw(1, width)}
    gru = {
        "weights_input": draw(3 * units, width),
        "weights_hidden": draw(3 * units, units),
        "biases_input": draw(3 * units),
        "biases_hidden": draw(3 * units),
        "initial_hidden_state": draw(units),
    }
    last = {"weights": draw(m, units), "biases": draw(1, m)}

    def run(x):
        h = gru["initial_hidden_state"].astype(float)
        rows = []
        for row in x:
            a = np.maximum(first["weights"].astype(float) @ row + first["biases"][0], 0)
            i = np.split(gru["weights_input"].astype(float) @ a + gru["biases_input"], 3)
            d = np.split(gru["weights_hidden"].astype(float) @ h + gru["biases_hidden"], 3)
            r, z = sigmoid(i[0] + d[0]), sigmoid(i[1] + d[1])
            h = (1 - z) * np.tanh(i[2] + r * d[2]) + z * h
            rows.append(last["weights"].astype(float) @ h + last["biases"][0])
        return np.array(rows)

    inputs = draw(20, 2, n, scale=1.5)
    outputs = np.stack([run(inputs[:, k].astype(float)) for k in range(2)], 1)
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        actor = file.create_group("actor")
        actor.attrs["type"] = "sequential"
        for k, (kind, function, tensors) in enumerate((("dense", "RELU", first), ("gru", None, gru), ("dense", "IDENTITY", last))):
            layer = actor.create_group(f"layers/{k}")
            layer.attrs["type"] = kind
            if function:
                layer.attrs["activation_function"] = function
            for name, data in tensors.items():
                parameters(layer, name, data)
        file.create_dataset("example/input", data=inputs)
        file.create_dataset("example/output", data=outputs.astype("f4"))
    x = inputs[:, 0].astype(float)
    notes = "a policy of rl-tools: Dense, GRU with a first state, Dense; example steps of two streams"
    name = "rltools-gru-h9.h5"
    yield name, held.getvalue(), {"file": name, "expected": "import", "notes": notes, "inputs": x, "outputs": outputs[:, 0]}
