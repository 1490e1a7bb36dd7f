import { MeniscusError } from '../runtime/errors.ts';
import type { Sequence } from '../train/sequence.ts';
import { outputsOf, type Predictor } from './predictor.ts';

/** Steps of a recording in turns: `forced` with the recorded inputs, then `free` with the outputs as the next inputs. */
export interface Turns {
  readonly forced: number;
  readonly free: number;
}

/**
 * The outputs of a model in a closed loop along a recording, from the initial state: those of the free steps if outputs are
 * its next inputs, those of all steps if only states feed back.
 * If a loop becomes infinite or NaN, or the interpreter stops it for that, its outputs count as infinite until its next
 * forced step, which starts from the initial state.
 * @param turns null for a model whose outputs are not its inputs
 * @returns [steps × outputs]
 */
export function loopOf(predictor: Predictor, sequence: Sequence, turns: Turns | null): Float64Array {
  if (!turns) return outputsOf(predictor, sequence);
  const { length, inputs, dt } = sequence;
  const width = inputs.length / length;
  const free: Float64Array[] = [];
  let last: Float64Array = new Float64Array(width);
  predictor.reset();
  for (let t = 0; t < length; t++) {
    const isFree = t % (turns.forced + turns.free) >= turns.forced;
    const isLost = !last.every(Number.isFinite);
    if (isLost && !isFree) predictor.reset();
    const input = isFree ? last : inputs.subarray(t * width, (t + 1) * width);
    if (!isLost || !isFree) last = finiteStep(predictor, width, input, dt ? dt[t] : 1);
    if (isFree) free.push(last);
  }
  return Float64Array.from(free.flatMap((output) => [...output]));
}

/** The outputs of a step; all infinite if one of them is not finite or the interpreter refuses the step for that. */
export function finiteStep(
  predictor: Predictor,
  outputs: number,
  input: ArrayLike<number>,
  dt: number,
): Float64Array {
  try {
    const output = Float64Array.from(predictor.step(input, dt));
    return output.every(Number.isFinite) ? output : output.fill(Number.POSITIVE_INFINITY);
  } catch (error) {
    if (!(error instanceof MeniscusError && ['input', 'result'].includes(error.code))) throw error;
    return new Float64Array(outputs).fill(Number.POSITIVE_INFINITY);
  }
}

/**
 * The mean squared error of each free step, counted from the last forced one, over all turns of next-state sequences and
 * the targets that are there.
 * @returns [turns.free]; Infinity from the step on in which a loop became infinite or NaN
 */
export function errorByLead(
  predictor: Predictor,
  sequences: readonly Sequence[],
  turns: Turns,
): Float64Array {
  const sums = new Float64Array(turns.free);
  const counts = new Float64Array(turns.free);
  for (const sequence of sequences) {
    const width = sequence.targets.length / sequence.length;
    loopOf(predictor, sequence, turns).forEach((y, i) => {
      const step = Math.floor(i / width);
      const lead = step % turns.free;
      const t = Math.floor(step / turns.free) * (turns.forced + turns.free) + turns.forced + lead;
      const target = sequence.targets[t * width + (i % width)];
      if (Number.isNaN(target)) return;
      sums[lead] += (y - target) ** 2;
      counts[lead]++;
    });
  }
  return sums.map((sum, lead) => sum / counts[lead]);
}

/**
 * How far a model strays from another, each in its own loop: the root mean square difference of all their outputs, relative
 * to the deviation of the other's.
 */
export function straying(outputs: Float64Array, others: Float64Array): number {
  const mean = others.reduce((sum, y) => sum + y, 0) / others.length;
  const apart = others.reduce((sum, y, i) => sum + (outputs[i] - y) ** 2, 0);
  return Math.sqrt(apart / others.reduce((sum, y) => sum + (y - mean) ** 2, 0));
}
