"""Makes the vectors of torch.nn again: nn_gru, nn_lstm, nn_lstm_2layer and nn_rnn_tanh.

    python3 test/golden/torch_nn.py          compares with the files beside this one, exit code 1 beyond 1e-6
    python3 test/golden/torch_nn.py FOLDER   writes them into FOLDER

Needs PyTorch (Debian: python3-torch). Weights, inputs and first states are drawn from seeds, outputs are computed in
float32, and in float64 to say how far float32 is off.
"""

import json
import pathlib
import struct
import sys

import torch

here = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(here.parent.parent / "examples"))
from save_safetensors import save  # noqa: E402

TOLERANCE = 1e-6
BATCH, STEPS = 2, 64
VECTORS = {
    "nn_lstm": ("LSTM", 1510, {"input_size": 3, "hidden_size": 8, "num_layers": 1}),
    "nn_lstm_2layer": ("LSTM", 1520, {"input_size": 3, "hidden_size": 6, "num_layers": 2}),
    "nn_gru": ("GRU", 1530, {"input_size": 3, "hidden_size": 8, "num_layers": 1}),
    "nn_rnn_tanh": ("RNN", 1540, {"input_size": 3, "hidden_size": 8, "num_layers": 1, "nonlinearity": "tanh"}),
}


def network_of(kind, seed, args):
    """As PyTorch draws it, but with weights 1.6 times as large, so that the gates are used."""
    torch.manual_seed(seed)
    network = getattr(torch.nn, kind)(**args, batch_first=True)
    with torch.no_grad():
        for weight in network.parameters():
            weight.mul_(1.6)
    return network


def inputs_of():
    """A slow sine that all inputs share, and noise."""
    sine = 0.6 * torch.sin(0.3 * torch.arange(STEPS, dtype=torch.float32))
    return sine[None, :, None] + 0.8 * torch.randn(BATCH, STEPS, 3)


def run(network, inputs, state):
    """Outputs and the states after the last step, by name."""
    with torch.no_grad():
        outputs, after = network(inputs, tuple(state.values()) if len(state) == 2 else state["h"])
    return outputs, dict(zip(state, after if len(state) == 2 else (after,)))


def largest(a, b):
    return (a.double() - b.double()).abs().max().item()


def vector_of(name):
    """The weights, the cases' tensors by name, and the description that is their metadata."""
    kind, seed, args = VECTORS[name]
    network = network_of(kind, seed, args)
    weights = {key: tensor.clone() for key, tensor in network.state_dict().items()}
    torch.manual_seed(seed + 7)
    tensors, cases = {}, []
    for i, from_zero in enumerate([True, False]):
        inputs = inputs_of()
        keys = "hc" if kind == "LSTM" else "h"
        size = (args["num_layers"], BATCH, args["hidden_size"])
        state = {key: torch.zeros(size) if from_zero else 0.5 * torch.randn(size) for key in keys}
        outputs, after = run(network, inputs, state)
        exact, exact_after = run(network.double(), inputs.double(), {k: s.double() for k, s in state.items()})
        network.float()
        tensors[f"{i}.inputs"] = inputs
        tensors[f"{i}.outputs"] = outputs
        tensors.update({f"{i}.initial_state.{key}": part for key, part in state.items()})
        tensors.update({f"{i}.final_state.{key}": part for key, part in after.items()})
        off = {"outputs": largest(outputs, exact), "final_state": max(largest(after[k], exact_after[k]) for k in keys)}
        case = "regular_zero_state" if from_zero else "regular_nonzero_state"
        cases.append({"name": case, "max_abs_diff_f32_f64": off})
    described = {
        "name": name,
        "source": {"package": "torch.nn", "torch": torch.__version__},
        "class": kind,
        "args": args,
        "wiring": None,
        "seed": seed,
        "weights": f"{name}.safetensors",
        "tensors": {key: list(tensor.shape) for key, tensor in weights.items()},
        "cases": cases,
    }
    return weights, tensors, described


def tensors_in(path):
    data = path.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    found = {}
    for key, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = struct.unpack(f"<{(end - begin) // 4}f", data[start + begin : start + end])
        found[key] = torch.tensor(numbers).reshape(entry["shape"])
    return found


def main(folder=None):
    worst = 0.0
    for name in sorted(VECTORS):
        weights, tensors, described = vector_of(name)
        files = {f"{name}.safetensors": weights, f"{name}.cases.safetensors": tensors}
        if folder is None:
            for file, made in files.items():
                kept = tensors_in(here / file)
                assert kept.keys() == made.keys(), f"{file} holds {sorted(kept)}, this makes {sorted(made)}"
                off = max(largest(made[key], kept[key]) for key in made)
                print(f"{file:32} largest difference {off:.2e}")
                worst = max(worst, off)
        else:
            metadata = {"vector": json.dumps(described, separators=(",", ":"))}
            save(weights, pathlib.Path(folder, f"{name}.safetensors"), {"format": "pt", "name": name})
            save(tensors, pathlib.Path(folder, f"{name}.cases.safetensors"), metadata)
    if folder is None:
        print(f"PyTorch {torch.__version__}: {'as' if worst <= TOLERANCE else 'NOT as'} kept, to {TOLERANCE}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
