import type { Network } from '../network/network.ts';
import type { Loss } from './losses.ts';
import type { Sequence } from './sequence.ts';
import type { Tape } from './tape.ts';

/** Writes inputs and intervals of the steps from `start` on into one lane of a tape's first frames. */
export function fill(
  tape: Tape,
  network: Network,
  { inputs, dt }: Sequence,
  start: number,
  length: number,
  lane = 0,
): void {
  const { values, lanes } = tape;
  const n = network.spec.inputs;
  for (let t = 0; t < length; t++) {
    const at = tape.address(network.input, t) + lane;
    const from = (start + t) * n;
    for (let j = 0; j < n; j++) values[at + j * lanes] = inputs[from + j];
    values[tape.address(network.dt, t) + lane] = dt ? dt[start + t] : 1;
  }
}

const normalised = new WeakMap<Sequence, WeakMap<Network, Float64Array>>();

/** Targets in the units of the network's prediction, before de-normalisation. Cached while the sequence lives. */
export function normalisedTargets(network: Network, loss: Loss, sequence: Sequence): Float64Array {
  const { outputNormalisation, outputs } = network.spec;
  if (!outputNormalisation || loss.targets(outputs) !== outputs) return sequence.targets;
  let ofSequence = normalised.get(sequence);
  if (!ofSequence) normalised.set(sequence, (ofSequence = new WeakMap()));
  let targets = ofSequence.get(network);
  if (!targets) {
    const { mean, deviation } = outputNormalisation;
    targets = sequence.targets.map((y, i) => (y - mean[i % outputs]) / deviation[i % outputs]);
    ofSequence.set(network, targets);
  }
  return targets;
}
