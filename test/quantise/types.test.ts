/** The table of types says what it may. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { OLDEST_VERSION, VERSION, VERSION_WRITTEN } from '../../assembly/layout.ts';
import { bitsInRow, largestOf, storageOf, weightTypes } from '../../src/quantise/types.ts';

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const read = (file: string): string => readFileSync(path(file), 'utf8');

test('codes are places in the list, and the interpreter has room for eight types', () => {
  expect(weightTypes.map((type) => storageOf(type).code)).toEqual([...weightTypes.keys()]);
  // four bits each in a number of 32
  expect(weightTypes.length).toBeLessThanOrEqual(8);
});

test.each(weightTypes)('%s is what codec and interpreter can hold', (type) => {
  const { since, bits, scale, block, integers, small } = storageOf(type);
  expect(since).toBeGreaterThanOrEqual(OLDEST_VERSION);
  expect(since).toBeLessThanOrEqual(VERSION);
  expect(scale === null).toBe(bits === 32 || type === 'f16');
  if (block !== null) {
    expect(scale).toBe('f16');
    expect(Number.isInteger(Math.log2(block))).toBe(true);
  }
  // every product with a half is finite, so that the interpreter need not look
  if (scale === 'f16') expect(Number.isFinite(Math.fround(65504 * largestOf(type)))).toBe(true);
  // pairs of 16 bits under a scale for each row
  if (integers) expect([bits, scale, block]).toEqual([16, 'f32', null]);
  // a loop of `affine-small` each: 8 bits, 16 bits and halves under a scale for each row, 8 bits in blocks
  if (small) expect(block === null ? [8, 16] : [8]).toContain(bits);
});

test('weights take the bits that the table says, a share of the scale among them', () => {
  expect(bitsInRow('f32', 10)).toBe(32);
  expect(bitsInRow('q8', 32)).toBe(9);
  expect(bitsInRow('q4', 64)).toBe(4.5);
  expect(bitsInRow('q4', 33)).toBeCloseTo(4 + 32 / 33, 12);
  expect(bitsInRow('q4-row', 64)).toBe(4.25);
});

test('the reader in Python has the same types', () => {
  const source = read('test/format/weights.py');
  const rows = source.matchAll(/^ {4}(\d+): \(('.*), (\w+|'\w'), (\w+), (\w+|'\w'), (\w+)\),$/gm);
  const letter = { 4: 'None', 8: "'b'", 16: "'h'", 32: "'f'" };
  expect(Array.from(rows, ([, ...row]) => row)).toEqual(
    weightTypes.map((type) => {
      const { code, since, bits, scale, block } = storageOf(type);
      const float = { f32: "'f'", f16: "'e'", none: 'None' };
      return [
        String(code),
        `'${type}', ${since}`,
        scale === null ? float[bits === 32 ? 'f32' : 'f16'] : letter[bits],
        scale === null ? 'None' : String(largestOf(type)),
        float[scale ?? 'none'],
        String(block ?? 'None'),
      ];
    }),
  );
});

test('what the frozen versions have is no part of the draft', () => {
  const frozen = weightTypes.filter((type) => storageOf(type).since <= VERSION_WRITTEN);
  expect(frozen).toEqual(['f32', 'q8', 'f16', 'i16', 'q4', 'q4-row']);
});
