import { expect, test } from 'vitest';
import { lorenz96, lorenz96Stepper } from '../../src/data/lorenz96.ts';

test('the integrator is of fourth order', () => {
  const finalState = (h: number) => {
    const state = Float64Array.from({ length: 12 }, (_, i) => 8 + Math.sin(i + 1));
    const step = lorenz96Stepper(12);
    for (let k = 0; k < Math.round(0.4 / h); k++) step(state, 8, h);
    return state;
  };
  const exact = finalState(0.4 / 4096);
  const errors = [8, 16, 32, 64].map((steps) =>
    Math.hypot(...finalState(0.4 / steps).map((x, i) => x - exact[i])),
  );
  const orders = errors.slice(1).map((error, k) => Math.log2(errors[k] / error));
  for (const order of orders.slice(1)) expect(Math.abs(order - 4)).toBeLessThan(0.3);
});

test('the quadratic term conserves energy and the uniform state is a fixed point', () => {
  const rest = new Float64Array(7).fill(8);
  const step = lorenz96Stepper(7);
  step(rest, 8, 0.1);
  for (const x of rest) expect(x).toBe(8);
  // d/dt ½ Σx² = −Σx² + F Σx: only damping and forcing change the energy.
  const state = Float64Array.of(1, -2, 3, 0.5, 2, -1, 4);
  const energy = (x: Float64Array) => x.reduce((sum, xi) => sum + 0.5 * xi * xi, 0);
  const expected = 3 * state.reduce((sum, x) => sum + x, 0) - 2 * energy(state);
  const h = 1e-4;
  const [forward, back] = [state.slice(), state.slice()];
  step(forward, 3, h);
  step(back, 3, -h);
  expect((energy(forward) - energy(back)) / (2 * h)).toBeCloseTo(expected, 4);
});

test('a seed repeats, another differs, and the start lies on the attractor', () => {
  const one = lorenz96({ steps: 400, seed: 2 });
  expect(lorenz96({ steps: 400, seed: 2 }).values).toEqual(one.values);
  expect(lorenz96({ steps: 400, seed: 3 }).values).not.toEqual(one.values);
  // Climate of the 40-variable system at F = 8: mean about 2.3, standard deviation about 3.6.
  const mean = one.values.reduce((sum, x) => sum + x, 0) / one.values.length;
  const square = one.values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / one.values.length;
  expect(Math.abs(mean - 2.35)).toBeLessThan(0.25);
  expect(Math.abs(Math.sqrt(square) - 3.64)).toBeLessThan(0.3);
});

test('a forcing list equals its function, leaves the steps before a switch alone and takes hold after it', () => {
  const options = { size: 8, steps: 60, spinUp: 50 };
  const list = lorenz96({
    ...options,
    forcing: [
      [0, 8],
      [20, 12],
      [40, 8],
    ],
  });
  const byFunction = lorenz96({ ...options, forcing: (step) => (step >= 20 && step < 40 ? 12 : 8) });
  const constant = lorenz96({ ...options, forcing: 8 });
  expect(list.values).toEqual(byFunction.values);
  // Sample 21 is the first that follows under the new forcing.
  expect(list.values.slice(0, 21 * 8)).toEqual(constant.values.slice(0, 21 * 8));
  expect(list.values[21 * 8]).not.toBe(constant.values[21 * 8]);
});

test('options out of range are refused', () => {
  expect(() => lorenz96({ size: 3 })).toThrow('size must be an integer ≥ 4, got 3');
  expect(() => lorenz96({ forcing: [[5, 8]] })).toThrow('begins at step 0');
  expect(() => lorenz96({ dt: 0 })).toThrow('dt must be > 0, got 0');
  expect(() => lorenz96({ dt: 2, substeps: 1, steps: 50 })).toThrow('use more than 1 substeps');
});
