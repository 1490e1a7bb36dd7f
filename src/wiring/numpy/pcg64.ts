/**
 * PCG64: a linear congruential generator of 128 bits whose state is folded and rotated to 64 bits (XSL-RR).
 *
 * Source: O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for random number
 * generation", HMC-CS-2014-0905; the seeding is that of NumPy's `PCG64` (`numpy/random/_pcg64.pyx`,
 * `numpy/random/src/pcg64`). It is the generator of `numpy.random.default_rng`.
 */
import { seedWords } from './seed-sequence.ts';

const MULTIPLIER = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645n;
const wide = (value: bigint): bigint => BigInt.asUintN(128, value);

export class Pcg64 {
  #state: bigint;
  readonly #increment: bigint;
  /** The upper half of the last 64 bits, where only the lower one is used up. */
  #upper: number | null = null;

  /** @param seed a whole number in [0, 2³²) */
  constructor(seed: number) {
    const words = seedWords([seed], 8).map(BigInt);
    // Pairs of words have the lower one first, the halves of 128 bits the upper one.
    const [state, stream] = [0, 4].map(
      (at) => (words[at + 1] << 96n) | (words[at] << 64n) | (words[at + 3] << 32n) | words[at + 2],
    );
    this.#increment = wide((stream << 1n) | 1n);
    this.#state = wide(this.#increment + state);
    this.#step();
  }

  #step(): void {
    this.#state = wide(this.#state * MULTIPLIER + this.#increment);
  }

  /** 64 random bits as a whole number in [0, 2⁶⁴). */
  uint64(): bigint {
    this.#step();
    const folded = (this.#state >> 64n) ^ BigInt.asUintN(64, this.#state);
    const turn = this.#state >> 122n;
    return BigInt.asUintN(64, (folded >> turn) | (folded << (64n - turn)));
  }

  /** 32 random bits as a whole number in [0, 2³²): the lower half of 64 bits, and then the upper one. */
  uint32(): number {
    if (this.#upper !== null) {
      const upper = this.#upper;
      this.#upper = null;
      return upper;
    }
    const both = this.uint64();
    this.#upper = Number(both >> 32n);
    return Number(BigInt.asUintN(32, both));
  }
}
