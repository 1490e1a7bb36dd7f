import fc from 'fast-check';
import { expect, test } from 'vitest';
import { characters } from '../../src/data/characters.ts';

test('the most frequent characters have classes of their own, all others share the last', () => {
  const { alphabet, classes, values } = characters('aaaa bb\n\n\tB cde', 4);
  expect([alphabet, classes]).toEqual([['a', ' ', 'b'], 4]);
  expect([...values]).toEqual([0, 0, 0, 0, 1, 2, 2, 1, 2, 1, 3, 3, 3]);
});

test('a text with no more characters than classes has no class for others', () => {
  const { alphabet, classes, values } = characters('Äöä 😀', 4);
  expect([alphabet, classes]).toEqual([['ä', ' ', 'ö', '😀'], 4]);
  expect([...values]).toEqual([0, 2, 0, 1, 3]);
});

test('any text has a class below the number of classes at every character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 2 }),
      fc.integer({ min: 2, max: 256 }),
      (text, most) => {
        fc.pre(new Set(text.toLowerCase().replace(/\s+/gu, ' ')).size > 1);
        const { alphabet, classes, values } = characters(text, most);
        expect(classes).toBeLessThanOrEqual(most);
        expect(classes - alphabet.length).toBeLessThanOrEqual(1);
        expect(Math.max(...values)).toBe(classes - 1);
      },
    ),
  );
});

test.each([
  ['aaaa', 4, 'a text needs at least two different characters'],
  ['', 4, 'a text needs at least two different characters'],
  ['ab', 1, 'classes must be a whole number from 2 to 256, not 1'],
])('%j with %d classes is refused', (text, most, message) => {
  expect(() => characters(text, most)).toThrow(message);
});
