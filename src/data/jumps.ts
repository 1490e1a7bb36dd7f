/** Noisy sines on a level that jumps. A unit with a liquid time constant should react to the jumps. */
import { checkOptions } from '../check/options.ts';
import { anything } from '../check/rules.ts';
import { Random } from './random.ts';
import type { Recording } from './sequence.ts';
import { sines } from './sines.ts';

export interface JumpsOptions {
  /** Samples; 600 by default. */
  length?: number;
  /** Mean number of samples between jumps; 30 by default. */
  every?: number;
  /** Levels are drawn from ± this; 1.5 by default. */
  size?: number;
  /** Standard deviation of the noise; 0.05 by default. */
  noise?: number;
  /** Seed of noise, times and levels; 1 by default. */
  seed?: number;
}

/**
 * Sample k is a noisy sum of sines of half their usual amplitudes, plus a level that is redrawn with probability 1/every.
 * @throws {RangeError} on options out of range
 */
export function jumps(options: JumpsOptions = {}): Recording {
  checkOptions<JumpsOptions>('jumps', options, {
    length: anything,
    every: anything,
    size: anything,
    noise: anything,
    seed: anything,
  });
  const { length = 600, every = 30, size = 1.5, noise = 0.05, seed = 1 } = options;
  if (!(every >= 1 && every < Infinity)) throw new RangeError(`every must be ≥ 1, got ${every}`);
  if (!(size >= 0 && size < Infinity)) throw new RangeError(`size must be ≥ 0, got ${size}`);
  const recording = sines({ length, noise, seed, amplitudes: [0.5, 0.25] });
  const random = new Random(seed + 1_000_000);
  let level = 0;
  const values = recording.values.map((value) => {
    if (random.next() < 1 / every) level = size * (2 * random.next() - 1);
    return value + level;
  });
  return { ...recording, name: 'jumps', values };
}
