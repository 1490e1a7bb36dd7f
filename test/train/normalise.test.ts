/** Training in code scales data by itself, as the command line does, and starts from the same table of defaults. */
import { describe, expect, test } from 'vitest';
import { trainOptions } from '../../src/cli/flags/learning.ts';
import { read } from '../../src/cli/flags/read.ts';
import { train as trainCommand } from '../../src/cli/train.ts';
import { compile } from '../../src/compile/compile.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { defaults } from '../../src/train/defaults.ts';
import { fitting } from '../../src/train/fitting.ts';
import { type NetworkSpec, normalise, Trainer, train } from '../../src/train/index.ts';
import { sequencesOf } from '../../src/train/samples.ts';
import { defineTask } from '../../src/train/task.ts';

const STEPS = 480;
/** A pressure around 1,013 hPa, which swings by 8; its next value is to be told. */
const pressure = Float64Array.from({ length: STEPS + 1 }, (_, t) => 1013 + 8 * Math.sin(t / 9));
const dt = new Float64Array(STEPS).fill(10);
const sequence = { length: STEPS, inputs: pressure.slice(0, STEPS), targets: pressure.slice(1), dt };
const spec: NetworkSpec = { inputs: 1, outputs: 1, layers: [{ cell: 'gru', units: 8 }], readout: 'dense' };
const last = (history: readonly { readonly loss: number }[]): number => history[history.length - 1].loss;

test('data far from 0 are learnt; not scaled, they are not', async () => {
  const options = { seed: 1, epochs: 50, rate: 0.01 };
  const raw = await train(spec, [sequence], [], { ...options, normalise: false });
  expect(last(raw.history)).toBeGreaterThan(1e5);
  const { network, parameters, history } = await train(spec, [sequence], [], options);
  expect(last(history)).toBeLessThan(0.1);
  const [given] = loadSync(compile(network, parameters).blob).run(sequence.inputs.slice(0, 1), { dt: 10 });
  expect(Math.abs(given - 1013)).toBeLessThan(20);
});

test('the scale is that of the command line: of columns, of a constant one, and of time', () => {
  const values = Float64Array.from({ length: 3 * STEPS }, (_, i) =>
    i % 3 === 2 ? 7 : Math.cos(i) * 50 + 300,
  );
  const dataset = {
    channels: ['a', 'y', 'still'],
    recordings: [{ name: 'x', length: STEPS, channels: 3, values, dt }],
  };
  const task = defineTask(dataset.channels, { targets: ['y'] });
  const { inputs, outputs, ...scales } = fitting(dataset, task);
  const found = normalise({ ...spec, inputs, outputs }, sequencesOf(dataset, task));
  expect(found).toMatchObject(scales as object);
  expect(found.inputNormalisation!.deviation[1]).toBe(1);
  expect(found.interval).toBe(10);
});

describe('what the spec says wins', () => {
  const own = { mean: [1000], deviation: [5] };
  test.each([{ inputNormalisation: own }, { outputNormalisation: own }, { interval: 2 }])(
    '%j',
    async (part) => {
      const { network } = await train({ ...spec, ...part }, [sequence], [], { epochs: 1 });
      expect(network.spec).toMatchObject(part);
    },
  );
});

test('classes are learnt by cross-entropy and not scaled', async () => {
  const targets = sequence.targets.map((x) => (x > 1013 ? 1 : 0));
  const two = { ...spec, outputs: 2, readout: 'softmax' as const };
  const { network, history } = await train(two, [{ ...sequence, targets }], [], { epochs: 20 });
  expect(network.spec.outputNormalisation).toBeUndefined();
  expect(network.spec.inputNormalisation).toBeDefined();
  expect(last(history)).toBeLessThan(0.3);
});

test('false leaves the spec as it is, time too', async () => {
  const { network } = await train(spec, [sequence], [], { epochs: 1, normalise: false });
  for (const key of ['inputNormalisation', 'outputNormalisation', 'interval'] as const)
    expect(network.spec[key]).toBeUndefined();
});

test('plain lists give the same bits', async () => {
  const lists = { ...sequence, inputs: [...sequence.inputs], targets: [...sequence.targets], dt: [...dt] };
  const learnt = async (one: typeof sequence | typeof lists) =>
    (await train(spec, [one], [], { epochs: 2 })).parameters;
  expect(await learnt(lists)).toEqual(await learnt(sequence));
});

test('the command line and the library train alike where nothing is said', () => {
  const task = defineTask(['x'], { next: true });
  const given = trainOptions(read(trainCommand, ['x.csv']), 0, task);
  const { options } = new Trainer(buildNetwork(spec), [sequence]);
  expect({ ...options, ...given }).toEqual(options);
  expect(options).toMatchObject({ ...defaults, stride: 16 });
});
