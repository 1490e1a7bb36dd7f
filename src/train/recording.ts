import type { Sequence } from './sequence.ts';

/** What a model reads of a sequence: calibration asks for no targets. */
export type Recording = Pick<Sequence, 'length' | 'inputs' | 'dt'>;

/**
 * Refuses recordings that a model cannot be run on.
 * @param width inputs of the model
 * @throws RangeError naming the recording, the input and the step
 */
export function checkRecordings(recordings: readonly Recording[], width: number): void {
  if (!recordings.some(({ length }) => length > 0))
    throw new RangeError('calibration needs a recording with at least one step; there is none');
  recordings.forEach(({ length, inputs, dt }, index) => {
    const which = `calibration recording ${index}`;
    if (inputs.length !== length * width)
      throw new RangeError(
        `${which}: ${length} steps of ${inputs.length / length} inputs; the model reads ${width}`,
      );
    const bad = inputs.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0)
      throw new RangeError(
        `${which}: input ${bad % width} is ${inputs[bad]} at step ${Math.floor(bad / width)}: leave such steps out`,
      );
    if (dt && dt.length !== length)
      throw new RangeError(`${which}: ${length} steps need as many intervals, not ${dt.length}`);
    const late = dt?.findIndex((d) => !(d > 0 && d < Infinity)) ?? -1;
    if (dt && late >= 0)
      throw new RangeError(`${which}: interval ${late} is ${dt[late]}: it must be finite and > 0`);
  });
}

/**
 * Refuses recordings in which an input never changes: they tell nothing of what it does, and weights would be rounded as if
 * it could be relied on.
 * @throws RangeError naming the input
 */
export function checkInputsMove(recordings: readonly Recording[], width: number): void {
  for (let input = 0; input < width; input++) {
    const first = recordings.find(({ length }) => length > 0)?.inputs[input];
    const still = recordings.every(({ inputs, length }) => {
      for (let t = 0; t < length; t++) if (inputs[t * width + input] !== first) return false;
      return true;
    });
    if (still)
      throw new RangeError(
        `calibration: input ${input} is ${first} in every step: a recording for compensated rounding has to show how each ` +
          'input varies; record it in use, or round by "least-squares"',
      );
  }
}
