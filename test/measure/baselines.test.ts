import { expect, test } from 'vitest';
import { linear, meanSquaredError, persistence, zero } from '../../src/measure/baselines.ts';
import type { Sequence } from '../../src/train/sequence.ts';

/** The next value of a sine around `offset`, which a linear map of two lags knows exactly. */
function sine(offset: number, length = 200): Sequence {
  const y = Float64Array.from({ length: length + 1 }, (_, t) => offset + Math.sin(0.3 * t));
  return { length, inputs: y.slice(0, length), targets: y.slice(1), dt: null, scoredFrom: 2 };
}
const mse = ({ predictions }: { predictions: readonly ArrayLike<number>[] }, s: Sequence) =>
  meanSquaredError(predictions, [s]);

test.each([0, 1e4, 1e9])('baselines do not depend on an offset of %d', (offset) => {
  const s = sine(offset);
  const [plain] = [sine(0)];
  expect(mse(persistence([s]), s)).toBeCloseTo(mse(persistence([plain]), plain), 4);
  expect(mse(linear([s], [s], 1), s)).toBeCloseTo(mse(linear([plain], [plain], 1), plain), 4);
  expect(mse(linear([s], [s], 2), s)).toBeLessThan(1e-6);
});

test('only scored steps count', () => {
  const s = sine(5);
  expect(mse(zero([s]), { ...s, scoredFrom: 199 })).toBeCloseTo(s.targets[199] ** 2, 9);
});
