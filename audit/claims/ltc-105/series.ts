import { jumps } from '../../../src/data/jumps.ts';
import { type Recording, slice } from '../../../src/data/sequence.ts';
import { sines } from '../../../src/data/sines.ts';
import { statistics } from '../../../src/data/split.ts';
import type { Normalisation } from '../../../src/network/network.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

/** A series cut into parts that follow each other, each predicted one point ahead from the first point on. */
export interface Series {
  readonly train: Sequence;
  /** The end of the training data, which chooses the weights and the options. */
  readonly validation: Sequence;
  /** Train and validation together, to fit a linear map to. */
  readonly known: Sequence;
  readonly test: Sequence;
  readonly scaled: Normalisation;
  /** Mean squared error on the test points of who knows the next value without its noise; nobody can do better for long. */
  readonly floor: number;
}

function cut(recording: Recording, clean: Recording, known: number, validation: number): Series {
  const { values, length } = recording;
  const until = (end: number, scoredFrom = 0): Sequence => ({
    length: end - 1,
    inputs: values.slice(0, end - 1),
    targets: values.slice(1, end),
    dt: null,
    scoredFrom,
  });
  const { mean, std } = statistics({ channels: ['x'], recordings: [slice(recording, 0, known)] });
  let floor = 0;
  for (let k = known; k < length; k++) floor += (values[k] - clean.values[k]) ** 2 / (length - known);
  return {
    train: until(known - validation),
    validation: until(known, known - validation - 1),
    known: until(known),
    test: until(length, known - 1),
    scaled: { mean: [...mean], deviation: [...std] },
    floor,
  };
}

/** 300 points of noisy sines, of which 200 are known and the last 40 of these choose. */
export const sinesSeries = (seed: number): Series => cut(sines({ seed }), sines({ seed, noise: 0 }), 200, 40);

/** 600 points with jumps, 400 known. A jump cannot be foreseen, so that the floor is that of the points between. */
export const jumpsSeries = (seed: number): Series => cut(jumps({ seed }), jumps({ seed, noise: 0 }), 400, 80);
