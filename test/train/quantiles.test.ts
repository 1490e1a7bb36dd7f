/** Quantiles: learnt by their loss, calibrated on validation, and right on data that nobody has seen. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { coverage } from '../../src/measure/metrics/quantiles.ts';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { calibrateQuantiles } from '../../src/train/calibrate-quantiles.ts';
import { compareDeployed, faultOf } from '../../src/train/deployed.ts';
import { Evaluator, evaluate } from '../../src/train/evaluate.ts';
import { quantile } from '../../src/train/losses/index.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { defineTask } from '../../src/train/task.ts';
import { train } from '../../src/train/train.ts';
import { Trainer } from '../../src/train/trainer.ts';

const quantiles = [0.1, 0.5, 0.9];
/** A value whose noise grows with what is read, 2 x + (1 + x) noise, three times. */
function drawn(length: number, seed: number): Sequence {
  const random = new Random(seed);
  const inputs = Float64Array.from({ length }, () => random.next());
  const y = inputs.map((x) => 2 * x + (0.2 + x) * random.normal());
  return {
    length,
    inputs,
    targets: Float64Array.from({ length: 3 * length }, (_, i) => y[Math.floor(i / 3)]),
  };
}
const spec: NetworkSpec = { inputs: 1, outputs: 3, layers: [{ cell: 'gru', units: 6 }], readout: 'dense' };
const options = { epochs: 25, rate: 0.02, seed: 1, loss: quantile(quantiles) };
const learning = train(spec, [drawn(1500, 1)], [drawn(600, 2)], options);

test('the shares below are those that were asked for, on other data, in the blob', async () => {
  const { network, parameters } = await learning;
  const unseen = [drawn(4000, 3)];
  const model = loadSync(compile(network, parameters).blob);
  const predictions = unseen.map(({ inputs }) => model.run(inputs));
  for (const { quantile: q, below } of coverage({ sequences: unseen, predictions }, quantiles))
    expect(Math.abs(below - q)).toBeLessThan(0.035);
  // the interval is wide where the noise is: σ is 0.2 + x, and 2.56 σ holds 80 %
  const [{ inputs }] = unseen;
  const width = (from: number, to: number): number => {
    const at = Array.from(inputs.keys()).filter((t) => inputs[t] >= from && inputs[t] < to);
    const sum = at.reduce((total, t) => total + predictions[0][3 * t + 2] - predictions[0][3 * t], 0);
    return sum / at.length;
  };
  expect(width(0.9, 1) / width(0, 0.1)).toBeGreaterThan(2.5);
});

test('the calibration is exact on the data that it sees', async () => {
  const { network, parameters } = await learning;
  const wrong = new Map([...parameters].map(([name, values]) => [name, values.map((w) => 0.8 * w)]));
  const seen = [drawn(499, 8)];
  const given = calibrateQuantiles(network, wrong, seen, quantiles);
  const predictions = seen.map((one) => new Evaluator(network, given).outputs(one));
  for (const { quantile: q, below } of coverage({ sequences: seen, predictions }, quantiles))
    expect(Math.abs(below - q)).toBeLessThanOrEqual(1 / 499);
  for (const [name, values] of given) if (name !== 'readout.b') expect(values).toEqual(wrong.get(name));
});

test('the first steps, and those without a target, do not count in it', async () => {
  const { network, parameters } = await learning;
  const one = drawn(200, 5);
  const spoilt = {
    ...one,
    targets: one.targets.map((y, i) => (i < 60 ? 1e3 : i % 7 === 0 ? Number.NaN : y)),
  };
  const late = calibrateQuantiles(network, parameters, [spoilt], quantiles, { warmup: 20 });
  const from = calibrateQuantiles(network, parameters, [{ ...spoilt, scoredFrom: 20 }], quantiles);
  expect(late).toEqual(from);
  expect(Math.max(...late.get('readout.b')!.map(Math.abs))).toBeLessThan(10);
});

test('the loss is least at the quantile', () => {
  const random = new Random(6);
  const values = Float64Array.from({ length: 2001 }, () => random.normal());
  const loss = quantile([0.2]);
  const total = (at: number): number =>
    values.reduce((sum, y) => sum + loss.step([at] as never, 0, 1, [y] as never, 0, [0] as never, 0), 0);
  const best = [...values].sort((a, b) => a - b)[400];
  for (const off of [-0.1, -0.02, 0.02, 0.1]) expect(total(best + off)).toBeGreaterThan(total(best));
});

describe('of a dataset', () => {
  const random = new Random(4);
  let level = 0;
  const values = Float64Array.from({ length: 800 }, () => (level += 0.5 + random.normal()));
  const walk: Dataset = {
    channels: ['y'],
    recordings: [{ name: 'walk', length: 800, channels: 1, values, dt: null }],
  };
  const task = defineTask(['y'], { targets: ['y'], horizon: 2, learn: 'change', quantiles: [0.25, 0.75] });

  test('a task has an output for each', () => {
    expect(task.outputs).toEqual(['y+1@0.25', 'y+1@0.75', 'y+2@0.25', 'y+2@0.75']);
    expect(task.targets).toEqual(['y', 'y', 'y', 'y']);
    expect(task.leads).toEqual([1, 1, 2, 2]);
    const [{ targets }] = sequencesOf(walk, task);
    expect([...targets.subarray(0, 4)]).toEqual([values[1], values[1], values[2], values[2]]);
  });

  test('a learnt change, trained and deployed, agrees with float64', async () => {
    const [whole] = sequencesOf(walk, task);
    const changing = { ...spec, outputs: 4, residual: [0, 0, 0, 0] } as const;
    const of = { epochs: 8, loss: quantile([0.25, 0.75]), seed: 2 };
    const { network, parameters } = await train(changing, [whole], [whole], of);
    const { blob, constants } = compile(network, parameters);
    const model = loadSync(blob);
    expect(faultOf(compareDeployed({ network, parameters, constants }, model, [whole]), true)).toBeNull();
    const predictions = [model.run(whole.inputs)];
    for (const { quantile: q, below } of coverage({ sequences: [whole], predictions }, [0.25, 0.75]))
      expect(below).toBeCloseTo(q, 2);
    expect(evaluate(network, parameters, [whole], { loss: of.loss }).loss).toBeLessThan(0.5);
  });
});

describe('refused', () => {
  test.each([[[]], [[0.5, 0.1]], [[0, 0.5]], [[0.5, 1]], [[Number.NaN]]])('%j', (given) => {
    const message = 'quantiles must be numbers between 0 and 1, each above the one before';
    expect(() => quantile(given)).toThrow(message);
    expect(() => defineTask(['y'], { next: true, quantiles: given })).toThrow(message);
  });

  test('outputs that are no whole number of targets, and a read-out without a bias', () => {
    const four = buildNetwork({ ...spec, outputs: 4 });
    const one = { length: 5, inputs: new Float64Array(5), targets: new Float64Array(20) };
    expect(() => new Trainer(four, [one], [], options)).toThrow('an output for each of 3 quantiles');
    const bare = buildNetwork({ ...spec, readout: 'none' });
    const parameters = new Trainer(bare, [drawn(30, 1)], [], options).bestParameters;
    expect(() => calibrateQuantiles(bare, parameters, [drawn(30, 1)], quantiles)).toThrow('dense read-out');
  });
});
