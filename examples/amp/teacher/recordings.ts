/** What models learn from and are judged by: the same performance before and behind the circuit, split in time. */
import type { SequenceData } from '../../../src/train/index.ts';
import { type Components, overdrive } from './circuit.ts';
import { performance, RATE, sweep } from './performance.ts';
import { played } from './solver.ts';

export interface Recordings {
  readonly train: readonly SequenceData[];
  readonly validation: readonly SequenceData[];
  readonly test: readonly SequenceData[];
}

/** Seconds of each part, in this order in time, with the seed of the performance. Sweeps are in training alone. */
export const lessons = { seed: 20, train: 20, validation: 3, test: 8, sweeps: [0.03, 0.15, 0.6], sweep: 0.5 };

export type Lessons = typeof lessons;

/** Plays everything through the circuit. Each part starts with the circuit as the part before left it. */
export function record(
  { seed, train, validation, test, sweeps, sweep: each }: Lessons = lessons,
  circuit: Components = overdrive,
): Recordings {
  const input = performance(train + validation + test, seed);
  const target = played(circuit, input, RATE);
  const part = (from: number, seconds: number): SequenceData => ({
    length: seconds * RATE,
    inputs: input.subarray(from * RATE, (from + seconds) * RATE),
    targets: target.subarray(from * RATE, (from + seconds) * RATE),
    dt: null,
  });
  const swept = sweeps.map((level): SequenceData => {
    const inputs = sweep(each, level);
    return { length: inputs.length, inputs, targets: played(circuit, inputs, RATE), dt: null };
  });
  return {
    train: [part(0, train), ...swept],
    validation: [part(train, validation)],
    test: [part(train + validation, test)],
  };
}
