"""Makes the files beside this one: models as RTNeural, AIDA-X, GuitarML and Neural Amp Modeler write them, with what a float64
reference in NumPy gives for them.

    python3 test/golden/json-files/json_files.py          compares with the files that are there, exit code 1 where one differs
    python3 test/golden/json-files/json_files.py FOLDER   writes them into FOLDER

Needs NumPy. Forms and equations are those of the libraries' sources. The reference computes each kind by its own equations.
"""

import json
import pathlib
import sys

import numpy as np

here = pathlib.Path(__file__).resolve().parent
STEPS = 40


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def listed(array):
    return np.asarray(array).tolist()


class Draw:
    def __init__(self, seed):
        self.random = np.random.RandomState(seed)

    def __call__(self, *shape, scale=None):
        spread = scale or (1.5 / np.sqrt(shape[0]) if len(shape) > 1 else 0.4)
        return np.float32(self.random.uniform(-1, 1, shape) * spread).astype(float)

    def signal(self, width=1):
        t = np.arange(STEPS)[:, None]
        tone = 0.4 * np.sin(t * (0.31 + 0.2 * np.arange(width))) + 0.2 * self.random.normal(size=(STEPS, width))
        return np.float32(tone).astype(float)


# cells, one step each: Keras's order for RTNeural, PyTorch's for the others


def keras_lstm(x, h, c, kernel, inner, bias):
    i, f, g, o = np.split(x @ kernel + h @ inner + bias, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def keras_gru(x, h, kernel, inner, bias):
    a, d = np.split(x @ kernel + bias[0], 3), np.split(h @ inner + bias[1], 3)
    z, r = sigmoid(a[0] + d[0]), sigmoid(a[1] + d[1])
    return z * h + (1 - z) * np.tanh(a[2] + r * d[2])


def torch_lstm(x, h, c, w, u, b):
    i, f, g, o = np.split(w @ x + u @ h + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def torch_gru(x, h, w, u, b, d):
    (ar, az, an), (dr, dz, dn) = np.split(w @ x + b, 3), np.split(u @ h + d, 3)
    r, z = sigmoid(ar + dr), sigmoid(az + dz)
    return (1 - z) * np.tanh(an + r * dn) + z * h


def rtneural(seed):
    """A dense layer with an activation of its own, a GRU, a batch norm, a PReLU, an LSTM, a head."""
    draw = Draw(seed)
    w1, b1 = draw(2, 6), draw(6)
    gru = draw(6, 15), draw(5, 15), draw(2, 15, scale=0.4)
    norm = draw(5) + 1, draw(5), draw(5), abs(draw(5)) + 0.4
    alpha = draw(1, 5, scale=0.5)
    lstm = draw(5, 28), draw(7, 28), draw(28)
    w2, b2 = draw(7, 3), draw(3)
    x = draw.signal(2)
    h, g, c, rows = np.zeros(5), np.zeros(7), np.zeros(7), []
    for row in x:
        a = np.where(row @ w1 + b1 > 0, row @ w1 + b1, np.expm1(row @ w1 + b1))
        h = keras_gru(a, h, *gru)
        n = (h - norm[2]) / np.sqrt(norm[3] + 0.01) * norm[0] + norm[1]
        g, c = keras_lstm(np.where(n > 0, n, alpha[0] * n), g, c, *lstm)
        e = np.exp(g @ w2 + b2)
        rows.append(e / e.sum())
    layer = lambda kind, width, *weights, **more: {"type": kind, "activation": "", "shape": [None, None, width], "weights": [listed(w) for w in weights], **more}
    model = {
        "in_shape": [None, None, 2],
        "layers": [
            layer("time-distributed-dense", 6, w1, b1),
            {"type": "activation", "activation": "elu", "shape": [None, None, 6], "weights": []},
            layer("gru", 5, *gru, activation="tanh"),
            layer("batchnorm", 5, *norm, epsilon=0.01),
            layer("prelu", 5, alpha),
            layer("lstm", 7, *lstm, activation="tanh"),
            layer("dense", 3, w2, b2, activation="softmax"),
        ],
    }
    return model, x, np.array(rows)


def aidax(seed, before, after, skip, controls=0):
    """An LSTM of AIDA-X with gains in decibels, a skip, controls beside the signal, and its own steps to check."""
    draw = Draw(seed)
    n = 1 + controls
    lstm = draw(n, 32), draw(8, 32), draw(32)
    w, b = draw(8, 1), draw(1)
    x = draw.signal(n)

    def run(x):
        h, c, rows = np.zeros(8), np.zeros(8), []
        for row in x:
            gained = np.concatenate([row[:1] * 10 ** (before / 20), row[1:]])
            h, c = keras_lstm(gained, h, c, *lstm)
            rows.append((h @ w + b + skip * gained[:1]) * 10 ** (after / 20))
        return np.array(rows)

    # the steps beside a model are of the signal alone, with its controls at 0
    alone = np.concatenate([x[:, :1], np.zeros((STEPS, controls))], 1)
    y = run(x)
    shape = lambda width: [None, None, width]
    model = {
        "in_shape": shape(n),
        "in_skip": skip,
        "in_gain": before,
        "out_gain": after,
        "metadata": {"name": "made", "samplerate": "44100"},
        "layers": [
            {"type": "lstm", "activation": "", "shape": shape(8), "weights": [listed(one) for one in lstm]},
            {"type": "dense", "activation": "", "shape": shape(1), "weights": [listed(w), listed(b)]},
        ],
        "input_batch": listed(x[:, 0]),
        "output_batch": listed(run(alone)[:, 0]),
    }
    return model, x, y


def guitarml(seed, kind, inputs, units, depth, skip, bias=True):
    """A state_dict of PyTorch with its sizes."""
    draw = Draw(seed)
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[kind]
    layers = []
    for k in range(depth):
        width = inputs if k == 0 else units
        layers.append((draw(gates * units, width, scale=0.9), draw(gates * units, units, scale=0.6), draw(gates * units), draw(gates * units)))
    w, b = draw(1, units, scale=0.5), draw(1)
    x = draw.signal(inputs)
    h, c = np.zeros((depth, units)), np.zeros((depth, units))
    rows = []
    for row in x:
        a = row
        for k, (wi, wh, bi, bh) in enumerate(layers):
            if kind == "LSTM":
                h[k], c[k] = torch_lstm(a, h[k], c[k], wi, wh, bi + bh)
            elif kind == "GRU":
                h[k] = torch_gru(a, h[k], wi, wh, bi, bh)
            else:
                h[k] = np.tanh(wi @ a + bi + wh @ h[k] + bh)
            a = h[k]
        rows.append(w @ a + (b if bias else 0) + (row[:1] if skip else 0))
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    tensors = {f"rec.{name}_l{k}": listed(one) for k, layer in enumerate(layers) for name, one in zip(names, layer)}
    tensors["lin.weight"] = listed(w)
    if bias:
        tensors["lin.bias"] = listed(b)
    data = {
        "model": "SimpleRNN",
        "input_size": inputs,
        "output_size": 1,
        "skip": skip,
        "unit_type": kind,
        "num_layers": depth,
        "hidden_size": units,
        "bias_fl": bias,
    }
    return {"model_data": data, "state_dict": tensors}, x, np.array(rows)


def nam(seed, units, depth, inputs=1, rate=None):
    """One list of weights, with first states."""
    draw = Draw(seed)
    layers = []
    for k in range(depth):
        width = inputs if k == 0 else units
        layers.append((draw(4 * units, width + units, scale=0.8), draw(4 * units), draw(units), draw(units, scale=2.5)))
    w, b = draw(1, units, scale=0.5), draw(1)
    x = draw.signal(inputs)
    h, c = [layer[2] for layer in layers], [layer[3] for layer in layers]
    rows = []
    for row in x:
        a = row
        for k, (both, bias, _, _) in enumerate(layers):
            h[k], c[k] = torch_lstm(a, h[k], c[k], both[:, : len(a)], both[:, len(a) :], bias)
            a = h[k]
        rows.append(w @ a + b)
    flat = np.concatenate([one.ravel() for layer in layers for one in layer] + [w.ravel(), b])
    model = {
        "version": "0.5.4",
        "metadata": {"name": "made", "loudness": -18.2, "gain": 0.4},
        "architecture": "LSTM",
        "config": {"input_size": inputs, "hidden_size": units, "num_layers": depth},
        "weights": listed(flat),
    }
    return {**model, **({"sample_rate": rate} if rate else {})}, x, np.array(rows)


MADE = [
    ("rtneural-gru5-lstm7.json", lambda: rtneural(701), "RTNeural: all layers that are no convolution"),
    ("aidax-lstm8-gains.json", lambda: aidax(702, 6.0, -4.5, 1), "AIDA-X: gains and skip, 44.1 kHz"),
    ("aidax-lstm8-skip.json", lambda: aidax(703, 0, 0, 1, controls=2), "AIDA-X: skip, two controls"),
    ("aidax-lstm8-plain.json", lambda: aidax(704, -3, 2, 0), "AIDA-X: gains without a skip"),
    ("guitarml-lstm9.json", lambda: guitarml(705, "LSTM", 1, 9, 1, 1), "GuitarML: LSTM, skip 1"),
    ("guitarml-gru6-2layer-knob.json", lambda: guitarml(706, "GRU", 2, 6, 2, 1), "GuitarML: GRU of two layers, a knob beside the signal"),
    ("guitarml-rnn7.json", lambda: guitarml(707, "RNN", 1, 7, 1, 0, bias=False), "GuitarML: RNN without skip, a Linear without bias"),
    ("nam-lstm-2x5.nam", lambda: nam(708, 5, 2, rate=48000), "NAM: two layers, first states, 48 kHz"),
    ("nam-lstm-1x6-knob.nam", lambda: nam(709, 6, 1, inputs=2), "NAM: two inputs, no sample rate"),
]


def text_of(case):
    rows = lambda matrix: "[\n  " + ",\n  ".join(json.dumps([float(f"{v:.10g}") for v in row]) for row in matrix) + "\n ]"
    held = {key: rows(one) if isinstance(one, np.ndarray) else json.dumps(one) for key, one in case.items()}
    return "{\n" + ",\n".join(f' "{key}": {one}' for key, one in held.items()) + "\n}\n"


def main(folder):
    same = True
    for name, make, notes in MADE:
        model, x, y = make()
        case = {"file": name, "expected": "import", "notes": notes, "inputs": x, "outputs": y}
        beside = (name[:-5] if name.endswith(".json") else name) + ".io.json"
        for path, text in ((name, json.dumps(model) + "\n"), (beside, text_of(case))):
            if folder is None:
                found = (here / path).read_text() if (here / path).exists() else None
                same = same and found == text
                print(path, "same" if found == text else "differs")
            else:
                (pathlib.Path(folder) / path).write_text(text)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
