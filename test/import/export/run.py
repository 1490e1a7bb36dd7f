"""Runs TorchScript modules from their first states, one line of JSON each; prints their outputs as lines of JSON."""

import json
import sys

import torch

torch.set_num_threads(1)
for line in open(sys.argv[1]):
    run = json.loads(line)
    module = torch.jit.load(run["file"])
    states = [getattr(module, f"initial_{name}") for name in run["states"]]
    inputs = torch.tensor(run["x"], dtype=torch.float64 if run["wide"] else torch.float32)
    outputs = []
    with torch.no_grad(), torch.jit.optimized_execution(False):
        for x, dt in zip(inputs, torch.tensor(run["dt"]).unsqueeze(-1)):
            y, *states = module(x, dt, *states) if run["timed"] else module(x, *states)
            outputs += y.tolist()
    print(json.dumps(outputs))
