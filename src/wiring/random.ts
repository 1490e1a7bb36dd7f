import { POLARITIES } from './fully-connected.ts';
import { Generator } from './numpy/generator.ts';
import { checkFields, checkSize, noSynapses, oneLayer, type Wiring, type WiringSize } from './wiring.ts';

/** A part of all synapses, wherever chance puts them. */
export interface RandomDescription {
  readonly type: 'random';
  /** Whole number from 1 to units; all units if left out. */
  readonly outputs?: number;
  /** The part of all synapses to leave out, in [0, 1). */
  readonly sparsity: number;
  /** Whole number in [0, 2³²); 1111 if left out. */
  readonly seed?: number;
}

/** Rounds halves to the even number, as NumPy does. */
function rounded(x: number): number {
  const low = Math.floor(x);
  if (x - low === 0.5) return low + (low % 2);
  return Math.round(x);
}

/**
 * Of units² synapses between units and inputs × units from inputs, each number times (1 − sparsity), rounded to the
 * nearest whole number. A unit may be left without any.
 *
 * Source: `Random` of ncps, equal to it bit for bit. It draws the places, then a polarity for each, first between units,
 * then from inputs, where it draws each polarity twice and keeps the second.
 * @throws RangeError naming the field and what it may be
 */
export function random(description: RandomDescription, size: WiringSize): Wiring {
  checkSize(size);
  const { inputs, units } = size;
  const { outputs = units, sparsity, seed = 1111 } = description;
  const check = checkFields(description, ['outputs', 'sparsity', 'seed']);
  check.whole('outputs', outputs, 1, units, 'the number of units');
  check.sparsity(sparsity);
  check.seed(seed);
  const generator = new Generator(seed);
  const { sensory, recurrent } = noSynapses(size);
  const places = (matrix: Int8Array) =>
    generator.sample(matrix.length, rounded(matrix.length * (1 - sparsity)));
  for (const place of places(recurrent)) recurrent[place] = generator.choice(POLARITIES);
  for (const place of places(sensory)) {
    generator.choice(POLARITIES);
    sensory[place] = generator.choice(POLARITIES);
  }
  return { inputs, units, outputs, sensory, recurrent, layers: oneLayer(units) };
}
