import { describe, expect, test } from 'vitest';
import { cells, type FieldCell } from '../../src/cells/index.ts';
import { rk4 } from '../../src/integrators/index.ts';
import { type Derivative, derivativeOf, Tsit5 } from '../../src/measure/tsit5.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { randomParameters } from '../models.ts';

const oscillator: Derivative = ([x, v], slope) => slope.set([v, -x]);

/** The error at t = 10 and the work, for a tolerance. */
function solve(tolerance: number) {
  const y = Float64Array.of(1, 0);
  const solver = new Tsit5(2, oscillator, { relative: tolerance, absolute: tolerance });
  const { evaluations, refused } = solver.integrate(y, 10);
  return { error: Math.hypot(y[0] - Math.cos(10), y[1] + Math.sin(10)), evaluations, refused };
}

describe('Tsit5', () => {
  test('is of order 5: the error falls with the fifth power of the work', () => {
    const [coarse, fine] = [solve(1e-6), solve(1e-11)];
    const order = Math.log(coarse.error / fine.error) / Math.log(fine.evaluations / coarse.evaluations);
    expect(order).toBeGreaterThan(4.6);
    expect(order).toBeLessThan(5.6);
  });

  test.each([1e-4, 1e-7, 1e-10])('keeps to a tolerance of %s', (tolerance) => {
    expect(solve(tolerance).error).toBeLessThan(30 * tolerance);
  });

  test('takes shorter steps where a field is stiff, refuses some, and gives up where it has to', () => {
    const decay =
      (rate: number): Derivative =>
      (y, slope) =>
        slope.set([-rate * (y[0] - 1)]);
    const stiff = new Tsit5(1, decay(1e3), { relative: 1e-6, absolute: 1e-6 });
    const y = new Float64Array(1);
    const work = stiff.integrate(y, 1);
    expect(Math.abs(y[0] - 1)).toBeLessThan(1e-5);
    expect(work.evaluations).toBeGreaterThan(1000);
    expect(work.refused).toBeGreaterThan(0);
    const hopeless = new Tsit5(1, decay(1e8), { relative: 1e-6, absolute: 1e-6 });
    expect(() => hopeless.integrate(new Float64Array(1), 1)).toThrow('more than 100000 steps');
  });
});

test('the derivative of a field is what its integrators step', () => {
  const size = { inputs: 3, units: 5 };
  const fields = [cells.ltc(), cells['ltc-tau'](), cells.ctrnn(), cells.node()].filter(
    (cell): cell is FieldCell => cell.kind === 'field',
  );
  expect(fields).toHaveLength(4);
  for (const cell of fields) {
    const network = buildNetwork({
      inputs: 3,
      outputs: 5,
      layers: [{ cell, units: 5, integrator: rk4, unfolds: 64 }],
      readout: 'none',
    });
    const parameters = randomParameters(network);
    const { hold, derivative } = derivativeOf(cell, size, parameters);
    const y = new Float64Array(5);
    hold([0.3, -0.4, 0.9]);
    new Tsit5(5, derivative, { relative: 1e-11, absolute: 1e-11 }).integrate(y, 0.5);
    const stepped = new Evaluator(network, parameters).step([0.3, -0.4, 0.9], 0.5);
    y.forEach((value, i) => {
      expect(Math.abs(value - stepped[i])).toBeLessThan(1e-8);
    });
  }
});
