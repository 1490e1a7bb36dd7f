/**
 * The Mersenne Twister MT19937: period 2¹⁹⁹³⁷ − 1, 32 bits a draw.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", ACM TOMACS 8 (1998), with the seeding by one word of their 2002 revision. It is the generator of NumPy's
 * `RandomState` and of C++'s `std::mt19937`.
 */

const WORDS = 624;
const MIDDLE = 397;

export class Mt19937 {
  readonly #state = new Uint32Array(WORDS);
  #next = WORDS;

  /** @param seed a whole number in [0, 2³²) */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let k = 1; k < WORDS; k++) {
      const before = this.#state[k - 1];
      this.#state[k] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + k;
    }
  }

  /** 32 random bits as a whole number in [0, 2³²). */
  uint32(): number {
    if (this.#next === WORDS) this.#twist();
    let word = this.#state[this.#next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let k = 0; k < WORDS; k++) {
      const joined = (state[k] & 0x8000_0000) | (state[(k + 1) % WORDS] & 0x7fff_ffff);
      state[k] = state[(k + MIDDLE) % WORDS] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908_b0df : 0);
    }
    this.#next = 0;
  }
}
