import type { Network, NetworkSpec } from '../network/network.ts';
import type { Loss } from './losses/index.ts';
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

const cached = new WeakMap<Sequence, WeakMap<Network, Float64Array>>();

/**
 * Targets in the units of the network's prediction: less the residual input, and before de-normalisation. Cached while the
 * sequence lives.
 */
export function normalisedTargets(network: Network, loss: Loss, sequence: Sequence): Float64Array {
  const { outputNormalisation, outputs, residual } = network.spec;
  if (!(outputNormalisation || residual) || loss.targets(outputs) !== outputs) return sequence.targets;
  let ofSequence = cached.get(sequence);
  if (!ofSequence) cached.set(sequence, (ofSequence = new WeakMap()));
  let targets = ofSequence.get(network);
  if (!targets) {
    targets = normalised(network.spec, sequence, sequence.targets);
    ofSequence.set(network, targets);
  }
  return targets;
}

/** Values [length × outputs] in the data's own units, in those of the network's prediction. */
export function normalised(
  spec: Pick<NetworkSpec, 'inputs' | 'outputs' | 'outputNormalisation' | 'residual'>,
  { inputs }: Pick<Sequence, 'inputs'>,
  values: Float64Array,
): Float64Array {
  const { outputs, outputNormalisation } = spec;
  const left = spec.residual ? withoutResidual(spec.residual, spec.inputs, inputs, values) : values;
  if (!outputNormalisation) return left;
  const { mean, deviation } = outputNormalisation;
  return left.map((y, i) => (y - mean[i % outputs]) / deviation[i % outputs]);
}

/** Values less the input that a residual read-out adds to each. */
export const withoutResidual = (
  residual: readonly (number | null)[],
  width: number,
  inputs: Float64Array,
  values: Float64Array,
): Float64Array =>
  values.map((y, i) => {
    const from = residual[i % residual.length];
    return from === null ? y : y - inputs[Math.floor(i / residual.length) * width + from];
  });
