/** Windows that are read faster or slower than they were recorded. */
import type { Random } from '../../data/random.ts';
import type { Sequence, Window } from '../sequence.ts';
import type { Slice } from './augmentation.ts';

/** A speed in [1 / (1 + s), 1 + s], as often a factor slower as faster. */
export const speedOf = (amount: number, random: Random): number => (1 + amount) ** (2 * random.next() - 1);

/**
 * Reads a window at another speed, to its own last step: a faster one begins earlier, as far as its recording allows. Between steps
 * numbers are interpolated; classes, and targets beside one that is missing, are those of the nearest step. Intervals
 * are those between what is read, so that time stays true.
 * @param speed steps of the recording for each of the window
 */
export function readAt(
  { inputs, targets, dt, length: total }: Sequence,
  { start, length }: Window,
  speed: number,
  hasClasses: boolean,
): Slice {
  const last = start + length - 1;
  const step = length > 1 ? Math.min(speed, last / (length - 1)) : 1;
  const width = { inputs: inputs.length / total, targets: targets.length / total };
  const read: Slice = {
    length,
    inputs: new Float64Array(length * width.inputs),
    targets: new Float64Array(length * width.targets),
    dt: dt || step !== 1 ? new Float64Array(length) : null,
  };
  for (let t = 0; t < length; t++) {
    // rounding may leave it just before the recording
    const at = Math.max(0, last - step * (length - 1 - t));
    const below = Math.floor(at);
    const above = Math.min(total - 1, Math.ceil(at));
    const share = at - below;
    const between = (values: ArrayLike<number>, many: number, j: number, isNearest: boolean): number => {
      const [low, high] = [values[below * many + j], values[above * many + j]];
      if (isNearest || Number.isNaN(low) || Number.isNaN(high)) return share < 0.5 ? low : high;
      return low + share * (high - low);
    };
    for (let j = 0; j < width.inputs; j++)
      read.inputs[t * width.inputs + j] = between(inputs, width.inputs, j, false);
    for (let j = 0; j < width.targets; j++)
      read.targets[t * width.targets + j] = between(targets, width.targets, j, hasClasses);
    if (read.dt) read.dt[t] = step * (dt ? between(dt, 1, 0, false) : 1);
  }
  return read;
}
