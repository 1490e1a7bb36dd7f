/** Version 1 is frozen: the blobs written then are loaded and give the same bits, and nothing else has got into it. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { readBlob } from '../../src/blob/read.ts';
import { candidates, featuresOf, freeze, frozen, hashBy, hashes, hasLevels } from './corpus.ts';

// `FREEZE=1 npx vitest run test/format/v1.test.ts` wrote them; it refuses to do it again
if (process.env.FREEZE) freeze();
const blobs = frozen();

test('the version is 1', () => expect(L.VERSION).toBe(1));

test('every blob has its hash, and they are of version 1', () => {
  expect(Object.keys(hashes()).sort()).toEqual(blobs.map(({ name }) => name));
  for (const { blob } of blobs) expect(readBlob(blob).header.version).toBe(1);
});

describe.each(blobs)('$name', ({ name, blob }) => {
  test.each(['simd', 'scalar'] as const)('%s repeats its bits', (build) => {
    const { outputs, integer } = hashes()[name];
    for (const weights of ['fast', 'small'] as const) expect(hashBy(blob, build, weights)).toBe(outputs);
    expect(hashBy(blob, build, 'integer')).toBe(integer ?? outputs);
    expect(hasLevels(blob)).toBe(integer !== undefined);
  });
});

test('what blobs are made of today was there when the version was frozen', () => {
  const had = new Set(blobs.flatMap(({ blob }) => [...featuresOf(blob)]));
  for (const { name, blob } of candidates())
    for (const feature of featuresOf(blob))
      expect(
        had,
        `${name} has ${feature}, which no blob of test/format/v1 has: is it in version 1?`,
      ).toContain(feature);
});
