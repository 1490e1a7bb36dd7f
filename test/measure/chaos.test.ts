/** The measures of reconstructed chaos, on what is known in closed form or was published. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { lorenz63, lorenz63Stepper } from '../../src/data/lorenz63.ts';
import { lorenz96, lorenz96Stepper } from '../../src/data/lorenz96.ts';
import { rosslerStepper } from '../../src/data/rossler.ts';
import { closedLoopMap, largestExponent, type StateMap } from '../../src/measure/chaos/lyapunov.ts';
import { power, spectrumDistance } from '../../src/measure/chaos/spectrum-distance.ts';
import {
  binnedDivergence,
  mixtureDivergence,
  stateSpaceDivergence,
} from '../../src/measure/chaos/state-space-divergence.ts';
import { validSteps } from '../../src/measure/chaos/valid-steps.ts';
import { machinePredictor, referencePredictor } from '../../src/measure/predictor.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { layers, randomParameters, randomSequence, smallModel } from '../models.ts';

describe('valid steps', () => {
  const truth = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i));
  const deviation = [2, 0.5];

  test('an error that grows exponentially is valid up to the threshold', () => {
    // 1e-3 e^(0.1 t) of a deviation in each variable: 0.4 is passed at ln(400) / 0.1 = 59.9
    const predicted = truth.map((x, i) => x + deviation[i % 2] * 1e-3 * Math.exp(0.1 * Math.floor(i / 2)));
    expect(validSteps(predicted, truth, deviation)).toBe(60);
    expect(validSteps(predicted, truth, deviation, 1e-3 * Math.exp(2.05))).toBe(21);
  });

  test('one that is exact is valid to the end, one that is no number only up to there', () => {
    expect(validSteps(truth, truth, deviation)).toBe(100);
    expect(validSteps(truth.with(7, Number.NaN), truth, deviation)).toBe(3);
    expect(validSteps(truth.with(0, Infinity), truth, deviation)).toBe(0);
  });
});

describe('state-space divergence', () => {
  test('of occupations: as they say', () => {
    const [a, b] = [0, 1];
    const truth = Float64Array.of(a, a, a, a, a, a, b, b, b, b, b, b);
    const generated = Float64Array.of(a, a, a, a, a, a, a, a, a, b, b, b);
    const expected = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
    for (const width of [1, 2, 3]) {
      // points on the diagonal
      const spread = (values: Float64Array) =>
        Float64Array.from([...values].flatMap((x) => Array(width).fill(x)));
      expect(binnedDivergence(spread(truth), spread(generated), width)).toBeCloseTo(expected, 2);
      expect(binnedDivergence(spread(truth), spread(truth), width)).toBe(0);
    }
  });

  test('of what leaves the attractor, or the finite numbers: all that there can be', () => {
    const truth = Float64Array.of(0, 1, 0, 1);
    const worst = Math.log(30) - Math.log(2);
    for (const gone of [1e9, -1e9, Infinity, Number.NaN])
      expect(binnedDivergence(truth, new Float64Array(4).fill(gone), 1)).toBeCloseTo(worst, 2);
    expect(mixtureDivergence(truth, new Float64Array(4).fill(Number.NaN), 4)).toBe(Infinity);
  });

  test('of mixtures: that of two Gaussians', () => {
    const still = (x: number) => Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? x : 0));
    // a column that never changes has deviation 1; ½ d² with a deviation of d at one point, of which there are 1,000
    for (const d of [0.5, 1, 3])
      expect(Math.abs(mixtureDivergence(still(0), still(d), 4) - d * d * 0.5)).toBeLessThan((4 * d) / 31);
    expect(mixtureDivergence(still(2), still(2), 4)).toBe(0);
  });

  test('tells another attractor from another piece of the same', () => {
    const [one, two] = [1, 2].map((seed) => lorenz63({ seed, steps: 20_000, dt: 0.02 }).values);
    const other = lorenz63({ rho: 40, steps: 20_000, dt: 0.02 }).values;
    expect(stateSpaceDivergence(one, two, 3)).toBeLessThan(0.3 * stateSpaceDivergence(one, other, 3));
    const [five, again] = [1, 2].map((seed) => lorenz96({ size: 5, seed, steps: 2000 }).values);
    const forced = lorenz96({ size: 5, steps: 2000, forcing: 14 }).values;
    expect(stateSpaceDivergence(five, again, 5)).toBeLessThan(0.1 * stateSpaceDivergence(five, forced, 5));
  });
});

describe('power-spectrum distance', () => {
  const wave = (bin: number, { size = 1, phase = 0, length = 4096 } = {}) =>
    Float64Array.from({ length }, (_, t) => 3 + size * Math.cos((2 * Math.PI * bin * t) / 4096 + phase));

  test('a wave has its power in its frequency', () => {
    const spectrum = power([...wave(300)]);
    expect(spectrum).toHaveLength(2049);
    expect(spectrum[300]).toBeCloseTo(2048 ** 2, 3);
    expect(spectrum.reduce((sum, x, k) => sum + (k === 300 ? 0 : x), 0)).toBeLessThan(1e-6);
  });

  test('of two waves: that of two Gaussians', () => {
    for (const apart of [0, 10, 40, 100])
      for (const smoothing of [10, 20]) {
        const expected = Math.sqrt(1 - Math.exp(-(apart ** 2) / (8 * smoothing ** 2)));
        const distance = spectrumDistance(wave(900), wave(900 + apart), 1, smoothing);
        // the Gaussians end at four deviations
        expect(Math.abs(distance - expected)).toBeLessThan(5e-3);
      }
  });

  test('size, offset, phase and samples beyond a power of two do not count; what stands still is far from all', () => {
    const other = wave(900, { size: 7, phase: 1, length: 5000 }).map((x) => x - 20);
    expect(spectrumDistance(wave(900), other, 1)).toBeLessThan(1e-6);
    for (const constant of [2, Number.NaN])
      expect(spectrumDistance(wave(900), new Float64Array(4096).fill(constant), 1)).toBe(1);
  });

  test('is the mean over the variables', () => {
    const pair = (x: Float64Array, y: Float64Array) => x.map((_, i) => (i % 2 === 0 ? x : y)[i >> 1]);
    const [both, half] = [pair(wave(300), wave(900)), pair(wave(300), wave(1500))];
    expect(spectrumDistance(both, half, 2)).toBeCloseTo(0.5, 3);
  });
});

describe('largest Lyapunov exponent', () => {
  test.each<[string, StateMap, number[], number]>([
    [
      'shrinking and turning',
      (s) => s.set([0.6 * s[0] - 0.5 * s[1], 0.5 * s[0] + 0.6 * s[1]]),
      [1, 2],
      0.5 * Math.log(0.61),
    ],
    ['two rates', (s) => s.set([0.5 * s[0], 1.2 * s[1]]), [0, 0], Math.log(1.2)],
  ])('of a linear map, %s', (_, map, start, expected) => {
    expect(largestExponent(map, Float64Array.from(start), { steps: 3000 })).toBeCloseTo(expected, 6);
  });

  test('of the logistic map is ln 2, of the Hénon map 0.4192', () => {
    const logistic: StateMap = (s) => s.set([4 * s[0] * (1 - s[0])]);
    const one = largestExponent(logistic, Float64Array.of(0.3), { steps: 50_000, every: 5, distance: 1e-10 });
    expect(Math.abs(one - Math.LN2)).toBeLessThan(0.005);
    const henon: StateMap = (s) => s.set([1 - 1.4 * s[0] ** 2 + s[1], 0.3 * s[0]]);
    const two = largestExponent(henon, Float64Array.of(0.1, 0.1), { steps: 50_000 });
    expect(Math.abs(two - 0.4192)).toBeLessThan(0.005);
  });

  // Sprott (2003); Lorenz & Emanuel, J. Atmos. Sci. 55 (1998): at F = 8 errors double in 2.1 days, of which 5 are a time unit
  test.each<[string, StateMap, number[], number, number, number, number]>([
    ['Lorenz-63', (s) => lorenz(s, 0.02), [1, 2, 20], 0.02, 100_000, 0.9056, 0.02],
    ['Rössler', (s) => roessler(s, 0.1), [5, 0, 0], 0.1, 200_000, 0.0714, 0.002],
    [
      'Lorenz-96',
      (s) => forty(s, 8, 0.05),
      [...lorenz96({ steps: 1 }).values],
      0.05,
      10_000,
      (5 * Math.LN2) / 2.1,
      0.05,
    ],
  ])('of %s is the published one', (_, map, start, h, steps, expected, tolerance) => {
    const exponent = largestExponent(map, Float64Array.from(start), { steps }) / h;
    expect(Math.abs(exponent - expected)).toBeLessThan(tolerance);
  });
  const [lorenz, roessler, forty] = [lorenz63Stepper(), rosslerStepper(), lorenz96Stepper(40)];

  test('is no number where a trajectory escapes, and −∞ where two become one', () => {
    const at = Float64Array.of(1);
    expect(largestExponent((s) => s.set([s[0] * 1e30]), at, { steps: 100 })).toBeNaN();
    expect(largestExponent((s) => s.fill(3), at, { steps: 100 })).toBe(-Infinity);
  });

  test('of a linear model in a loop of its own is that of its matrix, in float64 and in the interpreter', () => {
    // z' = 0.3 z + 0.5 x with x = z, but for one unit that comes to 0.9
    const network = buildNetwork({
      inputs: 2,
      outputs: 2,
      layers: [{ cell: cells['al-rnn']({ rectified: 0 }), units: 2 }],
      readout: 'none',
    });
    const parameters = new Map(
      network.parameters.map((p) => [p.name, new Float64Array(p.shape.reduce((a, b) => a * b))]),
    );
    parameters.get('A')?.set([0.3, 0.4]);
    parameters.get('C')?.set([0.5, 0, 0, 0.5]);
    const machine = loadSync(compile(network, parameters).blob);
    for (const [predictor, distance, digits] of [
      [referencePredictor(new Evaluator(network, parameters)), 1e-7, 6],
      [machinePredictor(machine), 1e-2, 4],
    ] as const) {
      const { map, start } = closedLoopMap(predictor, new Float64Array(6), 2, 1);
      expect(start).toHaveLength(4);
      expect(largestExponent(map, start, { steps: 500, distance })).toBeCloseTo(Math.log(0.9), digits);
    }
    machine.dispose();
  });
});

describe.each(layers)('the states of a predictor: %s', (_, layer) => {
  const network = smallModel(layer);
  const parameters = randomParameters(network);
  const machine = loadSync(compile(network, parameters).blob);

  test('set back, it goes on as it did', () => {
    const { inputs, dt } = randomSequence(8, 3);
    for (const [predictor, tolerance] of [
      [referencePredictor(new Evaluator(network, parameters)), 0],
      // a state that is set has lost its compensation
      [machinePredictor(machine), 1e-5],
    ] as const) {
      const step = (t: number) => Array.from(predictor.step(inputs.subarray(3 * t, 3 * t + 3), dt[t]));
      predictor.reset();
      for (let t = 0; t < 4; t++) step(t);
      const kept = predictor.state();
      const once = [4, 5].map(step);
      expect(predictor.state()).not.toEqual(kept);
      predictor.setState(kept);
      expect(predictor.state()).toEqual(kept);
      [4, 5].map(step).forEach((outputs, k) => {
        outputs.forEach((y, j) => {
          expect(Math.abs(y - once[k][j])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(y)));
        });
      });
    }
  });
});
