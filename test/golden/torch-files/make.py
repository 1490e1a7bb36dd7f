"""Files of PyTorch with what PyTorch computed: `python3 test/golden/torch-files/make.py` writes them beside itself.

Needs Debian 12's python3-torch. Each NAME.json has `inputs` and `outputs`, the rows of one stream from the zero state, computed in
float64 with the weights of the file; `options` are what the importer has to be told. Seeds are fixed, so weights and outputs are the
same each time; the bytes of a zip may differ.
"""

import argparse
import json
import os
import subprocess
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils import prune, weight_norm

HERE = Path(__file__).parent
STEPS = 24


def rows(tensor):
    return [[float(f"{x:.12g}") for x in row] for row in tensor.reshape(-1, tensor.shape[-1]).tolist()]


def inputs_of(width, seed):
    return torch.randn(1, STEPS, width, generator=torch.Generator().manual_seed(seed)).float().double()


def without_paths(path):
    """Leaves out what TorchScript keeps for debuggers: it holds paths of this machine."""
    with zipfile.ZipFile(path) as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
    if any(entry.filename.endswith(".debug_pkl") for entry, _ in entries):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for entry, data in entries:
                if not entry.filename.endswith(".debug_pkl"):
                    archive.writestr(zipfile.ZipInfo(entry.filename), data)


def write(name, ending, facts, save):
    file = f"{name}.{ending}"
    save(HERE / file)
    if zipfile.is_zipfile(HERE / file):
        without_paths(HERE / file)
    text = json.dumps({"file": file, **facts}, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n")


def case(name, ending, save, run, width, options=None, notes=""):
    """run: float64 [1, T, width] -> [1, T, outputs]"""
    x = inputs_of(width, len(name) + width)
    with torch.no_grad():
        y = run(x)
    facts = {"notes": notes, "expected": "import", "options": options or {}, "inputs": rows(x), "outputs": rows(y)}
    write(name, ending, facts, save)


def refused(name, ending, save, wanted, options=None):
    write(name, ending, {"expected": "refuse: " + wanted, "options": options or {}}, save)


def saved(value, **options):
    return lambda path: torch.save(value, path, **options)


class Model(nn.Module):
    """Modules in a chain, with functions between; recurrent ones give a tuple."""

    def __init__(self, **modules):
        super().__init__()
        self.order = []
        for key, one in modules.items():
            if isinstance(one, nn.Module):
                self.add_module(key, one)
            self.order.append(one)

    def forward(self, x):
        for one in self.order:
            x = one(x)
            if isinstance(x, tuple):
                x = x[0]
        return x


def double(model):
    return model.double().eval()


def over_batch(norm):
    return lambda x: norm(x.reshape(-1, x.shape[-1])).reshape(x.shape)


def state_dicts():
    torch.manual_seed(101)
    m = Model(lstm=nn.LSTM(3, 7, 2, batch_first=True), head=nn.Sequential(nn.Linear(7, 6), nn.ReLU(), nn.Linear(6, 2), nn.Tanh()))
    case("lstm-2x7-mlp", "pth", saved(m.state_dict()), double(m), 3, {"layers": "lstm,head.0:relu,head.2:tanh"})
    refused("lstm-2x7-mlp-unsaid", "pth", saved(m.state_dict()), "the activation between")

    m = Model(gru=nn.GRU(2, 5, 3, batch_first=True), out=nn.Linear(5, 1)).float()
    optimiser = torch.optim.Adam(m.parameters())
    m(torch.randn(1, 4, 2)).sum().backward()
    optimiser.step()
    checkpoint = {
        "epoch": 7,
        "loss": np.float64(0.25),
        "best": np.float32(0.5),
        "history": np.arange(4.0),
        "shape": torch.Size([1, 2]),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "args": argparse.Namespace(units=5, rate=1e-3),
        "optimizer_state_dict": optimiser.state_dict(),
        "model_state_dict": m.state_dict(),
    }
    case("gru-3x5-checkpoint", "ckpt", saved(checkpoint), double(m), 2, notes="nested, with an optimiser, scalars of NumPy and settings")

    m = Model(fc1=nn.Linear(4, 9), f=torch.relu, fc2=nn.Linear(9, 6), g=nn.functional.elu, rnn=nn.LSTM(6, 8, bias=False, batch_first=True), head=nn.Linear(8, 3, bias=False))
    case("lstm-8-two-in-front", "pth", saved(m.state_dict()), double(m), 4, {"layers": "fc1:relu,fc2:elu,rnn,head"}, "no biases behind")

    cells = nn.ModuleList([nn.LSTMCell(2, 6), nn.LSTMCell(6, 4)])
    head = nn.Linear(4, 2)
    whole = nn.ModuleDict({"cells": cells, "head": head})

    def run_cells(x):
        whole.double()
        states = [None, None]
        outputs = []
        for t in range(x.shape[1]):
            h = x[:, t]
            for k, cell in enumerate(cells):
                states[k] = cell(h, states[k])
                h = states[k][0]
            outputs.append(head(h))
        return torch.stack(outputs, 1)

    case("lstmcells-6-4", "pth", saved(whole.state_dict()), run_cells, 2, notes="cells in a ModuleList")

    m = Model(gru=weight_norm(weight_norm(nn.GRU(3, 6, batch_first=True), "weight_hh_l0"), "weight_ih_l0"), fc=weight_norm(nn.Linear(6, 2)))
    with torch.no_grad():
        m.gru.weight_hh_l0_g.mul_(1.3)
    case("gru-6-weight-norm", "pth", saved(m.state_dict()), double(m), 3)

    m = Model(lstm=nn.LSTM(2, 9, batch_first=True), fc=nn.Linear(9, 2)).bfloat16()
    case("lstm-9-bfloat16", "pth", saved(m.state_dict(), pickle_protocol=4), double(m), 2, notes="protocol 4")

    m = Model(rnn=nn.GRU(3, 8, batch_first=True), fc=nn.Linear(8, 4)).double()
    odd = OrderedDict()
    big = torch.zeros(4000, dtype=torch.float64)
    at = 11
    for key, value in m.state_dict().items():
        step = 2 if value.dim() == 1 else 1
        view = torch.as_strided(big, value.shape, (1, value.shape[0]) if value.dim() == 2 else (step,), at)
        view.copy_(value)
        odd[key] = view
        at += step * value.numel() + 3
    case("gru-8-strided", "pth", saved(odd), m, 3, notes="column-major and every second element, all of one storage")

    tied = nn.GRUCell(5, 5)
    pair = nn.ModuleDict({"one": tied, "two": tied, "head": nn.Linear(5, 1)})

    def run_tied(x):
        pair.double()
        h = [torch.zeros(1, 5).double(), torch.zeros(1, 5).double()]
        outputs = []
        for t in range(x.shape[1]):
            h[0] = tied(x[:, t], h[0])
            h[1] = tied(h[0], h[1])
            outputs.append(pair["head"](h[1]))
        return torch.stack(outputs, 1)

    case("grucells-tied", "pth", saved(pair.state_dict()), run_tied, 5, {"layers": "one,two,head"}, "two names of the same storages")

    m = Model(gru=nn.GRU(2, 7, batch_first=True), fc=nn.Linear(7, 2)).half()
    half = m.state_dict()
    half["fc.weight"] = torch.cat([torch.zeros(3, 7).half(), half["fc.weight"]])[3:]
    case("gru-7-legacy-half", "pt", saved(half, _use_new_zipfile_serialization=False), double(m), 2, notes="the older form; a view with an offset")

    m = Model(lstm=nn.LSTM(4, 5, batch_first=True), head=nn.Linear(5, 1))
    renamed = OrderedDict((f"_orig_mod.module.{key}", value) for key, value in m.state_dict().items())
    case("lstm-5-compiled", "pth", saved({"state_dict": renamed, "hyper_parameters": {"units": 5}}), double(m), 4)

    before, norm, after = nn.BatchNorm1d(3), nn.LayerNorm(10), nn.BatchNorm1d(10)
    m = Model(bn=before, rnn=nn.GRU(3, 10, batch_first=True), norm=norm, bn2=after, fc=nn.Linear(10, 2))
    with torch.no_grad():
        for one in (before, after):
            one.running_mean.normal_()
            one.running_var.uniform_(0.3, 2)
            one.weight.normal_()
            one.bias.normal_()
        norm.weight.normal_()
        norm.bias.normal_()
    m.order = [over_batch(before), m.rnn, norm, over_batch(after), m.fc]
    case("gru-10-norms", "pth", saved(m.state_dict()), double(m), 3)

    m = Model(rnn=nn.RNN(2, 6, 2, nonlinearity="relu", batch_first=True), out=nn.Linear(6, 2))
    case("rnn-2x6-relu", "pth", saved(m.state_dict()), double(m), 2, {"config": {"args": {"nonlinearity": "relu"}}})

    lstm, head = nn.LSTM(3, 4, 2, batch_first=True), nn.Linear(4, 2)
    h0, c0 = nn.Parameter(torch.randn(2, 1, 4)), nn.Parameter(torch.randn(2, 1, 4))
    with_start = OrderedDict([("h0", h0), ("c0", c0), *((f"lstm.{k}", v) for k, v in lstm.state_dict().items()), *((f"fc.{k}", v) for k, v in head.state_dict().items())])
    case("lstm-2x4-start", "pth", saved(with_start), lambda x: head.double()(lstm.double()(x, (h0.double(), c0.double()))[0]), 3, notes="Parameters, not tensors")

    m = Model(gru=nn.GRU(3, 6, batch_first=True), fc=nn.Linear(6, 2))
    mean, std, gain = torch.randn(3), torch.rand(3) + 0.5, torch.tensor(4.0)
    scaled = OrderedDict([("mean", mean), ("std", std), ("gain", gain), *m.state_dict().items()])
    case("gru-6-scaled", "pth", saved(scaled), lambda x: double(m)((x - mean) / std) * gain, 3, {"layers": "-mean,/std,gru,fc,*gain"})
    refused("gru-6-scaled-unsaid", "pth", saved(scaled), "what tensor")

    arrays = {key: value.numpy() for key, value in m.float().state_dict().items()}
    case("gru-6-arrays", "npz", lambda path: np.savez(path, **arrays), double(m), 3)
    case("gru-6-packed", "npz", lambda path: np.savez_compressed(path, **{k: np.asfortranarray(v) for k, v in arrays.items()}), double(m), 3, notes="deflated, in Fortran order")
    lists = {"state_dict": {key: value.tolist() for key, value in arrays.items()}}
    case("gru-6-lists", "json.model", lambda path: path.write_text(json.dumps(lists)), double(m), 3)

    m = Model(pre=nn.Linear(3, 5), prelu=nn.PReLU(), lstm=nn.LSTM(5, 9, 2, proj_size=4, batch_first=True), post=prune.l1_unstructured(nn.Linear(4, 2), "weight", 0.5))
    case("lstm-9-projected", "pth", saved(m.state_dict()), double(m), 3, notes="two projected layers, a PReLU, a pruned Linear")

    m = Model(a=nn.GRU(2, 4, batch_first=True), b=nn.LSTM(4, 3, batch_first=True))
    case("gru-lstm-prefixes", "pth", saved({"x": 1, **m.state_dict()}), double(m), 2, {"prefix": "a.,b."})

    m = Model(lstm=nn.LSTM(2, 4, batch_first=True), fc=nn.Linear(4, 1))
    location = torch.serialization.location_tag
    torch.serialization.location_tag = lambda storage: "cuda:0"
    case("lstm-4-cuda", "pth", saved(m.state_dict()), double(m), 2, notes="as if saved from a GPU")
    torch.serialization.location_tag = location

    class Popen:
        def __reduce__(self):
            return (subprocess.Popen, (["touch", "/tmp/meniscus-was-run"],))

    class Evaluated:
        def __reduce__(self):
            return (eval, ("1 + 1",))

    class Settings:
        pass

    Settings.__module__ = "training.settings"
    refused("hostile-popen", "pth", saved({**m.float().state_dict(), "x": Popen()}), "Popen")
    refused("hostile-eval", "pth", saved({"state_dict": m.state_dict(), "x": Evaluated()}, pickle_protocol=4), "builtins.eval")
    refused("hostile-legacy", "pth", saved({"x": Popen()}, _use_new_zipfile_serialization=False), "Popen")
    refused("whole-module", "pt", saved(nn.Sequential(nn.Linear(2, 2))), "torch.nn.modules.container.Sequential")
    m = nn.ModuleDict({"rnn": nn.GRU(2, 3, bidirectional=True), "fc": nn.Linear(6, 1)})
    refused("gru-bidirectional", "pth", saved(m.state_dict()), "bidirectional")
    m = nn.ModuleDict({"conv": nn.Conv1d(2, 3, 3), "rnn": nn.GRU(3, 3), "fc": nn.Linear(3, 1)})
    refused("conv-gru", "pth", saved(m.state_dict()), "convolution")
    m = nn.ModuleDict({"rnn": nn.GRU(2, 3), "actor": nn.Linear(3, 2), "critic": nn.Linear(3, 1)})
    refused("two-heads", "pth", saved(m.state_dict()), "--layers")
    refused("one-tensor", "pth", saved(torch.zeros(3)), "one tensor")
    refused("strange-archive", "zip", lambda path: np.savez(path.open("wb"), a=np.zeros(2)), "no known class")


class Amp(nn.Module):
    """A residual model of an amplifier: gain, GRU, Linear, the input added."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.tensor([1.7]))
        self.rec = nn.GRU(1, 6, batch_first=True)
        self.lin = nn.Linear(6, 1)

    def forward(self, x):
        y, _ = self.rec(x * self.gain)
        return self.lin(y) * 0.5 + x


class Policy(nn.Module):
    """A step of a policy: the state comes in and goes out."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 8), nn.ELU(), nn.Linear(8, 6), nn.Dropout(0.1), nn.LeakyReLU(0.2))
        self.cell = nn.GRUCell(6, 5)
        self.head = nn.Linear(9, 2)

    def forward(self, x, h):
        h = self.cell(self.encoder(x), h)
        return torch.tanh(self.head(torch.cat([h, x], dim=-1))), h


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.randn(3))
        self.register_buffer("std", torch.rand(3) + 0.5)
        self.rnn = nn.RNN(3, 7, 2, nonlinearity="relu", batch_first=True)
        self.norm = nn.LayerNorm(7)
        self.fc = nn.Linear(7, 2)
        self.h0 = nn.Parameter(torch.randn(2, 1, 7))

    def forward(self, x):
        x = (x - self.mean) / self.std
        y, h = self.rnn(x, self.h0.expand(-1, x.size(0), -1).contiguous())
        return torch.clamp(self.fc(self.norm(y)), -0.7, 0.7)


class Hidden(nn.Module):
    """Reads the last state of its layers, not their outputs."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 6, 2, batch_first=True)
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        _, h = self.rnn(x)
        return self.out(h[-1])


class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 6, 2, batch_first=True)
        self.bn = nn.BatchNorm1d(6)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        y, _ = self.lstm(x)
        return torch.softmax(self.fc(self.bn(y[:, -1])), -1)


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(2, 3, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(6, 1)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(2, 3, batch_first=True)
        self.a = nn.Linear(3, 3)

    def forward(self, x):
        y, _ = self.rnn(x)
        return torch.sigmoid(self.a(y)) * y


def scripts():
    torch.manual_seed(202)
    for how in ("scripted", "traced"):

        def made(model, *example, how=how):
            model.eval()
            script = torch.jit.script(model) if how == "scripted" else torch.jit.trace(model, example)
            return lambda path: torch.jit.save(script, str(path))

        m = Amp()
        case(f"amp-gru-6-{how}", "pt", made(m, torch.randn(1, 5, 1)), double(m), 1, notes="a residual model with gains")

        m = Policy()
        save = made(m, torch.randn(1, 4), torch.randn(1, 5))

        def run_policy(x, m=m):
            m = double(m)
            h = torch.zeros(1, 5).double()
            outputs = []
            for t in range(x.shape[1]):
                y, h = m(x[:, t], h)
                outputs.append(y)
            return torch.stack(outputs, 1)

        case(f"policy-gru-5-{how}", "pt", save, run_policy, 4, notes="one step a call; the head reads the state and the input")

        m = Normed()
        case(f"rnn-2x7-normed-{how}", "pt", made(m, torch.randn(1, 5, 3)), double(m), 3, notes="a trained first state, LayerNorm, limits")

        m = Last()
        with torch.no_grad():
            m.bn.running_mean.normal_()
            m.bn.running_var.uniform_(0.3, 2)
        save = made(m, torch.randn(1, 5, 2))
        case(f"lstm-2x6-last-{how}", "pt", save, lambda x, m=m: torch.stack([double(m)(x[:, : t + 1]) for t in range(STEPS)], 1), 2, notes="only the last step leaves it")

        refused(f"gru-3-bidirectional-{how}", "pt", made(Both(), torch.randn(1, 5, 2)), "bidirectional")
        refused(f"gru-3-gated-{how}", "pt", made(Gated(), torch.randn(1, 5, 2)), "--layers")


def last_states():
    for how, compiled in {"scripted": torch.jit.script, "traced": lambda m: torch.jit.trace(m, torch.randn(1, 5, 3))}.items():
        torch.manual_seed(31)
        m = Hidden().eval()
        save = compiled(m).save
        run = lambda x, m=m: torch.stack([double(m)(x[:, : t + 1]) for t in range(STEPS)], 1)
        case(f"gru-2x6-hidden-{how}", "pt", lambda path, save=save: save(str(path)), run, 3, notes="the head reads the last state")


if __name__ == "__main__":
    os.chdir(HERE)
    state_dicts()
    scripts()
    last_states()
