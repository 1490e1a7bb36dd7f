import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { oscillator } from '../../../audit/claims/oscillator/index.ts';
import { hausdorff, recovery } from '../../../audit/claims/oscillator/measures.ts';
import { cells, switchedTest, testOf, ZETAS } from '../../../audit/claims/oscillator/setup.ts';
import { statementsOf, verdictOf } from '../../../audit/claims/oscillator/statements.ts';
import { rowError } from '../../../audit/oscillator.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';

const claim = oscillator.make(quick);

test('the models have the published numbers of parameters, and the GRU about as many', () => {
  const counts = claim.panels[0].contenders.map(({ model }) => buildNetwork(resolve(model)).parameterCount);
  expect(claim.panels[0].contenders.map(({ name }) => name)).toEqual(cells.map(({ name }) => name));
  expect(counts.slice(0, 3)).toEqual([184, 96, 160]);
  expect(Math.abs(counts[3] / 184 - 1)).toBeLessThan(0.05);
});

test('predicting zero has the errors that the published ones are compared with', () => {
  const zero = [0.1246, 0.0489, 0.0373, 0.0354, 0.0402];
  ZETAS.forEach((zeta, i) => {
    const { values } = testOf(zeta);
    expect(rowError(new Float64Array(values.length), values)).toBeCloseTo(zero[i], 3);
  });
});

describe('a Hausdorff distance', () => {
  const square = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1);
  test('of a set from itself, in any order, is 0', () => {
    expect(hausdorff(square, Float64Array.of(1, 1, 0, 1, 0, 0, 1, 0))).toBe(0);
  });
  test('is that of the farthest point of either set', () => {
    expect(hausdorff(square, Float64Array.of(0, 0))).toBeCloseTo(Math.SQRT2);
    expect(hausdorff(Float64Array.of(0, 0), square)).toBeCloseTo(Math.SQRT2);
  });
});

test('recovery counts samples after the switch; never is one more than there are', () => {
  const truth = switchedTest([0.1, 1.2]);
  const samples = truth.values.length / 2;
  expect(recovery(truth.values, truth)).toBe(0);
  expect(
    recovery(
      truth.values.map((x) => x + 1),
      truth,
    ),
  ).toBe(samples - truth.switchedAt + 1);
  const late = truth.values.map((x, i) => (i < 2 * (truth.switchedAt + 3) ? x + 1 : x));
  expect(recovery(late, truth)).toBe(3);
});

describe('the verdict', () => {
  const panels = (called: 'better' | 'worse') =>
    claim.panels.map(({ name, label, metrics }) => ({
      name,
      label,
      metrics,
      contenders: [],
      baselines: [],
      comparisons: ['neural ODE', 'CTRNN', 'GRU', 'zero'].flatMap((other) =>
        metrics.map(({ key }) => ({
          subject: 'LTC',
          other,
          metric: key,
          difference: { median: -1, interval: [-1, -1] as const, called: -1 as const },
          called,
        })),
      ),
    }));
  const numbers = (good: boolean) => ({
    generalisationLtc: good ? 0.1 : 0.5,
    generalisationNode: 0.3,
    noiseLtc: good ? 1.05 : 3,
    noiseNode: 1.1,
    switchesBetterThanNode: good ? 4 : 0,
    switchesBetterThanZero: good ? 4 : 0,
    switchesBetterThanGru: 2,
    tauChange: good ? 0.3 : 0.01,
    mdlImproves: good ? 3 : 0,
    mdlImprovesLoop: 1,
    catastrophesLtc: good ? 0 : 0.2,
    worseThanZeroTwoPass: 0.5,
    worseThanZeroLoop: 0.1,
    attractorLtc: good ? 1 : 2,
    attractorOthers: 1.5,
  });
  test.each([
    ['holds', 'better', true],
    ['holds only if …', 'worse', true],
    ['does not hold', 'worse', false],
  ] as const)('%s', (expected, called, good) => {
    expect(verdictOf(statementsOf(panels(called), numbers(good))).verdict).toBe(expected);
  });
});
