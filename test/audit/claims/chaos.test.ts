import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { evaluate, FREE, metrics, WARM } from '../../../audit/claims/chaos/evaluate.ts';
import { chaos } from '../../../audit/claims/chaos/index.ts';
import { systems } from '../../../audit/claims/chaos/systems.ts';
import { outcomeOf, verdict } from '../../../audit/claims/chaos/verdict.ts';
import { lorenz63Stepper } from '../../../src/data/lorenz63.ts';
import type { Predictor } from '../../../src/measure/predictor.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import { panelOf } from './made-up.ts';

const [lorenz] = systems;

/** The system itself, in its own units. */
function truth(): Predictor {
  const step = lorenz63Stepper();
  return {
    reset() {},
    step(input) {
      const x = Float64Array.from(input);
      for (let i = 0; i < 10; i++) step(x, lorenz.dt / 10);
      return x;
    },
    probe: () => [],
    state: () => new Float64Array(0),
    setState() {},
  };
}

test('the system itself is reconstructed: the same states, spectrum and exponent, and predictions that stay', () => {
  const { values, length } = lorenz.record(WARM + 1025, 5);
  const test = { length: length - 1, inputs: values.slice(0, -3), targets: values.slice(3), dt: null };
  const found = evaluate(truth(), test, lorenz, 'full');
  expect(found.oneStep).toBeLessThan(1e-20);
  expect(found.divergence).toBeLessThan(0.2);
  expect(found.spectrum).toBeLessThan(0.05);
  expect(found.exponent).toBeLessThan(0.15);
  expect(found.time).toBeCloseTo(FREE * lorenz.dt * lorenz.exponent, 5);
});

test('what leaves the finite numbers is infinitely bad, and no error', () => {
  const { values, length } = lorenz.record(WARM + 300, 5);
  const test = { length: length - 1, inputs: values.slice(0, -3), targets: values.slice(3), dt: null };
  const runaway = {
    ...truth(),
    step: (input: ArrayLike<number>) => Float64Array.from(input, (x) => 1e30 * x),
  };
  const found = evaluate(runaway, test, lorenz, 'quick');
  expect(found.time).toBe(0);
  expect(found.exponent).toBe(Number.POSITIVE_INFINITY);
  expect(found.spectrum).toBe(1);
});

test('all models of a system have the same number of parameters, give or take 10 %', () => {
  const { panels } = chaos.make({ ...quick, effort: 'full' });
  expect(panels.map(({ name }) => name)).toEqual(systems.map(({ name }) => name));
  panels.forEach(({ contenders }, i) => {
    expect(contenders).toHaveLength(14);
    for (const { model } of contenders) {
      const { parameterCount } = buildNetwork(resolve(model));
      expect(Math.abs(parameterCount / systems[i].parameters - 1)).toBeLessThan(0.1);
    }
  });
});

describe('the verdict', () => {
  const given = (name: string, good: number) => ({
    name,
    errors: Object.fromEntries(
      metrics.map(({ key, better }) => [
        key,
        [0, 1, 2].map((s) => (better === 'higher' ? good : 10 - good) + s / 100),
      ]),
    ),
  });
  const panel = (subject: number, gru: number, ltc = 1) =>
    panelOf(
      'shPLRNN + GTF',
      [
        given('shPLRNN + GTF', subject),
        given('AL-RNN + GTF', subject - 0.5),
        given('GRU', gru),
        given('LTC + GTF', ltc),
        given('shPLRNN', 9),
      ],
      [],
      metrics,
    );
  test('a network without its forcing is no rival, and higher can be better', () => {
    expect(outcomeOf(panel(5, 3), 'time')).toMatchObject({
      beaten: ['GRU', 'LTC + GTF'],
      ahead: [],
      even: [],
    });
    expect(outcomeOf(panel(5, 6), 'divergence')).toMatchObject({ beaten: ['LTC + GTF'], ahead: ['GRU'] });
  });
  test.each([
    ['holds', [panel(5, 3), panel(5, 4)]],
    ['holds only if …', [panel(5, 3), panel(5, 6)]],
    ['does not hold', [panel(5, 6), panel(5, 7)]],
    ['cannot be decided', [panel(5, 5)]],
  ] as const)('%s', (expected, panels) => {
    expect(verdict(panels).verdict).toBe(expected);
  });
});
