/** A noisy sum of sines: the smallest forecasting task, one channel. */
import { checkOptions } from '../check/options.ts';
import { anything } from '../check/rules.ts';
import { Random } from './random.ts';
import { type Recording, slice } from './sequence.ts';

export interface SinesOptions {
  /** Samples; 300 by default. */
  length?: number;
  /** Cycles per sample; 0.02 and 0.05 by default. */
  frequencies?: readonly number[];
  /** One for each frequency; 1 and 0.5 by default. */
  amplitudes?: readonly number[];
  /** Standard deviation of the normal noise on every sample, ≥ 0; 0.05 by default. */
  noise?: number;
  /** Seed of the noise; 1 by default. */
  seed?: number;
}

/**
 * Sample k is Σ_j amplitude_j · sin(2π frequency_j k) + noise.
 * @throws {RangeError} on options out of range or lists of different length.
 */
export function sines(options: SinesOptions = {}): Recording {
  checkOptions<SinesOptions>('sines', options, {
    length: anything,
    frequencies: anything,
    amplitudes: anything,
    noise: anything,
    seed: anything,
  });
  const { length = 300, frequencies = [0.02, 0.05], amplitudes = [1, 0.5], noise = 0.05, seed = 1 } = options;
  if (!(Number.isInteger(length) && length >= 1)) throw new RangeError(`length must be ≥ 1, got ${length}`);
  if (!(noise >= 0 && noise < Infinity)) throw new RangeError(`noise must be ≥ 0, got ${noise}`);
  if (frequencies.length !== amplitudes.length) {
    throw new RangeError(
      `${frequencies.length} frequencies need as many amplitudes, got ${amplitudes.length}`,
    );
  }
  const random = new Random(seed);
  const values = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    frequencies.forEach((frequency, j) => {
      values[k] += amplitudes[j] * Math.sin(2 * Math.PI * frequency * k);
    });
    values[k] += noise * random.normal();
  }
  return { name: 'sum of sines', length, channels: 1, values, dt: null };
}

/** The first samples to train on (200 by default), the rest to test on. */
export function sinesSplit(recording: Recording, train = 200): { train: Recording; test: Recording } {
  return { train: slice(recording, 0, train), test: slice(recording, train, recording.length) };
}
