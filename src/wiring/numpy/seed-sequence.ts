/**
 * NumPy's `SeedSequence`: spreads a seed over as many words as a generator's state needs, so that seeds that differ in
 * one bit give unrelated states.
 *
 * Source: NumPy, `numpy/random/bit_generator.pyx`, after Melissa O'Neill's `seed_seq_fe`,
 * https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html. The pool has NumPy's four words.
 */

const POOL = 4;

const folded = (word: number): number => (word ^ (word >>> 16)) >>> 0;

/** A hash whose multiplier moves on with each word. */
function hasher(start: number, factor: number): (word: number) => number {
  let multiplier = start;
  return (word) => {
    const mixed = word ^ multiplier;
    multiplier = Math.imul(multiplier, factor);
    return folded(Math.imul(mixed, multiplier));
  };
}

const joined = (a: number, b: number): number =>
  folded(Math.imul(a, 0xca01_f9dd) - Math.imul(b, 0x4973_f715));

/**
 * `SeedSequence(entropy).generate_state(count)`: words of 32 bits.
 * @param entropy one to four words in [0, 2³²), the lowest first
 */
export function seedWords(entropy: readonly number[], count: number): number[] {
  const hash = hasher(0x43b0_d7e5, 0x931e_8875);
  const pool = Array.from({ length: POOL }, (_, k) => hash(entropy[k] ?? 0));
  for (let source = 0; source < POOL; source++)
    for (let target = 0; target < POOL; target++)
      if (source !== target) pool[target] = joined(pool[target], hash(pool[source]));
  const output = hasher(0x8b51_f9dd, 0x58f3_8ded);
  return Array.from({ length: count }, (_, k) => output(pool[k % POOL]));
}
