"""Makes the ONNX files of this folder, and the inputs of each as NAME.json. outputs.mjs then runs onnxruntime-web on them.

    python3 test/golden/onnx-files/make.py FOLDER

Needs PyTorch and ONNX (Debian: python3-torch, python3-onnx). Weights and inputs are drawn from seeds.
"""

import io
import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

folder = pathlib.Path(sys.argv[1])
F = np.float32


def stream(seed, steps, size, scale=1.0):
    """A random walk with noise: [steps, size] in float32."""
    random = np.random.RandomState(seed)
    walk = np.cumsum(random.normal(size=(steps, size)), 0) * 0.2 + random.normal(size=(steps, size)) * 0.6
    return (walk * scale).astype(F)


def save(name, model, inputs, run, feeds, expected="import", **more):
    """`feeds`: for each graph input that is fed in each step its name, its columns, and its shape with -1 for time."""
    (folder / f"{name}.onnx").write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    case = {"expected": expected, "run": run, "feeds": feeds, **more}
    case["inputs"] = [[float(x) for x in row] for row in inputs]
    (folder / f"{name}.json").write_text(json.dumps(case))


# -- by torch.onnx.export --


def drawn(module, seed, gain=1.3):
    """Weights larger than PyTorch draws them, so that gates are used."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in module.parameters():
            bound = gain / max(1, p.shape[-1]) ** 0.5 if p.dim() > 1 else 0.4
            p.copy_(torch.empty(p.shape).uniform_(-bound, bound, generator=generator))
        for one in module.modules():
            if isinstance(one, nn.BatchNorm1d):
                one.running_mean.uniform_(-1, 1, generator=generator)
                one.running_var.uniform_(0.5, 2, generator=generator)
    return module.eval()


def exported(module, args, opset, inputs, outputs, dynamic=None):
    buffer = io.BytesIO()
    torch.onnx.export(module, args, buffer, opset_version=opset, input_names=inputs, output_names=outputs, dynamic_axes=dynamic)
    return buffer.getvalue()


class Tagger(nn.Module):
    """LSTM between normalisations, with a head of many activations: every row leaves."""

    def __init__(self, norm):
        super().__init__()
        self.front, self.norm = nn.Linear(5, 6), norm
        self.rnn = nn.LSTM(6, 7, 2, batch_first=True)
        self.after = nn.LayerNorm(7)
        self.head = nn.Sequential(nn.Linear(7, 9), nn.GELU(), nn.Linear(9, 4), nn.SiLU(), nn.Linear(4, 4), nn.Hardswish(), nn.Linear(4, 3))

    def forward(self, x):
        z = self.norm(torch.nn.functional.elu(self.front(x)))
        y, _ = self.rnn(z)
        return self.head(self.after(y))


open_axes = {"x": {0: "batch", 1: "time"}, "y": {0: "batch", 1: "time"}}
for opset in (9, 13, 17):
    module = drawn(Tagger(nn.LayerNorm(6)), 100 + opset)
    save(f"torch-tagger-opset{opset}", exported(module, torch.zeros(3, 4, 5), opset, ["x"], ["y"], open_axes), stream(opset, 24, 5), "whole", [["x", 5, [1, -1, 5]]])


class Classifier(nn.Module):
    """BatchNorm over features of a sequence, GRU, the last step's state, log-softmax."""

    def __init__(self):
        super().__init__()
        self.norm, self.rnn, self.head = nn.BatchNorm1d(4), nn.GRU(4, 9, 2), nn.Linear(9, 5)

    def forward(self, x):
        z = self.norm(x).permute(2, 0, 1)
        _, h = self.rnn(z)
        return torch.log_softmax(self.head(h[-1]), -1)


save("torch-classifier-channels-first", exported(drawn(Classifier(), 120), torch.zeros(1, 4, 6), 13, ["x"], ["y"], {"x": {2: "T"}}), stream(120, 20, 4), "prefix", [["x", 4, [1, 4, -1]]], last_axis=True)


class Policy(nn.Module):
    """As in reinforcement learning: a running normaliser with clipping, an MLP, a recurrent core, two heads."""

    def __init__(self, core):
        super().__init__()
        generator = torch.Generator().manual_seed(7)
        self.register_buffer("mean", torch.randn(8, generator=generator) * 3)
        self.register_buffer("var", torch.rand(8, generator=generator) * 4 + 0.1)
        self.mlp = nn.Sequential(nn.Linear(8, 16), nn.ELU(), nn.Linear(16, 12), nn.ELU())
        self.core, self.norm = core, nn.LayerNorm(10)
        self.mu, self.value = nn.Linear(10, 4), nn.Linear(10, 1)
        self.log_std = nn.Parameter(torch.zeros(4))

    def front(self, obs):
        z = torch.clamp((obs - self.mean) / torch.sqrt(self.var + 1e-5), -5.0, 5.0)
        return self.mlp(z)


class LstmPolicy(Policy):
    def __init__(self):
        super().__init__(nn.LSTM(12, 10))

    def forward(self, obs, h, c):
        y, (h, c) = self.core(self.front(obs).unsqueeze(0), (h, c))
        z = self.norm(y.squeeze(0))
        return torch.tanh(self.mu(z)), self.value(z), h, c


state = lambda *names: [[a, b, [1, 1, 10], [0.0] * 10] for a, b in names]
zeros = torch.zeros(1, 1, 10)
save("torch-policy-lstm", exported(drawn(LstmPolicy(), 130), (torch.zeros(1, 8), zeros, zeros), 11, ["obs", "out_state_.1", "hidden_state.1"], ["mu", "value", "out_state", "hidden_state"]), stream(130, 30, 8, 2), "loop", [["obs", 8, [1, 8]]], y=["mu", "value"], state=state(["out_state_.1", "out_state"], ["hidden_state.1", "hidden_state"]))


class GruPolicy(Policy):
    def __init__(self):
        super().__init__(nn.GRU(12, 10))

    def forward(self, obs, h):
        y, h = self.core(self.front(obs).unsqueeze(0), h)
        return self.mu(self.norm(y.squeeze(0))), h


start = [float(x) for x in np.random.RandomState(8).uniform(-0.8, 0.8, 10).astype(F)]
save("torch-policy-gru-open-batch", exported(drawn(GruPolicy(), 131), (torch.zeros(2, 8), torch.zeros(1, 2, 10)), 14, ["obs", "h_in"], ["actions", "h_out"], {"obs": {0: "batch"}, "h_in": {1: "batch"}, "h_out": {1: "batch"}}), stream(131, 25, 8), "loop", [["obs", 8, [1, 8]]], y=["actions"], state=[["h_in", "h_out", [1, 1, 10], start]])


class Cells(nn.Module):
    """LSTMCell and GRUCell, which PyTorch writes out in elementary operators; the state of both in one tensor."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.head = nn.LSTMCell(3, 5), nn.GRUCell(5, 4), nn.Linear(4, 2)

    def forward(self, x, state):
        h, c, g = state[:, :5], state[:, 5:10], state[:, 10:]
        h, c = self.a(x, (h, c))
        g = self.b(h, g)
        return torch.sigmoid(self.head(g)) + x[:, :2], torch.cat([h, c, g], 1)


save("torch-cells-one-state", exported(drawn(Cells(), 140), (torch.zeros(1, 3), torch.zeros(1, 14)), 12, ["x", "state"], ["y", "new_state"]), stream(140, 30, 3), "loop", [["x", 3, [1, 3]]], y=["y"], state=[["state", "new_state", [1, 14], [0.0] * 14]])


class Ctrnn(nn.Module):
    """A continuous-time network, and a liquid one, written out with a few Euler steps."""

    def __init__(self):
        super().__init__()
        self.w, self.u = nn.Linear(2, 6), nn.Linear(6, 6)
        self.tau = nn.Parameter(torch.rand(6) + 0.5)
        self.rise = nn.Parameter(torch.randn(6))
        self.head = nn.Linear(6, 1)

    def forward(self, x, v):
        for _ in range(3):
            f = torch.sigmoid(self.w(x) + self.u(v))
            v = (v + 0.1 * f * self.rise) / (1 + 0.1 * (1 / torch.nn.functional.softplus(self.tau) + f))
        return self.head(v), v


save("torch-liquid-written-out", exported(drawn(Ctrnn(), 150), (torch.zeros(1, 2), torch.zeros(1, 6)), 13, ["x", "v_in"], ["y", "v_out"]), stream(150, 40, 2), "loop", [["x", 2, [1, 2]]], y=["y"], state=[["v_in", "v_out", [1, 6], [0.1] * 6]])


class Stacked(nn.Module):
    """Two layers whose state is one tensor; sequences of any length go in with it."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(3, 6, 2), nn.Linear(6, 2)

    def forward(self, x, h, c):
        y, (hn, cn) = self.rnn(x, (h, c))
        return self.head(y), hn, cn


zeros2 = torch.zeros(2, 1, 6)
save("torch-stacked-open-time", exported(drawn(Stacked(), 160), (torch.zeros(5, 1, 3), zeros2, zeros2), 15, ["x", "hx", "cx"], ["y", "hy", "cy"], {"x": {0: "T"}, "y": {0: "T"}}), stream(160, 30, 3), "loop", [["x", 3, [-1, 1, 3]]], y=["y"], state=[["hx", "hy", [2, 1, 6], [0.0] * 12], ["cx", "cy", [2, 1, 6], [0.0] * 12]])
save("torch-stacked-chunks", exported(drawn(Stacked(), 161), (torch.zeros(5, 1, 3), zeros2, zeros2), 15, ["x", "h_in", "c_in"], ["y", "h_out", "c_out"]), stream(161, 30, 3), "chunks", [["x", 3, [-1, 1, 3]]], y=["y"], chunk=5, state=[["h_in", "h_out", [2, 1, 6], [0.0] * 12], ["c_in", "c_out", [2, 1, 6], [0.0] * 12]])


class Both(nn.Module):
    """Returns the sequence and the last state, as torch.nn does; the state is no output here."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(4, 6, nonlinearity="relu", batch_first=True)

    def forward(self, x):
        return self.rnn(x)


save("torch-rnn-with-state-output", exported(drawn(Both(), 170, 0.8), torch.zeros(1, 5, 4), 13, ["input"], ["output", "hn"], {"input": {1: "seq"}}), stream(170, 25, 4), "whole", [["input", 4, [1, -1, 4]]], y=["output"])


class Window(nn.Module):
    """A fixed window, as Keras users train: the last of 12 steps. Streaming goes on where the window ends."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(2, 5, batch_first=True), nn.Linear(5, 1)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.head(y[:, -1, :])


save("torch-window-of-12", exported(drawn(Window(), 180), torch.zeros(1, 12, 2), 13, ["x"], ["y"]), stream(180, 12, 2), "final", [["x", 2, [1, -1, 2]]], y=["y"])


class Inputs(nn.Module):
    """Two inputs in each step, and doubles."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.GRU(5, 6), nn.Linear(8, 2)

    def forward(self, sensors, command):
        y, _ = self.rnn(torch.cat([sensors, command], -1))
        return self.head(torch.cat([y, torch.relu(command)], -1))


save("torch-two-inputs", exported(drawn(Inputs(), 190), (torch.zeros(4, 1, 3), torch.zeros(4, 1, 2)), 13, ["sensors", "command"], ["y"], {"sensors": {0: "T"}, "command": {0: "T"}}), stream(190, 24, 5), "whole", [["sensors", 3, [-1, 1, 3]], ["command", 2, [-1, 1, 2]]], y=["y"])

# -- by hand --


class Hand:
    """A graph under construction."""

    def __init__(self, opset, seed):
        self.opset, self.random = opset, np.random.RandomState(seed)
        self.nodes, self.initialisers, self.inputs, self.outputs, self.count = [], [], [], [], 0

    def draw(self, *shape, bound=None):
        return self.random.uniform(-1, 1, shape).astype(F) * F(bound or 1.3 / np.sqrt(shape[-1]))

    def constant(self, array, name=None):
        self.count += 1
        name = name or f"c{self.count}"
        self.initialisers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def integers(self, *numbers):
        return self.constant(np.array(numbers, np.int64))

    def node(self, op, inputs, outputs=1, **attributes):
        self.count += 1
        names = [f"t{self.count}_{k}" for k in range(outputs)] if isinstance(outputs, int) else outputs
        self.nodes.append(helper.make_node(op, inputs, names, name=f"{op}_{self.count}", **attributes))
        return names[0] if len(names) == 1 else names

    def fed(self, name, *shape, kind=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def model(self, *outputs):
        given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs]
        graph = helper.make_graph(self.nodes, "hand", self.inputs, given, self.initialisers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = 8
        return model

    def recurrent(self, op, x, n, units, outputs=1, extra=(), **attributes):
        gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[op]
        weights = [self.constant(self.draw(1, gates * units, n)), self.constant(self.draw(1, gates * units, units)), self.constant(self.draw(1, 2 * gates * units, bound=0.5))]
        return self.node(op, [x, *weights, *extra], outputs, hidden_size=units, **attributes)

    def dense(self, x, n, m, outputs=1):
        return self.node("Add", [self.node("MatMul", [x, self.constant(self.draw(n, m))]), self.constant(self.draw(m, bound=0.4))], outputs)


# as tf2onnx writes Keras: batch first, states by Shape, Slice and ConstantOfShape, Dense on three axes by Reshape
g = Hand(15, 300)
x = g.fed("lstm_input", "unk__17", "unk__18", 3)
first = g.node("Transpose", [x], perm=[1, 0, 2])
whole = g.node("Cast", [g.node("Shape", [x])], to=TensorProto.INT32)
batch = g.node("Slice", [whole, g.integers(0), g.integers(1), g.integers(0)])
size = g.node("Concat", [g.integers(1), g.node("Cast", [batch], to=TensorProto.INT64), g.integers(7)], axis=0)
zero = g.node("ConstantOfShape", [size], value=numpy_helper.from_array(np.zeros(1, F)))
y, yh, yc = g.recurrent("LSTM", first, 3, 7, 3, ["", zero, zero])
sequence = g.node("Transpose", [g.node("Squeeze", [y, g.integers(1)])], perm=[1, 0, 2])
shape = g.node("Shape", [sequence])
free = g.node("Gather", [shape, g.integers(0, 1)], axis=0)
rows = g.node("Unsqueeze", [g.node("ReduceProd", [free], keepdims=0), g.integers(0)])
flat = g.node("Reshape", [sequence, g.node("Concat", [rows, g.integers(7)], axis=0)])
product = g.node("MatMul", [flat, g.constant(g.draw(7, 4))])
back = g.node("Reshape", [product, g.node("Concat", [free, g.integers(4)], axis=0)])
g.node("Softmax", [g.node("Add", [back, g.constant(g.draw(4, bound=0.4))])], ["dense"], axis=2)
save("keras-lstm-dense-softmax", g.model(("dense", ["unk__17", "unk__18", 4])), stream(300, 24, 3), "whole", [["lstm_input", 3, [1, -1, 3]]], y=["dense"])

# every attribute of one LSTM, and lengths of sequences that are the whole length
g = Hand(14, 310)
x = g.fed("x", "T", 1, 4)
length = g.node("Cast", [g.node("Slice", [g.node("Shape", [x]), g.integers(0), g.integers(1)])], to=TensorProto.INT32)
y = g.recurrent("LSTM", x, 4, 6, 1, [length, g.constant(g.draw(1, 1, 6, bound=0.7)), g.constant(g.draw(1, 1, 6, bound=1)), g.constant(g.draw(1, 18, bound=0.5))], clip=0.9, activations=["HardSigmoid", "Softsign", "Tanh"], activation_alpha=[0.3], activation_beta=[0.45])
g.dense(g.node("Squeeze", [y, g.integers(1, 2)]), 6, 2, ["y"])
save("lstm-every-attribute", g.model(("y", ["T", 2])), stream(310, 24, 4), "whole", [["x", 4, [-1, 1, 4]]], y=["y"])

# GRU with clip and its own activations, the reset before; a window of ten steps whose numbers are in the graph
g = Hand(12, 320)
x = g.fed("x", 10, 1, 3)
y = g.recurrent("GRU", x, 3, 5, 1, ["", g.constant(g.draw(1, 1, 5, bound=0.7))], clip=0.8, activations=["Sigmoid", "LeakyRelu"], activation_alpha=[0.2])
z = g.node("Reshape", [y, g.integers(10, 5)])
g.dense(z, 5, 2, ["y"])
save("gru-ten-steps", g.model(("y", [10, 2])), stream(320, 10, 3), "whole", [["x", 3, [-1, 1, 3]]], y=["y"])

# an initial state that is an input without an output: it starts a sequence
g = Hand(13, 330)
x, h0 = g.fed("x", "T", 1, 2), g.fed("h0", 1, 1, 6)
y = g.recurrent("GRU", x, 2, 6, 1, ["", h0], linear_before_reset=1)
g.dense(g.node("Squeeze", [y, g.integers(1, 2)]), 6, 1, ["y"])
start = [float(v) for v in g.draw(6, bound=0.9)]
save("gru-started", g.model(("y", ["T", 1])), stream(330, 20, 2), "whole", [["x", 2, [-1, 1, 2]]], y=["y"], start=[["h0", [1, 1, 6], start]])

# half-precision weights behind Casts, weights put together in the graph, GELU by its tanh
g = Hand(13, 340)
x = g.fed("x", "T", 3)
half = lambda array: g.node("Cast", [g.constant(array.astype(np.float16))], to=1)
w = g.node("Concat", [half(g.draw(1, 8, 3)), half(g.draw(1, 7, 3))], axis=1)
r = g.node("Unsqueeze", [g.node("Transpose", [half(g.draw(5, 15))], perm=[1, 0]), g.integers(0)])
y = g.node("GRU", [g.node("Unsqueeze", [x, g.integers(1)]), w, r], hidden_size=5, linear_before_reset=1)
z = g.node("Reshape", [y, g.integers(-1, 5)])
number = lambda v: g.constant(np.array(v, F))
inner = g.node("Mul", [g.node("Add", [z, g.node("Mul", [g.node("Pow", [z, number(3)]), number(0.044715)])]), number(np.sqrt(2 / np.pi))])
half_of = g.node("Mul", [z, number(0.5)])
g.node("Mul", [half_of, g.node("Add", [g.node("Tanh", [inner]), number(1)])], ["y"])
save("gru-half-precision-gelu", g.model(("y", ["T", 5])), stream(340, 24, 3), "whole", [["x", 3, [-1, 3]]], y=["y"])

# a step by hand whose names do not tell which output is whose state
g = Hand(11, 350)
x, a, b = g.fed("u", 1, 2), g.fed("p", 1, 3), g.fed("q", 1, 3)
mixed = lambda v: g.node("MatMul", [v, g.constant(g.draw(3, 3))])
na = g.node("Tanh", [g.node("Sum", [g.dense(x, 2, 3), mixed(a), mixed(b)])], ["r"])
g.node("Sub", [g.node("Mul", [b, number(0.9)]), g.node("Mul", [na, number(0.3)])], ["s"])
g.dense(g.node("Concat", ["r", "s"], axis=1), 6, 2, ["out"])
save("step-without-names", g.model(("out", [1, 2]), ("r", [1, 3]), ("s", [1, 3])), stream(350, 25, 2), "loop", [["u", 2, [1, 2]]], y=["out"], told=True, state=[["p", "r", [1, 3], [0.0] * 3], ["q", "s", [1, 3], [0.2, -0.1, 0.4]]])

# what cannot run step by step


def refused(name, reason, build, opset=13):
    g = Hand(opset, 400)
    x = g.fed("x", "T", 1, 3)
    build(g, x)
    save(f"refuse-{name}", g.model(("y", ["T", 1, 2])), stream(400, 8, 3), "whole", [["x", 3, [-1, 1, 3]]], f"refuse: {reason}", y=["y"])


refused("mean-over-time", "it goes over the steps", lambda g, x: g.dense(g.node("Sub", [x, g.node("ReduceMean", [x], axes=[0])]), 3, 2, ["y"]))
refused("conv", "needs earlier steps", lambda g, x: g.node("Transpose", [g.node("Conv", [g.node("Transpose", [x], perm=[1, 2, 0]), g.constant(g.draw(2, 3, 3))], pads=[1, 1])], ["y"], perm=[2, 0, 1]))
refused("shift", "takes some steps", lambda g, x: g.dense(g.node("Slice", [x, g.integers(1), g.integers(2**31 - 1), g.integers(0)]), 3, 2, ["y"]))
refused("unknown-operator", "cannot be read", lambda g, x: g.node("Frobnicate", [x], ["y"]))
refused("custom-domain", "not of the ONNX standard", lambda g, x: g.nodes.append(helper.make_node("Fused", [x], ["y"], name="Fused_1", domain="com.example")))
refused("two-directions", "needs the future", lambda g, x: g.node("LSTM", [x, g.constant(g.draw(2, 8, 3)), g.constant(g.draw(2, 8, 2))], ["y"], hidden_size=2, direction="bidirectional"))
refused("part-of-a-sequence", "sequence_lens", lambda g, x: g.node("Squeeze", [g.recurrent("GRU", x, 3, 2, 1, [g.constant(np.array([4], np.int32))]), g.integers(1)], ["y"]))
refused("argmax", "place of the largest", lambda g, x: g.node("Cast", [g.node("ArgMax", [x], axis=2)], ["y"], to=1))
