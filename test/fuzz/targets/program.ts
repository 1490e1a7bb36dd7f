import { Random } from '../../../src/data/random.ts';
import { boxHolds, sameBits, withWork } from '../differential.ts';
import { randomProgram } from '../programs.ts';
import type { Outcome, Target } from '../target.ts';

const tally = { programs: 0, accepted: 0, boxes: 0 };

const seedOf = (bytes: Uint8Array): number =>
  bytes.reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 7);

/** Random programs from seeds: those that are accepted have the same bits in both builds, and boxes that hold. */
export const program: Target = {
  name: 'program',
  inputs: 250,
  corpus: () => [2, 3, 4, 7].map((seed) => Uint8Array.of(seed, 0, 0, 0)),
  damage: (_, random) => Uint8Array.from({ length: 8 }, () => random.integer(256)),
  run(bytes): Outcome {
    const random = new Random(seedOf(bytes));
    const blob = withWork(randomProgram(random));
    tally.programs++;
    if (!blob) return 'refused';
    tally.accepted++;
    sameBits(blob, random);
    if (boxHolds(blob, random)) tally.boxes++;
    return 'accepted';
  },
  coverage: () => `${tally.boxes} boxes attacked`,
};
