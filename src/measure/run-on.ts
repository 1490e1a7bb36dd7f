/** A model that goes on by itself, its outputs as its next inputs. */
import type { Predictor } from './predictor.ts';

/** What a model that predicts its next sample reads and predicts, by name. */
export interface Loop {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Inputs whose future is given. */
  readonly known?: readonly string[];
  /** Inputs `x` beside which `x missing` and `x since` are inputs too: both 0 when nothing is missing. */
  readonly masked?: readonly string[];
}

/** Inputs of a forecast that are neither outputs nor known: with any, a model cannot go on by itself. */
export const unknownAhead = (loop: Loop): string[] =>
  loop.inputs.filter((_, input) => sourceOf(loop, input) === 'unknown');

/** The output that gives an input in a forecast, or where it comes from. */
function sourceOf(
  { inputs, outputs, known = [], masked = [] }: Loop,
  input: number,
): number | 'known' | 'present' | 'unknown' {
  const name = inputs[input];
  if (outputs.includes(name)) return outputs.indexOf(name);
  if (known.includes(name)) return 'known';
  return masked.some((x) => name === `${x} missing` || name === `${x} since`) ? 'present' : 'unknown';
}

export interface Onward {
  /** The outputs of the step before, [outputs]: the first row of the forecast. */
  readonly last: ArrayLike<number>;
  /** Rows of the forecast, ≥ 1. */
  readonly steps: number;
  /** The time of every further step, or of each: [steps − 1]. */
  readonly dt: number | ArrayLike<number>;
  /** [(steps − 1) × inputs], the inputs of the further steps. Only those that are known ahead count. */
  readonly future?: ArrayLike<number>;
}

/**
 * Goes on from the state that a predictor has: each output becomes the input of the same name.
 * @returns [steps × outputs]; row k lies k + 1 samples after the last that was read
 * @throws RangeError naming inputs that are no outputs and whose future is not given
 */
export function runOn(
  predictor: Pick<Predictor, 'step'>,
  loop: Loop,
  { last, steps, dt, future }: Onward,
): Float64Array {
  const unknown = unknownAhead(loop);
  if (unknown.length > 0)
    throw new RangeError(
      `a forecast needs the future of ${unknown.map((name) => `"${name}"`).join(', ')}: train a model that predicts every ` +
        'column that it reads, or that reads only columns it predicts or knows ahead',
    );
  const sources = loop.inputs.map((_, input) => sourceOf(loop, input));
  const width = loop.outputs.length;
  if (sources.includes('known') && !(future && future.length >= (steps - 1) * sources.length))
    throw new RangeError(`a forecast of ${steps} steps needs the known inputs of ${steps - 1} steps`);
  const rows = new Float64Array(steps * width);
  rows.set(last);
  const input = new Float64Array(sources.length);
  for (let step = 1; step < steps; step++) {
    for (const [i, source] of sources.entries()) {
      if (typeof source === 'number') input[i] = rows[(step - 1) * width + source];
      else input[i] = source === 'known' && future ? future[(step - 1) * sources.length + i] : 0;
    }
    rows.set(predictor.step(input, typeof dt === 'number' ? dt : dt[step - 1]), step * width);
  }
  return rows;
}
