/** Damage to what a blob says of itself: other values at the places of its JSON. */

import type { Random } from '../../src/data/random.ts';
import { readBlob } from '../../src/format/read.ts';
import { writeBlob } from '../../src/format/write.ts';

const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e-300,
  1e300,
  4_294_967_296,
  '',
  'h',
  'constructor',
  '__proto__',
  '\u001b[2J\u0007\u202e\u009b',
  'x'.repeat(5000),
  [],
  [null],
  [[]],
  {},
  { name: 3 },
  { type: 'full' },
];

type Place = readonly [holder: Record<string, unknown>, key: string];

/** Every value of a JSON with what holds it. */
function placesIn(holder: unknown): Place[] {
  if (typeof holder !== 'object' || holder === null) return [];
  const own = holder as Record<string, unknown>;
  return Object.keys(own).flatMap((key) => [[own, key] as const, ...placesIn(own[key])]);
}

/** One to three values replaced, left out, or exchanged for others of the same JSON. */
export function damageMetadata(bytes: Uint8Array, random: Random): Uint8Array {
  const contents = readBlob(bytes);
  const metadata = structuredClone(contents.metadata) as Record<string, unknown>;
  for (let i = random.integer(3); i >= 0; i--) {
    const places = placesIn(metadata);
    if (places.length === 0) break;
    const [holder, key] = places[random.integer(places.length)];
    const way = random.integer(6);
    const [other, from] = places[random.integer(places.length)];
    if (way === 0) delete holder[key];
    else if (way === 1) holder[key] = structuredClone(other[from]);
    else holder[key] = structuredClone(values[random.integer(values.length)]);
  }
  return writeBlob({ ...contents, metadata });
}
