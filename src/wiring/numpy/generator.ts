/**
 * What ncps draws from `numpy.random.default_rng`, NumPy's `Generator` over PCG64.
 *
 * Source of the algorithms: NumPy, `numpy/random/_generator.pyx` (`choice`, `_shuffle_int`) and
 * `numpy/random/src/distributions/distributions.c` (`random_bounded_uint64`). NumPy may change this stream from
 * version to version (NEP 19), unlike that of `RandomState`.
 */
import { Pcg64 } from './pcg64.ts';

/** Above this population, a sample is the shuffled tail of all, unless it is smaller than a fiftieth of them. */
const FLOYD = 10_000;
const FIFTIETH = 50;

export class Generator {
  readonly #bits: Pcg64;

  /** @param seed a whole number in [0, 2³²) */
  constructor(seed: number) {
    this.#bits = new Pcg64(seed);
  }

  /**
   * A uniform whole number in [0, most], most in [0, 2³² − 1); 0 draws nothing.
   * Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): the upper word of a product.
   */
  integer(most: number): number {
    if (most === 0) return 0;
    const range = BigInt(most) + 1n;
    const rejected = (1n << 32n) % range;
    let product: bigint;
    do product = BigInt(this.#bits.uint32()) * range;
    while (BigInt.asUintN(32, product) < rejected);
    return Number(product >> 32n);
  }

  /** `choice(from)`: one of them. */
  choice<T>(from: readonly T[]): T {
    return from[this.integer(from.length - 1)];
  }

  /** `choice(population, size, replace=False)`: different whole numbers in [0, population), shuffled. */
  sample(population: number, size: number): number[] {
    if (population > FLOYD && size > Math.floor(population / FIFTIETH)) {
      const all = Array.from({ length: population }, (_, k) => k);
      this.#shuffle(all, Math.max(population - size, 1));
      return all.slice(population - size);
    }
    // Floyd: draw from one number more each time; if the draw is there already, take the largest instead
    const drawn = new Set<number>();
    for (let largest = population - size; largest < population; largest++) {
      const candidate = this.integer(largest);
      drawn.add(drawn.has(candidate) ? largest : candidate);
    }
    const sample = [...drawn];
    this.#shuffle(sample, 1);
    return sample;
  }

  /** Shuffles the places from `first` on: swaps each with any place before it. */
  #shuffle(numbers: number[], first: number): void {
    for (let last = numbers.length - 1; last >= first; last--) {
      const other = this.integer(last);
      [numbers[last], numbers[other]] = [numbers[other], numbers[last]];
    }
  }
}
