/**
 * What ncps draws from `numpy.random.RandomState`, NumPy's legacy generator, whose stream is frozen (NEP 19).
 *
 * Source of the algorithms: NumPy, `numpy/random/mtrand.pyx` (`choice`, `permutation`, `shuffle`) and
 * `numpy/random/src/distributions/distributions.c` (`random_interval`).
 */
import { Mt19937 } from './mt19937.ts';

export class RandomState {
  readonly #bits: Mt19937;

  /** @param seed a whole number in [0, 2³²) */
  constructor(seed: number) {
    this.#bits = new Mt19937(seed);
  }

  /**
   * A uniform whole number in [0, most]: words are cut to the bits of `most` and drawn again until one fits.
   * `most` is in [0, 2³²); 0 draws nothing.
   */
  interval(most: number): number {
    if (most === 0) return 0;
    const unused = Math.clz32(most);
    let drawn: number;
    do drawn = (this.#bits.uint32() << unused) >>> unused;
    while (drawn > most);
    return drawn;
  }

  /** `choice(from)`: one of them. */
  choice<T>(from: readonly T[]): T {
    return from[this.interval(from.length - 1)];
  }

  /** `choice(from, size, replace=False)`: the first `size` of a permutation of all, in its order. */
  sample<T>(from: readonly T[], size: number): T[] {
    const order = [...from];
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.interval(last);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order.slice(0, size);
  }
}
