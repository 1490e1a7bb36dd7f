"""Makes the files beside this one: models as Keras 2 and 3 write them, with what a float64 reference in NumPy gives for them.

    python3 test/golden/keras-files/keras_files.py          compares with the files that are there, exit code 1 where one differs
    python3 test/golden/keras-files/keras_files.py FOLDER   writes them into FOLDER

Needs h5py and NumPy (Debian: python3-h5py), not Keras: forms and equations are those of its documentation. The reference knows
layers and arrays, and nothing of files.
"""

import io
import json
import pathlib
import re
import sys
import zipfile

import h5py
import numpy as np

here = pathlib.Path(__file__).resolve().parent


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "swish": lambda x: x * sigmoid(x),
    "relu6": lambda x: np.clip(x, 0, 6),
    "hard_sigmoid 2": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "hard_sigmoid 3": lambda x: np.clip(x / 6 + 0.5, 0, 1),
}


def activation(name, major=3):
    if isinstance(name, dict):
        slope = name["config"].get("negative_slope", name["config"].get("alpha"))
        return lambda x: np.where(x > 0, x, slope * x)
    return ACTIVATIONS[f"hard_sigmoid {major}" if name == "hard_sigmoid" else name]


# what layers compute of sequences [steps, numbers]


def dense(c, w, x, major):
    return activation(c["activation"], major)(x @ w[0] + (w[1] if c["use_bias"] else 0))


def recurrent(kind, c, w, x, major):
    units = c["units"]
    f = activation(c["activation"], major)
    g = activation(c.get("recurrent_activation", "linear"), major)
    kernel, inner = w[:2]
    bias = w[2] if c["use_bias"] else np.zeros((2, kernel.shape[1]) if c.get("reset_after") else kernel.shape[1])
    h = np.zeros(units)
    cell = np.zeros(units)
    rows = []
    for row in x:
        if kind.startswith("SimpleRNN"):
            h = f(row @ kernel + h @ inner + bias)
        elif kind.startswith("LSTM"):
            i, forget, new, o = np.split(row @ kernel + h @ inner + bias, 4)
            cell = g(forget) * cell + g(i) * f(new)
            h = g(o) * f(cell)
        elif c["reset_after"]:
            a = np.split(row @ kernel + bias[0], 3)
            d = np.split(h @ inner + bias[1], 3)
            z, r = g(a[0] + d[0]), g(a[1] + d[1])
            h = z * h + (1 - z) * f(a[2] + r * d[2])
        else:
            a = np.split(row @ kernel + bias, 3)
            u = np.split(inner, 3, 1)
            z, r = g(a[0] + h @ u[0]), g(a[1] + h @ u[1])
            h = z * h + (1 - z) * f(a[2] + (r * h) @ u[2])
        rows.append(h)
    return np.array(rows)


def normalised(kind, c, w, x):
    if kind == "Normalization":
        mean, variance = w[:2] if w else (np.ravel(c["mean"]), np.ravel(c["variance"]))
        deviation = np.maximum(np.sqrt(variance), 1e-7)
        return x * deviation + mean if c.get("invert") else (x - mean) / deviation
    w = list(w)
    gamma = w.pop(0) if c["scale"] else 1
    beta = w.pop(0) if c["center"] else 0
    mean, variance = w if w else (x.mean(-1, keepdims=True), x.var(-1, keepdims=True))
    return gamma * (x - mean) / np.sqrt(variance + c["epsilon"]) + beta


MERGES = {
    "Add": lambda xs: sum(xs),
    "Subtract": lambda xs: xs[0] - xs[1],
    "Multiply": lambda xs: np.prod(xs, 0),
    "Average": lambda xs: np.mean(xs, 0),
    "Maximum": lambda xs: np.max(xs, 0),
    "Minimum": lambda xs: np.min(xs, 0),
    "Concatenate": lambda xs: np.concatenate(xs, -1),
}
IDLE = ["InputLayer", "Dropout", "GaussianNoise", "ActivityRegularization", "Masking", "Reshape"]


def apply(node, xs, major):
    kind, c, w = node["kind"], node["config"], [np.asarray(one, float) for _, one in node["weights"]]
    x = xs[0]
    if kind in IDLE:
        return x
    if kind in MERGES:
        return MERGES[kind](xs)
    if kind == "TFOpLambda":
        return xs[0] + xs[1] if c["function"].endswith("add") else np.tanh(x)
    if kind in ("Sequential", "Functional"):
        return run(node["model"], x, major)
    if kind == "TimeDistributed":
        return dense(c["layer"]["config"], w, x, major)
    if kind == "RNN":
        cells = c["cell"]["config"].get("cells", [c["cell"]])
        for one in cells:
            count = 3 if one["config"]["use_bias"] else 2
            x, w = recurrent(one["class_name"], one["config"], w[:count], x, major), w[count:]
        return x
    if kind == "Dense":
        return dense(c, w, x, major)
    if kind in ("LSTM", "GRU", "SimpleRNN"):
        return recurrent(kind, c, w, x, major)
    if kind in ("Normalization", "BatchNormalization", "LayerNormalization"):
        return normalised(kind, c, w, x)
    if kind == "Rescaling":
        return x * np.array(c["scale"]) + np.array(c["offset"])
    if kind == "PReLU":
        return np.where(x > 0, x, w[0].reshape(-1) * x)
    if kind == "ELU":
        return np.where(x > 0, x, c["alpha"] * np.expm1(x))
    if kind == "ReLU":
        return np.where(x > 0, x, c["negative_slope"] * x)
    return activation(c["activation"], major)(x)  # Activation


def run(model, x, major):
    values, start = {}, 0
    for node in model["nodes"]:
        if node["kind"] == "InputLayer":
            width = node["config"][model["shape"]][-1]
            values[node["name"]] = x[:, start : start + width]
            start += width
        else:
            values[node["name"]] = apply(node, [values[name] for name in node["reads"]], major)
    return np.concatenate([values[name] for name in model["outputs"]], -1)


# models: nodes in order, each with its class, arguments, weights and what it reads


class Maker:
    """Draws layers from a seed, and puts them behind each other."""

    def __init__(self, seed, sequential=True, shape="batch_shape", dtype="f4"):
        self.random = np.random.RandomState(seed)
        self.model = {"sequential": sequential, "nodes": [], "outputs": [], "shape": shape}
        self.widths = {}
        self.dtype = dtype

    def draw(self, *shape, scale=None):
        spread = scale or (1.6 / np.sqrt(shape[0]) if len(shape) > 1 else 0.4)
        return (self.random.uniform(-1, 1, shape) * spread).astype(self.dtype)

    def put(self, kind, width, weights=(), reads=None, name=None, **config):
        count = sum(node["kind"] == kind for node in self.model["nodes"])
        name = name or re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", kind).lower() + (f"_{count}" if count else "")
        before = self.model["outputs"]
        node = {
            "name": name,
            "kind": kind,
            "config": {"name": name, "trainable": True, "dtype": "float32", **config},
            "weights": list(weights),
            "reads": ([reads] if isinstance(reads, str) else reads) if reads is not None else list(before),
        }
        if kind == "InputLayer":
            node["reads"] = []
        self.model["nodes"].append(node)
        self.model["outputs"] = [name]
        self.widths[name] = width
        return name

    def of(self, reads):
        names = self.model["outputs"] if reads is None else [reads] if isinstance(reads, str) else reads
        return self.widths[names[0]]

    def input(self, width, steps=None, name="input_layer"):
        return self.put("InputLayer", width, name=name, **{self.model["shape"]: [None, steps, width]})

    def dense(self, units, activation="linear", use_bias=True, reads=None, **more):
        weights = [("kernel", self.draw(self.of(reads), units))] + ([("bias", self.draw(units))] if use_bias else [])
        config = {"units": units, "activation": activation, "use_bias": use_bias, **more}
        return self.put("Dense", units, weights, reads, **config)

    def recurrent(self, kind, units, reads=None, use_bias=True, name=None, **config):
        config = {"units": units, "activation": "tanh", "use_bias": use_bias, "return_sequences": True, **config}
        gates = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}[kind]
        if gates > 1:
            config = {"recurrent_activation": "sigmoid", **config}
        rows = gates * units
        bias = self.draw(2, rows, scale=0.4) if config.get("reset_after") else self.draw(rows)
        weights = [("kernel", self.draw(self.of(reads), rows)), ("recurrent_kernel", self.draw(units, rows))]
        return self.put(kind, units, weights + ([("bias", bias)] if use_bias else []), reads, name, **config)

    def batch_norm(self, reads=None, scale=True, center=True, epsilon=1e-3):
        n = self.of(reads)
        weights = [("gamma", self.draw(n) + 1)] * scale + [("beta", self.draw(n))] * center
        weights += [("moving_mean", self.draw(n)), ("moving_variance", abs(self.draw(n)) + self.dtype_of(0.3))]
        return self.put("BatchNormalization", n, weights, reads, axis=[-1], epsilon=epsilon, scale=scale, center=center)

    def dtype_of(self, x):
        return np.dtype(self.dtype).type(x)

    def merge(self, kind, reads, **config):
        width = sum(self.widths[name] for name in reads) if kind == "Concatenate" else self.widths[reads[0]]
        return self.put(kind, width, (), reads, **config)


# the two forms of files


def legacy_history(node):
    """inbound_nodes of Keras 2."""
    if node["kind"] == "TFOpLambda":
        first, *others = node["reads"]
        return [[first, 0, 0, {"name": None, **({"y": [others[0], 0, 0]} if others else {})}]]
    return [[[name, 0, 0, {}] for name in node["reads"]]] if node["reads"] else []


def history(node, widths):
    """inbound_nodes of Keras 3."""
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {"shape": [None, None, widths[name]], "dtype": "float32", "keras_history": [name, 0, 0]},
        }
        for name in node["reads"]
    ]
    args = [tensors] if node["kind"] in MERGES else tensors
    return [{"args": args, "kwargs": {"training": False, "mask": None}}] if tensors else []


def described(model, major, widths, name="model"):
    layers = []
    for node in model["nodes"]:
        config = node["config"]
        if "model" in node:
            config = described(node["model"], major, widths, node["name"])["config"]
        layer = {"class_name": node["kind"], "config": config}
        if major == 3:
            layer = {"module": "keras.layers", **layer, "registered_name": None}
        if not model["sequential"]:
            inbound = history(node, widths) if major == 3 else legacy_history(node)
            layer = {**layer, "name": node["name"], "inbound_nodes": inbound}
        layers.append(layer)
    config = {"name": name, "layers": layers}
    if not model["sequential"]:
        inputs = [[node["name"], 0, 0] for node in model["nodes"] if node["kind"] == "InputLayer"]
        outputs = [[name, 0, 0] for name in model["outputs"]]
        flat = major == 3 and len(inputs) == 1, major == 3 and len(outputs) == 1
        config = {
            **config,
            "input_layers": inputs[0] if flat[0] else inputs,
            "output_layers": outputs[0] if flat[1] else outputs,
        }
    return {"class_name": "Sequential" if model["sequential"] else "Functional", "config": config}


def ordered(node):
    """Weights of a layer in the older form: those that train first, of a model inside as of one layer."""
    if "model" not in node:
        return [(f"{node['name']}/{name}:0", one) for name, one in node["weights"]]
    inside = [(f"{one['name']}/{name}:0", w) for one in node["model"]["nodes"] for name, w in one["weights"]]
    moving = [pair for pair in inside if "moving" in pair[0]]
    return [pair for pair in inside if "moving" not in pair[0]] + moving


def h5_of(model, version, widths, listed=False):
    """`model.save('x.h5')`. Until Keras 2.2.3 the arguments of a Sequential were the list of its layers."""
    text = described(model, 3 if version.startswith("3") else 2, widths)
    if listed:
        text = {"class_name": "Sequential", "config": text["config"]["layers"]}
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        file.attrs["keras_version"] = version.encode()
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps(text).encode()
        groups = file.create_group("model_weights")
        groups.attrs["layer_names"] = np.array([node["name"].encode() for node in model["nodes"]])
        for node in model["nodes"]:
            group = groups.create_group(node["name"])
            weights = ordered(node)
            group.attrs["weight_names"] = np.array([name.encode() for name, _ in weights]) if weights else np.zeros(0)
            for name, one in weights:
                group.create_dataset(name, data=one)
    return held.getvalue()


def snake(kind):
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)).lower()


def write_vars(group, weights, name=None):
    held = group.create_group("vars")
    if name:
        held.attrs["name"] = name
    for k, (_, one) in enumerate(weights):
        held.create_dataset(str(k), data=one)


def write_layers(group, model, named, twice=False):
    used = {}
    for node in model["nodes"]:
        stem = snake(node["kind"])
        count = used[stem] = used.get(stem, -1) + 1
        held = group.create_group(stem + (f"_{count}" if count else ""))
        if twice and node["weights"]:  # Keras 2.12 listed a layer with weights under two names, and counted both
            used[stem] += 1
        inside = {"LSTM": "cell", "GRU": "cell", "SimpleRNN": "cell", "TimeDistributed": "layer"}.get(node["kind"])
        if "model" in node:
            write_layers(held.create_group("layers"), node["model"], named)
        elif node["kind"] == "RNN":
            write_cells(held.create_group("cell"), node, named)
        elif inside:
            write_vars(held.create_group(inside), node["weights"], named and f"{node['name']}_cell")
            write_vars(held, (), named and node["name"])
        else:
            write_vars(held, node["weights"], named and node["name"])


def write_cells(group, node, named):
    cell, weights = node["config"]["cell"], node["weights"]
    if "cells" not in cell["config"]:
        return write_vars(group, weights, named and "cell")
    for k, one in enumerate(cell["config"]["cells"]):
        write_vars(group.create_group(f"cells/{snake(one['class_name'])}"), weights[3 * k : 3 * k + 3], named and str(k))


def keras_of(model, version, widths, named=True, container="layers"):
    """`model.save('x.keras')`: groups are named by class and counter; newer versions write the layer's name beside."""
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        write_layers(file.create_group(container), model, named, twice=container != "layers")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for name, data in (
            ("metadata.json", json.dumps({"keras_version": version, "date_saved": "2026-01-01@00:00:00"})),
            ("config.json", json.dumps(described(model, 3, widths))),
            ("model.weights.h5", held.getvalue()),
        ):
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return archive.getvalue()


def text_of(case):
    """A row a line."""
    rows = lambda matrix: "[\n  " + ",\n  ".join(json.dumps([float(f"{v:.10g}") for v in row]) for row in matrix) + "\n ]"
    held = {key: rows(one) if isinstance(one, np.ndarray) else json.dumps(one, ensure_ascii=False) for key, one in case.items()}
    return "{\n" + ",\n".join(f' "{key}": {one}' for key, one in held.items()) + "\n}\n"


def main(folder):
    import keras_cases
    import rltools_file

    same = True
    for name, data, case in [*keras_cases.cases(), *rltools_file.cases()]:
        for path, held in ((name, data), (name + ".json", text_of(case).encode())):
            if folder is None:
                found = (here / path).read_bytes() if (here / path).exists() else None
                same = same and found == held
                print(path, "same" if found == held else "differs")
            else:
                (pathlib.Path(folder) / path).write_bytes(held)
    return 0 if same else 1


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
