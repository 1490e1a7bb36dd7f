import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastReport, forecastTable, leadTable } from '../../src/cli/forecast-report.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import { forecastErrors, usualHorizon } from '../../src/measure/forecast.ts';
import { horizonBaselines, leadErrors } from '../../src/measure/horizon.ts';
import { linearMap } from '../../src/measure/linear-map.ts';
import { machinePredictor, type Predictor, referencePredictor } from '../../src/measure/predictor.ts';
import { runOn, unknownAhead } from '../../src/measure/run-on.ts';
import { seasonalNaive, seasonBefore, seasonOf } from '../../src/measure/season.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { resolve } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import type { Sequence } from '../../src/train/sequence.ts';

/** The task to predict the next value of a series. */
function next(series: ArrayLike<number>): Sequence {
  const all = Float64Array.from(series);
  return { length: all.length - 1, inputs: all.slice(0, -1), targets: all.slice(1), dt: null };
}
const series = (length: number, value: (t: number) => number) =>
  next(Float64Array.from({ length }, (_, t) => value(t)));
const week = [0, 8, 10, 5, -4, -9, -7];
/** Weekly sales with a trend and some noise that is no chance. */
const sales = (from: number, length: number) =>
  series(length, (i) => {
    const t = from + i;
    return 100 + 0.02 * t + week[t % 7] + Math.sin(12.9898 * t ** 2);
  });
const loop = { inputs: ['x'], outputs: ['x'] };

test('a weekly season is found, not two weeks, and repeating it beats repeating the last value at every horizon', () => {
  const parts = { train: [sales(0, 400)], test: [sales(400, 120)] };
  for (const horizon of [1, 10, 28]) {
    const { errors } = forecastErrors([], parts, loop, horizon);
    const [persistence, seasonal] = errors;
    expect(seasonal.name).toBe('seasonal-naive, 7 steps');
    expect(seasonal.overall).toBeLessThan(persistence.overall / 5);
  }
});

test('a sine has a season within a step of a multiple of its period; a ramp, a constant and few steps have none', () => {
  const period = (2 * Math.PI) / 0.1111;
  const season = seasonOf([series(560, (t) => Math.sin(0.1111 * t))], [1]) ?? 0;
  expect(Math.abs(season / period - Math.round(season / period)) * period).toBeLessThan(1);
  expect(season).toBeGreaterThan(50);
  for (const none of [series(200, (t) => t), series(200, () => 3), series(6, (t) => t % 2)])
    expect(seasonOf([none], [1])).toBe(null);
});

test('a day is found behind a persistence that is better one step ahead, if the horizon is long', () => {
  const hourly = series(2000, (t) => 20 * Math.sin((2 * Math.PI * t) / 24) + 8 * Math.sin(0.003 * t ** 2));
  expect(
    seasonOf(
      [hourly],
      [...Array(48).keys()].map((k) => k + 1),
    ),
  ).toBe(24);
});

test('the season of several outputs does not depend on their units', () => {
  const both = (scale: number): Sequence => {
    const one = sales(0, 300);
    const other = series(300, (t) => scale * Math.sin(0.7 * t ** 2));
    const targets = Float64Array.from({ length: 598 }, (_, i) => (i % 2 ? other : one).targets[i >> 1]);
    return { length: 299, inputs: targets, targets, dt: null };
  };
  expect(seasonOf([both(1e6)], [1])).toBe(seasonOf([both(1e-6)], [1]));
});

const gappy = fc.array(fc.option(fc.integer({ min: -9, max: 9 }), { nil: Number.NaN, freq: 3 }), {
  minLength: 2,
  maxLength: 40,
});

test('the season before is the nearest that is known, the last known value without one, or 0', () => {
  fc.assert(
    fc.property(
      gappy,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (list, period, lead) => {
        const before = seasonBefore(Float64Array.from(list), 1, period);
        const known = (t: number) => t >= 0 && !Number.isNaN(list[t]);
        for (let step = 0; step < list.length; step++) {
          const past = [...list.keys()].filter((t) => t <= step - lead && known(t));
          const seasons = past.filter((t) => (step - t) % period === 0);
          expect(before(0, step, lead)).toBe(list[seasons.at(-1) ?? past.at(-1) ?? -1] ?? 0);
        }
      },
    ),
  );
});

test('predictions of seasonal-naive are those of the season before, by the lead of each output', () => {
  const one = series(30, (t) => t % 5);
  const targets = Float64Array.from({ length: 58 }, (_, i) => (i % 2 ? (i >> 1) + 8 : (i >> 1) + 1) % 5);
  const [{ length }, leads] = [one, [1, 8]];
  const { predictions } = seasonalNaive([{ ...one, targets }], 5, leads);
  for (let t = 20; t < length; t++)
    for (const o of [0, 1]) expect(predictions[0][2 * t + o]).toBe(targets[2 * t + o]);
});

const sine = series(200, (t) => 5 + Math.sin(0.3 * t));

test('a map that knows the rule goes on along the truth, and one that has seen too little is told apart', () => {
  const parts = { train: [sine], test: [sine] };
  const two = linearMap(parts.train, 2);
  const { errors, origins } = forecastErrors([{ name: 'two', predictor: two.predictor }], parts, loop, 40);
  expect(origins).toBe(100);
  expect(errors[0].overall).toBeLessThan(1e-9);
  expect(errors.at(-1)?.name).toMatch(/^linear, [2-5] lags$/);
  expect(errors.at(-1)?.overall).toBeLessThan(1e-6);
  const [, persistence] = errors;
  for (const step of [1, 7, 40]) {
    let sum = 0;
    const first = Math.max(
      5,
      seasonOf(
        [sine],
        [...Array(40).keys()].map((k) => k + 1),
      ) ?? 0,
    );
    const all = Array.from({ length: 100 }, (_, i) => Math.round(first + (i * (159 - first)) / 99));
    for (const t of all) sum += (sine.targets[t + step - 1] - sine.targets[t - 1]) ** 2;
    expect(persistence.bySteps[step - 1]).toBeCloseTo(sum / 100, 12);
  }
});

const network = buildNetwork(
  resolve({ inputs: 1, outputs: 1, layers: [{ cell: 'gru', units: 4 }], readout: 'dense' }),
);
const parameters = new Map(
  network.parameters.map(({ name, shape: [rows, columns = 1] }, p) => [
    name,
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(3 * p + i)),
  ]),
);
const makers: [string, () => Predictor][] = [
  ['float64', () => referencePredictor(new Evaluator(network, parameters))],
  [
    'the interpreter',
    () => machinePredictor(loadSync(compile(network, parameters, { weights: 'f32' }).blob)),
  ],
];

test.each(makers)('in %s a forecast is the loop that reads its own outputs', (_, make) => {
  const [one, other] = [make(), make()];
  let y = 0;
  for (const x of [0.1, 0.4, -0.3]) {
    one.step([x], 1);
    [y] = Array.from(other.step([x], 1));
  }
  const expected = Array.from({ length: 6 }, () => {
    const before = y;
    [y] = Array.from(other.step([y], 0.5));
    return before;
  });
  const last = [expected[0]];
  expect([...runOn(one, loop, { last, steps: 6, dt: 0.5 })]).toEqual(expected);
});

test.each(makers)('in %s forecasts from origins do not disturb each other', (_, make) => {
  const forecast = (test: Sequence[], horizon: number) =>
    forecastErrors([{ name: 'm', predictor: make() }], { train: [sine], test }, loop, horizon).errors[0];
  const short = { ...sine, length: 60, inputs: sine.inputs.slice(0, 60), targets: sine.targets.slice(0, 60) };
  const { bySteps } = forecast([short], 30);
  // one step ahead of every origin is what the model says along the sequence
  const predictor = make();
  predictor.reset();
  const along = [...short.inputs].map((x) => predictor.step([x], 1)[0]);
  const season =
    seasonOf(
      [sine],
      [...Array(30).keys()].map((k) => k + 1),
    ) ?? 0;
  const first = Math.max(5, season <= 30 ? season : 0);
  const squares = along.slice(first, 31).map((y, i) => (y - short.targets[first + i]) ** 2);
  expect(bySteps[0]).toBeCloseTo(squares.reduce((a, b) => a + b) / squares.length, 9);
});

test('missing targets do not count, and forecasts begin with the last value that is known', () => {
  const holes = { ...sine, targets: sine.targets.map((y, t) => (t % 4 === 1 ? Number.NaN : y)) };
  const whole = forecastErrors([], { train: [sine], test: [sine] }, loop, 10);
  const holed = forecastErrors([], { train: [sine], test: [holes] }, loop, 10);
  for (const { overall } of holed.errors) expect(overall).toBeGreaterThanOrEqual(0);
  expect(holed.errors.at(-1)?.overall).toBeCloseTo(whole.errors.at(-1)?.overall as number, 6);
  const nothing = { ...sine, targets: sine.targets.map(() => Number.NaN) };
  expect(forecastErrors([], { train: [sine], test: [nothing] }, loop, 10).errors[0].overall).toBeNaN();
});

test('inputs that are no outputs are read where they are known ahead, and refused by name where not', () => {
  const known = {
    inputs: ['x', 'hour+1', 'x missing', 'x since'],
    outputs: ['x'],
    known: ['hour+1'],
    masked: ['x'],
  };
  const seen: number[][] = [];
  const predictor = {
    step: (input: ArrayLike<number>) => {
      seen.push(Array.from(input));
      return [input[0] + 1];
    },
  };
  const future = [9, 13, 9, 9, 9, 14, 9, 9];
  expect([...runOn(predictor, known, { last: [5], steps: 3, dt: 1, future })]).toEqual([5, 6, 7]);
  expect(seen).toEqual([
    [5, 13, 0, 0],
    [6, 14, 0, 0],
  ]);
  expect(() => runOn(predictor, known, { last: [5], steps: 4, dt: 1, future })).toThrow(
    /known inputs of 3 steps/,
  );
  const other = { inputs: ['wind', 'x', 'sun'], outputs: ['x'] };
  expect(unknownAhead(other)).toEqual(['wind', 'sun']);
  expect(() => runOn(predictor, other, { last: [5], steps: 2, dt: 1 })).toThrow(/future of "wind", "sun"/);
});

test('a forecast that leaves the finite numbers is infinitely wrong from there on', () => {
  const predictor = { ...linearMap([sine], 1).predictor, step: (x: ArrayLike<number>) => [1e200 * x[0]] };
  const { errors } = forecastErrors([{ name: 'm', predictor }], { train: [sine], test: [sine] }, loop, 5);
  expect([...errors[0].bySteps.slice(2)]).toEqual([Infinity, Infinity, Infinity]);
});

test('the horizon has room, and too long ones are refused', () => {
  expect([usualHorizon([{ length: 30 }, { length: 7 }]), usualHorizon([{ length: 500 }])]).toEqual([15, 50]);
  expect([usualHorizon([{ length: 8 }]), usualHorizon([{ length: 5 }])]).toEqual([3, 0]);
  expect(() => forecastErrors([], { train: [sine], test: [sine] }, loop, 196)).toThrow(
    'no test recording has 201 steps, 5 before a forecast and 196 in it: forecast fewer steps',
  );
});

test('errors by lead are those of the outputs of that lead', () => {
  const leads = [1, 3];
  const random = new Random(1);
  const all = Float64Array.from({ length: 303 }, (_, t) => week[t % 7] + random.normal());
  const ahead: Sequence = {
    length: 300,
    inputs: all.slice(0, 300),
    targets: Float64Array.from({ length: 600 }, (_, i) => all[(i >> 1) + leads[i % 2]]),
    dt: null,
  };
  const off = { name: 'm', predictions: [ahead.targets.map((y, i) => y + (i % 2 ? 2 : 1))] };
  const found = leadErrors([off], leads, horizonBaselines([ahead], [ahead], leads));
  expect(found.leads).toEqual([1, 3]);
  const [model, persistence, seasonal] = found.errors;
  expect([model.bySteps[0], model.bySteps[1], model.overall].map((x) => x.toFixed(9))).toEqual(
    [1, 4, 2.5].map((x) => x.toFixed(9)),
  );
  expect(seasonal.name).toBe('seasonal-naive, 7 steps');
  expect(seasonal.overall).toBeLessThan(persistence.overall);
  const from = 5 + 7;
  const squares = [...Array(300 - from).keys()].map((i) => (all[from + i + 3] - all[from + i]) ** 2);
  expect(persistence.bySteps[1]).toBeCloseTo(squares.reduce((a, b) => a + b) / squares.length, 9);
  expect(leadTable(found).split('\n')).toHaveLength(4);
});

test('a training reports forecasts if its model can go on by itself', () => {
  const data = { train: [sine], validation: [sine], test: [sine] };
  const models = [{ name: 'm', predictor: linearMap([sine], 2).predictor }];
  expect(forecastReport(models, data, loop)).toMatch(/^MSE of 100 forecasts.*\nm .*\npersistence/);
  expect(forecastReport(models, data, { inputs: ['x', 'wind'], outputs: ['x'] })).toBe(null);
  expect(forecastReport(models, { ...data, test: [series(5, (t) => t)] }, loop)).toBe(null);
});

test('the report has steps 1, 5, 10, 50 … and the horizon, and says which forecast diverges', () => {
  const errors = [{ name: 'm', bySteps: Float64Array.from({ length: 60 }, (_, i) => i), overall: Infinity }];
  const [head, row] = forecastTable({ horizon: 60, origins: 3, errors }).split('\n');
  expect(head.split(/\s{2,}/)).toEqual([
    'MSE of 3 forecasts, by steps ahead',
    '1',
    '5',
    '10',
    '50',
    '60',
    'all 60',
  ]);
  expect(row.split(/\s{2,}/)).toEqual(['m', '0.0000', '4.0000', '9.0000', '49.000', '59.000', 'diverges']);
});
