/** Versions are frozen: the blobs written then are loaded and give the same bits, and nothing else has got into them. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import {
  candidates,
  featuresOf,
  featuresUpTo,
  freeze,
  frozen,
  hashBy,
  hashes,
  hasLevels,
  type Version,
  versionOf,
  versions,
} from './corpus.ts';

// `FREEZE=3 npx vitest run test/format/frozen.test.ts` wrote those of version 3; it refuses to do it again
if (process.env.FREEZE) freeze(Number(process.env.FREEZE) as Version);

test('these are the versions, the last of them a draft', () =>
  expect([L.OLDEST_VERSION, L.VERSION_WRITTEN, L.VERSION]).toEqual([1, 3, 4]));

describe.each(versions)('version %i', (version) => {
  const blobs = frozen(version);

  test('every blob has its hash, and is of that version', () => {
    expect(Object.keys(hashes(version)).sort()).toEqual(blobs.map(({ name }) => name).sort());
    for (const { blob } of blobs) expect(versionOf(blob)).toBe(version);
  });

  describe.each(blobs)('$name', ({ name, blob }) => {
    test.each(['simd', 'scalar'] as const)('%s repeats its bits', (build) => {
      const { outputs, integer } = hashes(version)[name];
      for (const weights of ['fast', 'small'] as const) expect(hashBy(blob, build, weights)).toBe(outputs);
      expect(hashBy(blob, build, 'integer')).toBe(integer ?? outputs);
      expect(hasLevels(blob)).toBe(integer !== undefined);
    });
  });
});

test('what blobs are made of today was there when their version was frozen', () => {
  const had = versions.map((version) => [version, featuresUpTo(version)] as const);
  const written = candidates().filter(({ blob }) => versionOf(blob) <= L.VERSION_WRITTEN);
  for (const { name, blob } of written) {
    const [version, features] = had.find(([one]) => one === versionOf(blob))!;
    for (const feature of featuresOf(blob))
      expect(
        features,
        `${name} has ${feature}, which no blob up to test/format/v${version} has: is it in that version?`,
      ).toContain(feature);
  }
});
