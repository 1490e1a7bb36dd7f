import type { Make } from './affine.ts';
import { sigmoid } from './affine.ts';

/** Synapses onto each target, one after the other; `starts[j]` is the first of target j. */
interface Synapses {
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  /** Of each synapse: slope, midpoint, weight, reversal potential. */
  readonly numbers: Float64Array;
}

/** What is stored of the synapses whose weight is not zero. */
function listed(prefix: string, p: (name: string) => Float64Array, targets: number): Synapses {
  const [sigma, mu, w, erev] = ['sigma', 'mu', 'w', 'erev'].map((name) => p(prefix + name));
  const sources: number[] = [];
  const numbers: number[] = [];
  const starts = Int32Array.from({ length: targets + 1 }, (_, j) => {
    const first = sources.length;
    const columns = w.length / targets;
    for (let i = 0; j < targets && i < columns; i++) {
      const at = j * columns + i;
      if (w[at] === 0) continue;
      sources.push(i);
      numbers.push(sigma[at], mu[at], w[at], erev[at]);
    }
    return first;
  });
  return { starts, sources: Int32Array.from(sources), numbers: Float64Array.from(numbers) };
}

/** Adds conductance and current of the synapses onto each target. */
function addSynapses(
  { starts, sources, numbers }: Synapses,
  potentials: Float64Array,
  conductance: Float64Array,
  current: Float64Array,
): void {
  for (let j = 0; j + 1 < starts.length; j++) {
    let open = conductance[j];
    let driven = current[j];
    for (let s = starts[j], at = 4 * s; s < starts[j + 1]; s++, at += 4) {
      const f = numbers[at + 2] * sigmoid(numbers[at] * (potentials[sources[s]] - numbers[at + 1]));
      open += f;
      driven += f * numbers[at + 3];
    }
    conductance[j] = open;
    current[j] = driven;
  }
}

/** Semi-implicit with 6 unfolds; inputs and outputs are mapped, and the outputs are the first units. */
export const ltcSynaptic: Make = (p, units, inputs) => {
  const [gleak, vleak, cm, inputW, inputB, outputW, outputB] = [
    'gleak',
    'vleak',
    'cm',
    'input_w',
    'input_b',
    'output_w',
    'output_b',
  ].map(p);
  const sensory = listed('sensory_', p, units);
  const between = listed('', p, units);
  const [v, u, y] = [units, inputs, outputW.length].map((length) => new Float64Array(length));
  const [leak, ofLeak, conductance, current] = [0, 1, 2, 3].map(() => new Float64Array(units));
  return (x, dt) => {
    const s = dt / 6;
    for (let i = 0; i < inputs; i++) u[i] = x[i] * inputW[i] + inputB[i];
    for (let j = 0; j < units; j++) {
      leak[j] = gleak[j] + 1e-8;
      ofLeak[j] = gleak[j] * vleak[j];
    }
    addSynapses(sensory, u, leak, ofLeak);
    for (let unfold = 0; unfold < 6; unfold++) {
      conductance.set(leak);
      current.set(ofLeak);
      addSynapses(between, v, conductance, current);
      for (let j = 0; j < units; j++) v[j] = (cm[j] * v[j] + s * current[j]) / (cm[j] + s * conductance[j]);
    }
    for (let m = 0; m < y.length; m++) y[m] = v[m] * outputW[m] + outputB[m];
    return y;
  };
};
