import type { Sequence } from '../train/sequence.ts';
import { outputsOf, type Predictor } from './predictor.ts';

/** Steps of a recording by turns: `forced` with the recorded inputs, then `free` with the outputs as the next inputs. */
export interface Turns {
  readonly forced: number;
  readonly free: number;
}

/**
 * The outputs of a model in a loop of its own along a recording, from the zero state: of the free steps where its outputs
 * are its next inputs, of all steps where only its states feed back.
 * @param turns null for a model whose outputs are no inputs
 * @returns [steps × outputs]
 */
export function loopOf(predictor: Predictor, sequence: Sequence, turns: Turns | null): Float64Array {
  if (!turns) return outputsOf(predictor, sequence);
  const { length, inputs, dt } = sequence;
  const width = inputs.length / length;
  const free: Float64Array[] = [];
  let last = new Float64Array(width);
  predictor.reset();
  for (let t = 0; t < length; t++) {
    const isFree = t % (turns.forced + turns.free) >= turns.forced;
    const input = isFree ? last : inputs.subarray(t * width, (t + 1) * width);
    last = Float64Array.from(predictor.step(input, dt ? dt[t] : 1));
    if (isFree) free.push(last);
  }
  return Float64Array.from(free.flatMap((output) => [...output]));
}

/**
 * How far a model strays from another, each in its own loop: the root mean square of the difference of all their outputs,
 * relative to the deviation of the other's.
 */
export function straying(outputs: Float64Array, others: Float64Array): number {
  const mean = others.reduce((sum, y) => sum + y, 0) / others.length;
  const apart = others.reduce((sum, y, i) => sum + (outputs[i] - y) ** 2, 0);
  return Math.sqrt(apart / others.reduce((sum, y) => sum + (y - mean) ** 2, 0));
}
