/**
 * Seeded random numbers whose state can be saved.
 *
 * Generator: sfc32, "Small Fast Counting", Chris Doty-Humphrey, PractRand (2010), 128 bits of state, period ≥ 2³².
 * Seeding: four words of splitmix32 (the 32-bit finaliser of MurmurHash3 over a Weyl sequence), then 12 rounds.
 * Integers and uniforms have the same bits on every engine. Normals use Math.log and Math.cos, whose last bit differs
 * between engines.
 */

/** The four unsigned words of a generator, plain JSON for checkpoints. */
export type RandomState = [number, number, number, number];

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** @param seed any finite number. Only its lower 32 bits count, so seeds are integers in [0, 2³²). */
  constructor(seed: number) {
    if (!Number.isFinite(seed)) throw new RangeError(`a seed is a finite number, got ${seed}`);
    let weyl = seed | 0;
    const word = () => {
      weyl = (weyl + 0x9e37_79b9) | 0;
      let z = weyl ^ (weyl >>> 16);
      z = Math.imul(z, 0x85eb_ca6b);
      z ^= z >>> 13;
      z = Math.imul(z, 0xc2b2_ae35);
      return (z ^ (z >>> 16)) | 0;
    };
    this.#a = word();
    this.#b = word();
    this.#c = word();
    this.#counter = 1;
    for (let round = 0; round < 12; round++) this.bits();
  }

  /** A generator that continues exactly from a saved state. */
  static from(state: RandomState): Random {
    const valid = state.length === 4 && state.every((w) => Number.isInteger(w) && w >= 0 && w < 2 ** 32);
    if (!valid) throw new RangeError('a random state is four integers in [0, 2³²)');
    const random = new Random(0);
    [random.#a, random.#b, random.#c, random.#counter] = state.map((w) => w | 0);
    return random;
  }

  /** The whole state: normals are not cached. */
  get state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#counter >>> 0];
  }

  /** 32 random bits as an integer in [0, 2³²). */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 53 random bits. */
  next(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /**
   * Normal with mean 0 and standard deviation 1, from two uniforms: Box and Muller (1958). Drops the second normal of the
   * pair, so that the generator's words are its whole state.
   */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Uniform integer in [0, n), without modulo bias; n in [1, 2³²]. */
  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) {
      throw new RangeError(`integer(n) needs an integer n in [1, 2³²], got ${n}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let bits = this.bits();
    while (bits >= limit) bits = this.bits();
    return bits % n;
  }

  /** Permutes the array in place (Fisher–Yates) and returns it. */
  shuffle<T extends Int32Array | number[]>(array: T): T {
    for (let last = array.length - 1; last > 0; last--) swap(array, last, this.integer(last + 1));
    return array;
  }
}

function swap(array: Int32Array | number[], i: number, j: number): void {
  const kept = array[i];
  array[i] = array[j];
  array[j] = kept;
}
