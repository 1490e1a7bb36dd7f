import { expect, test } from 'vitest';
import { typed } from '../../src/check/typed.ts';

test.each([
  ['temp_2', 'temp_2'],
  ['--', '--'],
  ['Größe', 'Größe'],
  ['Temp, °C', '"Temp, °C"'],
  ['#', '"#"'],
  ['(3.7)', '"(3.7)"'],
  ['\\N', "'\\N'"],
  [`it's $5`, `'it'\\''s $5'`],
])('%s is typed as %s', (word, shell) => {
  expect(typed(word)).toBe(shell);
});
