/**
 * `npm run bench:qat [-- --json]`: what rounding and pruning cost a GRU that tells the greenhouse's temperature, and what
 * training with them gives back. A model is trained in float64; everything below it starts with its weights and trains as many
 * epochs more, so that rows differ in nothing else. Mean squared error on the test part, computed by the machine from the
 * blob, and the bytes of its weights: medians over seeds, with the least and the largest.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { meanSquaredError } from '../src/audit/baselines.ts';
import { table } from '../src/audit/report.ts';
import { weightTypes } from '../src/blob/quantise.ts';
import { readBlob } from '../src/blob/read.ts';
import { cells } from '../src/cells/index.ts';
import { compile } from '../src/compile/compile.ts';
import type { ModelSpec } from '../src/compile/model.ts';
import type { OutlineOptions } from '../src/compile/outline.ts';
import { readCsv } from '../src/data/csv.ts';
import { split } from '../src/data/split.ts';
import { loadSync } from '../src/runtime/index.ts';
import { defineTask, fitting, sequencesOf } from '../src/train/task.ts';
import { type Trained, train } from '../src/train/train.ts';
import type { TrainOptions } from '../src/train/trainer.ts';
import { machineLine, thisMachine } from './run/machine.ts';

const SEEDS = [0, 1, 2, 3, 4];
const EPOCHS = 60;

const file = new URL('../examples/greenhouse.csv', import.meta.url);
const dataset = readCsv(readFileSync(file, 'utf8'), { file: 'greenhouse.csv' });
const task = defineTask(dataset.channels, ['temp'], false);
const parts = split(dataset);
const [training, validation, test] = [parts.train, parts.validation, parts.test].map((part) =>
  sequencesOf(part, task),
);
const specOf = (units: number): ModelSpec => ({
  ...fitting(parts.train, task),
  layers: [{ cell: cells.gru(), units }],
  readout: 'dense',
});
const options = { epochs: EPOCHS, rate: 0.02, window: 96, stride: 8 };
const learn = (units: number, more: TrainOptions): Trained =>
  train(specOf(units), training, validation, { ...options, ...more });

interface Score {
  readonly mse: number;
  readonly bytes: number;
}

/** What the machine makes of the test part, with weights stored as `exported` says. */
function score({ model, parameters }: Trained, exported: OutlineOptions): Score {
  const { blob } = compile(model, parameters, exported);
  const machine = loadSync(blob);
  const outputs = test.map(({ inputs, dt }) => machine.run(inputs, { dt: dt ?? 1 }));
  machine.dispose();
  const bytes = readBlob(blob).tensors.reduce((sum, tensor) => sum + tensor.bytes.length, 0);
  return { mse: meanSquaredError(outputs, test), bytes };
}

const types = weightTypes.filter((type) => type !== 'f32');
const further: readonly (readonly [name: string, more: TrainOptions])[] = [
  ['f32', {}],
  ...types.map((qat) => [`${qat}, quantisation-aware`, { qat }] as const),
  ...[0.5, 0.8, 0.9].map((sparsity) => [`f32, pruned ${sparsity}`, { prune: { sparsity } }] as const),
  ['q8, quantisation-aware, pruned 0.8', { qat: 'q8', prune: { sparsity: 0.8 } }],
];

/** The rows of one seed, each with its score. */
function rowsOf(seed: number): (readonly [name: string, score: Score])[] {
  const first = learn(32, { seed });
  const from = first.parameters;
  const trained = further.map(([name, more]) => [name, learn(32, { seed, from, ...more })] as const);
  const [[, longer]] = trained;
  const small = learn(12, { seed });
  const smaller = learn(12, { seed, from: small.parameters, qat: 'q8' });
  return [
    ...trained.map(([name, one]) => [name, score(one, one.exported)] as const),
    ...types.map((weights) => [`${weights}, rounded after training`, score(longer, { weights })] as const),
    ['12 units, q8, quantisation-aware', score(smaller, smaller.exported)],
  ];
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const seeds = SEEDS.map((seed) => new Map(rowsOf(seed)));
const results = [...seeds[0].keys()].map((name) => {
  const scores = seeds.map((one) => one.get(name) as Score);
  const sorted = (key: keyof Score): number[] => scores.map((one) => one[key]).sort((a, b) => a - b);
  const mse = sorted('mse');
  return { name, bytes: sorted('bytes')[2], mse: { median: mse[2], least: mse[0], largest: mse[4] } };
});
if (values.json) console.log(JSON.stringify({ ...thisMachine(), results }, null, 2));
else {
  console.log(`${machineLine()}\nGRU of 32 units, greenhouse: ${SEEDS.length} seeds, test MSE in K²\n`);
  console.log(
    table([
      ['weights', 'bytes', 'MSE: median [least, largest]'],
      ...results.map(({ name, bytes, mse: { median, least, largest } }) => [
        name,
        bytes.toLocaleString('en'),
        `${median.toPrecision(3)} [${least.toPrecision(3)}, ${largest.toPrecision(3)}]`,
      ]),
    ]),
  );
}
