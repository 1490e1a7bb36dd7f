import { expect, test } from 'vitest';
import { smallLtc, soakDrift, soakPieces, soakSessions, soakSteps } from '../../bench/soak/soak.ts';

test('a million steps leave outputs finite, and the interpreter as large as it was', () => {
  const { finite, memory } = soakSteps(smallLtc(), 1_000_000);
  expect(finite).toBe(true);
  expect(new Set(memory.map(({ pages }) => pages)).size).toBe(1);
});

test('twenty thousand sessions leave the interpreter as large as a few did', () => {
  const { memory } = soakSessions(smallLtc(), 20_000);
  expect(new Set(memory.map(({ pages }) => pages)).size).toBe(1);
});

test('a leaky integrator at 10 kHz does not drift from float64', () => {
  expect(soakDrift(2_000_000)).toBeLessThan(5e-7);
});

test('a run in pieces gives the bits of one run', () => {
  expect(soakPieces(smallLtc, 300_000, 60)).toBe(true);
});
