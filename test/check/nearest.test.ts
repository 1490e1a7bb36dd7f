import { describe, expect, test } from 'vitest';
import { editDistance, meant, nearest } from '../../src/check/nearest.ts';

describe('a suggestion is what somebody can have meant', () => {
  test.each([
    ['trian', ['train', 'run'], 'train'],
    ['TEMP', ['temp', 'tempo'], 'temp'],
    ['tmp', ['time', 'temp'], 'temp'],
    ['predict', ['predict-next', 'probe'], 'predict-next'],
    ['khz', ['Hz', 'kHz'], 'kHz'],
    ['qu', ['q8', 'f32'], 'q8'],
  ])('%s among %j is %s', (wanted, names, near) => {
    expect(nearest(wanted, names)).toBe(near);
    expect(meant(wanted, names)).toBe(`: did you mean "${near}"?`);
  });

  test.each([
    ['horizon', ['wiring', 'window', 'rounding']],
    ['nofile.csv', ['few.csv', 'time.csv', 'note.txt']],
    ['x', ['y', 'z']],
    ['', ['a', 'ab']],
    ['e', ['epochs']],
    ['out', ['outputs', 'outside']],
    ['a'.repeat(201), ['a'.repeat(200)]],
    ['q', []],
  ])('%j among %j is nothing', (wanted, names) => {
    expect(nearest(wanted, names)).toBe(null);
    expect(meant(wanted, names)).toBe('');
  });

  test('the ending of a file does not make its name longer', () => {
    expect(nearest('new.safetensors', ['best.safetensors'], 'new'.length)).toBe(null);
    expect(nearest('new.safetensors', ['best.safetensors'])).toBe('best.safetensors');
    expect(nearest('temp.mn', ['temp.mns'], 'temp'.length)).toBe('temp.mns');
  });
});

test('edits are insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ab', 'ba')).toBe(1);
  expect(editDistance('ca', 'abc')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
});
