import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { atShift, frozen } from '../../../audit/claims/hlln-1644/gate.ts';
import { hlln1644 } from '../../../audit/claims/hlln-1644/index.ts';
import { verdict } from '../../../audit/claims/hlln-1644/verdict.ts';
import { blobsOf, comparisonsOf } from '../../../audit/measure.ts';
import type { ContenderResult, PanelResult } from '../../../audit/result.ts';
import { Random } from '../../../src/data/random.ts';
import { initialise } from '../../../src/graph/parameter.ts';
import { machinePredictor } from '../../../src/measure/predictor.ts';
import { spread } from '../../../src/measure/statistics.ts';
import { parametersOf } from '../../../src/measure/untrained.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import { loadSync } from '../../../src/runtime/index.ts';

const claim = hlln1644.make({ ...quick, effort: 'full' });
const [panel] = claim.panels;

test('the published counts, and the equal ones', () => {
  const counts = new Map(panel.contenders.map(({ name, model }) => [name, parametersOf(model)]));
  expect(counts.get('HLLN (reconstruction)')).toBe(1644);
  expect(counts.get('CfC, state read')).toBe(9720);
  for (const [name, count] of counts) {
    const named = /, ([\d,]+)$/.exec(name)?.[1];
    if (named) expect(named).toBe(count.toLocaleString('en'));
  }
  expect([...counts.values()].filter((n) => Math.abs(n / 1650 - 1) < 0.07)).toHaveLength(4);
  expect([...counts.values()].filter((n) => Math.abs(n / 9700 - 1) < 0.02)).toHaveLength(4);
});

test('Γ frozen is the same at every step, and the step is the blend that it says', () => {
  const [hlln] = panel.contenders;
  const random = new Random(3);
  const network = buildNetwork(resolve(hlln.model));
  const parameters = network.parameters.map((p) => [p.name, initialise(p, random)] as const);
  const held = frozen(parameters, 0.3);
  const predictor = machinePredictor(loadSync(blobsOf(hlln, held).f32));
  const W = held.get('W') as Float64Array;
  let h = new Float64Array(40);
  for (let t = 0; t < 5; t++) {
    const x = Float64Array.from({ length: 40 }, () => 3 * random.normal());
    const y = predictor.step(x, 1);
    expect(predictor.probe('gamma')[0]).toBeCloseTo(0.3, 6);
    h = h.map((v, i) => 0.3 * v + 0.7 * x.reduce((sum, xj, j) => sum + W[40 * i + j] * xj, 0));
    h.forEach((v, i) => {
      expect(y[i]).toBeCloseTo(v, 4);
    });
  }
});

test('a spike at a shift is a rise over before and over what comes later, a step is none', () => {
  const made = (f: (t: number) => number) =>
    [0, 0.01, 0.02].map((offset) => Float64Array.from({ length: 900 }, (_, t) => offset + f(t - 500)));
  const spike = atShift(
    made((t) => (t >= 0 && t < 20 ? 2 : 1)),
    500,
  );
  expect([spike.before, spike.after, spike.settled].map((x) => Number(x.toFixed(6)))).toEqual([
    1.01, 2.01, 1.01,
  ]);
  expect([spike.change.called, spike.beyond.called]).toEqual([1, 1]);
  const step = atShift(
    made((t) => (t >= 0 ? 2 : 1)),
    500,
  );
  expect([step.change.called, step.beyond.called]).toEqual([1, 0]);
});

describe('the verdict', () => {
  const numbers = { level: 0.01, rise: 0.1, spike: 0, fall: 0.02, flush: 1, gain: 0.001 };
  /** A panel where every seed has the error given, give or take a little. */
  function made(errors: Readonly<Record<string, number>>): PanelResult {
    const contenders = panel.contenders.map(({ name, model }, i) => {
      const values = [0, 1, 2, 3].map(
        (seed) => (errors[name] ?? 0.5) * (1 + 0.001 * ((seed * 7 + i * 3) % 5)),
      );
      const spreads = { all: spread(values) };
      return {
        name,
        parameters: parametersOf(model),
        errors: { float64: spreads, wasmF32: spreads, wasmQ8: spreads },
        runs: values.map((all) => ({ errors: { wasmF32: { all } } })),
      } as unknown as ContenderResult;
    });
    const baselines = [
      { name: 'persistence', parameters: 0, errors: { all: errors.persistence ?? 0.5 } },
      { name: 'linear, 1 lag', parameters: 1640, errors: { all: errors.linear ?? 0.5 } },
      { name: 'linear, 5 lags', parameters: 99_999, errors: { all: 0.001 } },
    ];
    const comparisons = comparisonsOf({ ...panel, metrics: [panel.metrics[0]] }, contenders, baselines);
    return { ...panel, contenders, baselines, comparisons };
  }
  const names = { small: 'CfC, read-out, 1,536', large: 'CfC, read-out, 9,796' };
  const judge = (errors: Readonly<Record<string, number>>, found = numbers) =>
    verdict(made(errors), found, names);

  test.each([
    ['holds', { 'HLLN (reconstruction)': 0.12, 'CfC, state read': 0.16 }, '25 % lower'],
    ['does not hold', { 'HLLN (reconstruction)': 0.16, 'CfC, state read': 0.08 }, '100 % higher'],
    [
      'cannot be decided',
      { 'HLLN (reconstruction)': 0.16, 'CfC, state read': 0.16 },
      /^0\.?\d* % (low|high)er$/,
    ],
    [
      'holds only if …',
      { 'HLLN (reconstruction)': 0.12, 'CfC, state read': 0.16, 'CfC, read-out': 0.03 },
      '25 % lower',
    ],
    [
      'holds only if …',
      { 'HLLN (reconstruction)': 0.12, 'CfC, state read': 0.16, linear: 0.1 },
      '25 % lower',
    ],
  ] as const)('%s: %j', (expected, errors, headline) => {
    const found = judge(errors);
    expect(found.verdict).toBe(expected);
    expect(found.headline).toMatch(headline);
  });

  test('the conditions are those that were missed, and models too large to count are not among them', () => {
    const readout = judge({ 'HLLN (reconstruction)': 0.12, 'CfC, state read': 0.16, [names.large]: 0.1 });
    expect(readout.condition).toMatch(/^if CfC’s state, .* is read as the prediction$/);
    expect(readout.because).toMatch(/^MSE 0\.12/);
    const linear = judge({ 'HLLN (reconstruction)': 0.12, 'CfC, state read': 0.16, linear: 0.1 });
    expect(linear.condition).toBe('if these are left out: linear, 1 lag');
  });

  test('says what the gate does', () => {
    expect(judge({}).because).toContain(
      'At the first shift Ω rises by 10 % without falling back, and Γ falls by 2 %; holding Γ at its mean of 0.0100 costs 0.1 % of the error.',
    );
    expect(judge({}, { level: 0.3, rise: 0.4, spike: 1, fall: 0, flush: -1, gain: -0.03 }).because).toContain(
      'Ω rises by 40 % and falls back, and Γ does not fall; holding Γ at its mean of 0.300 saves 3 % of the error.',
    );
    expect(judge({}, { level: 0.3, rise: 0, spike: 0, fall: 0, flush: 0, gain: 0.1 }).because).toContain(
      'Ω does not rise, and Γ does not fall; holding Γ at its mean of 0.300 makes no difference that is told apart.',
    );
  });
});
