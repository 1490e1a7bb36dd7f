"""PyTorch as a peer in training: one update for each that is asked for. See bench/train/peers.ts.

python3 train-torch.py '{"cell": "gru", "units": 16, "inputs": 1, "outputs": 1, "steps": 100, "batch": 64}'

Prints its version as JSON, then for each line with a number of updates the milliseconds of processor time that
they took. One thread, float32, sequences in the order that is fastest: steps first.
"""
import json
import sys
import time

import torch

case = json.loads(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(1)
cell = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[case["cell"]](case["inputs"], case["units"])
readout = torch.nn.Linear(case["units"], case["outputs"])
parameters = [*cell.parameters(), *readout.parameters()]
adam = torch.optim.Adam(parameters, lr=1e-3)
x = torch.randn(case["steps"], case["batch"], case["inputs"])
y = torch.randn(case["steps"], case["batch"], case["outputs"])


def update():
    adam.zero_grad()
    loss = torch.nn.functional.mse_loss(readout(cell(x)[0]), y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    adam.step()


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    start = time.process_time()
    for _ in range(int(line)):
        update()
    print(1000 * (time.process_time() - start), flush=True)
