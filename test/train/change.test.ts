/** A network that learns the change: a residual read-out in training. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { Random } from '../../src/data/random.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { compareDeployed, faultOf } from '../../src/train/deployed.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import { fitting } from '../../src/train/fitting.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { defineTask } from '../../src/train/task.ts';
import { train } from '../../src/train/train.ts';
import { lossesOfUnfolds } from '../../src/train/unfolds.ts';
import { randomSequence } from '../models.ts';

const residual = [2, null];
/** Output 0 is input 2 and a change; output 1 stands for itself. */
const changed = (one: Sequence): Sequence => ({
  ...one,
  targets: one.targets.map((y, i) => (i % 2 === 0 ? y + one.inputs[3 * (i >> 1) + 2] : y)),
});
const change = [randomSequence(60, 3), randomSequence(33, 3, 2, { seed: 5 })];
const spec = {
  inputs: 3,
  outputs: 2,
  layers: [{ cell: 'ltc', units: 5, unfolds: 3 }],
  readout: 'dense',
} as const;
const options = { epochs: 3, window: 10, batch: 4, seed: 3 };
const plain = await train(spec, change, [change[1]], options);
const whole = await train({ ...spec, residual }, change.map(changed), [changed(change[1])], options);

describe('learning targets with a residual is learning the change without one', () => {
  const values = (parameters: ReadonlyMap<string, Float64Array>) =>
    [...parameters.values()].flatMap((p) => [...p]);
  test('the same scale, weights and losses but for rounding', () => {
    const { outputNormalisation: scale } = whole.network.spec;
    for (const key of ['mean', 'deviation'] as const)
      Array.from(scale![key]).forEach(
        (x, i) => void expect(x).toBeCloseTo(plain.network.spec.outputNormalisation![key][i], 12),
      );
    const weights = values(plain.parameters);
    values(whole.parameters).forEach((w, i) => void expect(w).toBeCloseTo(weights[i], 9));
    whole.history.forEach((e, i) => {
      expect(e.validation).toBeCloseTo(plain.history[i].validation, 9);
    });
  });

  test('the blob gives the targets, and is judged by them', () => {
    const { network, parameters } = whole;
    const { blob, constants } = compile(network, parameters);
    const data = change.map(changed);
    const machine = loadSync(blob);
    expect(faultOf(compareDeployed({ network, parameters, constants }, machine, data), true)).toBeNull();
    const losses = lossesOfUnfolds(network, blob, data, loadSync);
    expect(losses.at(-1)).toBeCloseTo(evaluate(network, parameters, data).loss, 5);
    expect(losses.at(-1)).toBeCloseTo(evaluate(plain.network, plain.parameters, change).loss, 5);
  });

  test('without a scale too', async () => {
    const bare = buildNetwork({ ...spec, layers: [{ cell: cells.gru(), units: 4 }], residual });
    const parameters = await train({ ...bare.spec }, change.map(changed), [], {
      epochs: 1,
      normalise: false,
    });
    const without = await train({ ...bare.spec, residual: undefined }, change, [], {
      epochs: 1,
      normalise: false,
    });
    expect(parameters.history[0].loss).toBeCloseTo(without.history[0].loss, 10);
  });
});

test('on a random walk with a trend the change is learnt where the values are not', async () => {
  const random = new Random(4);
  let y = 0;
  const values = Float64Array.from({ length: 1200 }, () => (y += 0.3 + random.normal()));
  const part = (start: number, end: number): Dataset => ({
    channels: ['y'],
    recordings: [
      { name: 'walk', length: end - start, channels: 1, values: values.slice(start, end), dt: null },
    ],
  });
  const error = async (learn: 'values' | 'change'): Promise<number> => {
    const task = defineTask(['y'], { next: true, learn });
    const model = {
      ...fitting(part(0, 800), task),
      layers: [{ cell: 'gru', units: 8 }],
      readout: 'dense',
    } as const;
    const { network, parameters } = await train(model, sequencesOf(part(0, 800), task), [], {
      epochs: 15,
      seed: 1,
    });
    const [unseen] = sequencesOf(part(800, 1200), task);
    const given = Float64Array.from(
      loadSync(compile(network, parameters).blob).run(unseen.inputs, { dt: 1 }),
    );
    return given.reduce((sum, x, t) => sum + (x - unseen.targets[t]) ** 2, 0) / unseen.length;
  };
  const persistence = 1.09; // the variance of a step, and the square of its trend
  expect(await error('change')).toBeLessThan(persistence);
  expect(await error('values')).toBeGreaterThan(persistence);
});
