import { existsSync, rmSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { linear, meanSquaredError, persistence, zero } from '../audit/baselines.ts';
import { type CellName, cells } from '../cells/index.ts';
import { compile } from '../compile/compile.ts';
import { buildModel, type LayerSpec, type ModelSpec } from '../compile/model.ts';
import { type Split, split, statistics } from '../data/split.ts';
import { integrators } from '../integrators/index.ts';
import { loadSync } from '../runtime/index.ts';
import { Evaluator, evaluate } from '../train/evaluate.ts';
import { crossEntropy, losses } from '../train/losses/index.ts';
import { regularisers } from '../train/regularisers/index.ts';
import type { Sequence } from '../train/sequence.ts';
import { defineTask, sequencesOf, type Task } from '../train/task.ts';
import { Trainer, type TrainOptions } from '../train/trainer.ts';
import { fingerprint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { command } from './command.ts';
import { checkWritable, readBytes, readData, writeWhole } from './files.ts';
import { Progress } from './progress.ts';
import { choice, list, number, UsageError } from './usage.ts';

/** Windows of the linear baselines are costly to fit on wide data: up to five lags. */
const LAGS = [1, 2, 3, 4, 5];

export const train = command({
  name: 'train',
  description: 'Learn a model from a CSV or NPY file and write it as a blob',
  examples: [
    'meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns',
    'meniscus train sensors.npy --predict-next --cell ltc --units 32 --epochs 50 --weights q8 -o next.mns',
    'meniscus train data.csv --target state --classes 3 --cell gru --units 12 -o state.mns',
    'meniscus train data.csv --predict-next --cell cfc --cell-options mode=no_gate --layers 2 -o next.mns',
  ],
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'CSV with a header, or NPY of shape [T, C] or [S, T, C]',
    },
    out: {
      type: 'string',
      alias: 'o',
      description: 'Blob to write',
      default: 'model.mns',
      valueHint: 'FILE',
    },
    target: { type: 'string', description: 'Columns to predict, by comma', valueHint: 'NAMES' },
    'predict-next': {
      type: 'boolean',
      description: 'Predict the next sample, of the targets or of every column',
    },
    classes: {
      type: 'string',
      description: 'The target is a class 0 … N−1: learn its probabilities',
      valueHint: 'N',
    },
    time: {
      type: 'string',
      description: 'Column with the time; by default time, timestamp or t',
      valueHint: 'NAME',
    },
    cell: { type: 'string', description: Object.keys(cells).join(', '), default: 'ltc' },
    'cell-options': { type: 'string', description: 'Options of the cell, as mode=no_gate,backboneLayers=1' },
    units: { type: 'string', description: 'Units per layer', default: '16' },
    layers: { type: 'string', description: 'Layers in the stack', default: '1' },
    integrator: {
      type: 'string',
      description: `${integrators.map((i) => i.name).join(', ')} (fields only)`,
      default: 'semi-implicit',
    },
    unfolds: { type: 'string', description: 'Substeps per step (fields only)', default: '6' },
    epochs: { type: 'string', description: 'Passes over the training data', default: '50' },
    rate: { type: 'string', description: "Adam's rate", default: '0.01' },
    schedule: { type: 'string', description: 'cosine or constant', default: 'cosine' },
    batch: { type: 'string', description: 'Windows per update', default: '16' },
    window: { type: 'string', description: 'Steps of a training window', default: '32' },
    stride: { type: 'string', description: 'Steps between windows; by default half a window' },
    warmup: { type: 'string', description: 'First steps of a window without a loss', default: '0' },
    loss: { type: 'string', description: losses.map((l) => l.name).join(', '), default: 'mse' },
    regularise: {
      type: 'string',
      description: `Penalties, as mdl=0.01: ${regularisers.map((r) => r.name).join(', ')}`,
    },
    patience: {
      type: 'string',
      description: 'Stop after so many epochs without improvement; 0: never',
      default: '0',
    },
    'scale-outputs': {
      type: 'string',
      description: 'each: every output counts alike; common: in its own units (raw MSE)',
      default: 'each',
    },
    seed: { type: 'string', description: 'The same seed gives the same bits', default: '0' },
    weights: { type: 'string', description: 'f32 or q8', default: 'f32' },
    probe: {
      type: 'string',
      description: 'Probes to keep readable, by comma: tau, omega, gamma',
      valueHint: 'NAMES',
    },
    resume: { type: 'boolean', description: 'Go on from OUT.checkpoint, where a stopped run left it' },
  },
  async run(args) {
    checkWritable(args.out);
    const weights = choice('weight type', args.weights, ['f32', 'q8'] as const);
    const classes =
      args.classes === undefined ? 0 : number('classes', args.classes, { least: 2, whole: true });
    const dataset = await readData(args.file, args.time);
    const task = defineTask(dataset.channels, list(args.target), args['predict-next'] ?? false);
    const parts = split(dataset);
    const data = {
      train: sequencesOf(parts.train, task),
      validation: sequencesOf(parts.validation, task),
      test: sequencesOf(parts.test, task),
    };
    if (classes) checkClasses(Object.values(data).flat(), classes, task);
    const scaling = choice('output scaling', args['scale-outputs'], ['each', 'common'] as const);
    const spec = modelSpec(args, task, parts, classes, scaling);
    const model = buildModel(spec);
    const options = trainOptions(args, classes);
    const trainer = new Trainer(model, data.train, data.validation, options);

    const checkpoint = `${args.out}.checkpoint`;
    const { out: _out, o: _o, weights: _weights, probe: _probe, resume, _: _words, ...chosen } = args;
    const run = fingerprint(JSON.stringify(chosen), await readBytes(args.file));
    const saved = resume ? loadCheckpoint(checkpoint, run) : null;
    if (resume && !saved) console.error(`meniscus: there is no ${checkpoint}: starting from the first epoch`);
    if (saved) trainer.restore(saved);

    const started = performance.now();
    const progress = new Progress('training', trainer.options.epochs, trainer.history.length);
    while (!trainer.finished) {
      const { epoch, loss, validation, best } = trainer.epoch();
      progress.update(
        epoch,
        `loss ${loss.toPrecision(4)} | validation ${validation.toPrecision(4)} | best ${best.toPrecision(4)}`,
      );
      saveCheckpoint(checkpoint, run, trainer.checkpoint());
    }
    progress.stop();
    const seconds = (performance.now() - started) / 1000;

    const parameters = trainer.bestParameters;
    const name = basename(args.out, extname(args.out));
    const { blob, tensors } = compile(model, parameters, {
      weights,
      probes: list(args.probe),
      name,
      metadata: {
        inputs: task.inputs,
        outputs: classes
          ? Array.from({ length: classes }, (_, k) => `${task.outputs[0]}=${k}`)
          : task.outputs,
        ahead: task.ahead,
        ...(dataset.recordings[0].dt && { timed: true, interval: dataset.recordings[0].dt[0] }),
        ...(classes && { classes }),
        training: {
          data: basename(args.file),
          seed: trainer.options.seed,
          epochs: trainer.history.length,
          bestValidation: Math.min(...trainer.history.map((e) => e.validation)),
        },
      },
    });
    writeWhole(args.out, blob);
    if (existsSync(checkpoint)) rmSync(checkpoint);

    console.log(`${args.out}: ${blob.length} bytes, ${model.parameterCount} parameters, ${weights}`);
    console.log(`trained ${trainer.history.length} epochs in ${seconds.toFixed(1)} s`);
    console.log('\ntensor                          type  worst error  rms error');
    for (const t of tensors)
      console.log(
        `${t.name.padEnd(32)}${t.type.padEnd(6)}${t.error.worst.toExponential(2).padStart(11)}  ${t.error.rms.toExponential(2).padStart(9)}`,
      );
    const machine = loadSync(blob, { name: args.out });
    if (classes) {
      const { accuracy } = evaluate(model, parameters, data.test, { loss: crossEntropy });
      console.log(
        `\ntest accuracy ${(100 * accuracy).toFixed(2)} % (float64), most frequent class ${(100 * majority(data, classes)).toFixed(2)} %`,
      );
    } else {
      const reference = new Evaluator(model, parameters);
      const rows = [
        {
          name: `${name} in float64`,
          mse: meanSquaredError(
            data.test.map((s) => reference.outputs(s)),
            data.test,
          ),
        },
        {
          name: `${name} in WebAssembly, ${weights}`,
          mse: meanSquaredError(
            data.test.map((s) => machine.run(s.inputs, { dt: s.dt ?? 1 })),
            data.test,
          ),
        },
        zero(data.test),
        persistence(data.test),
        ...LAGS.map((lags) => linear(data.train, data.test, lags)),
      ];
      console.log('\ntest                            MSE');
      for (const row of rows) console.log(`${row.name.padEnd(32)}${row.mse.toPrecision(5)}`);
    }
    machine.dispose();
  },
});

type Args = Parameters<typeof train.run>[0];

function modelSpec(
  args: Args,
  task: Task,
  parts: Split,
  classes: number,
  scaling: 'each' | 'common',
): ModelSpec {
  const cellName = choice<CellName>('cell', args.cell, Object.keys(cells) as CellName[]);
  const make = cells[cellName] as (options?: object) => LayerSpec['cell'];
  const cell = make(cellOptions(args['cell-options']));
  const integrator = integrators.find(
    ({ name }) =>
      name ===
      choice(
        'integrator',
        args.integrator,
        integrators.map((i) => i.name),
      ),
  );
  const layer: LayerSpec = {
    cell,
    units: number('units', args.units, { least: 1, whole: true }),
    ...(cell.kind === 'field' && {
      integrator,
      unfolds: number('unfolds', args.unfolds, { least: 1, whole: true }),
    }),
  };
  const { mean, std } = statistics(parts.train);
  const of = (names: readonly string[]) => {
    const at = names.map((name) => parts.train.channels.indexOf(name));
    return { mean: at.map((i) => mean[i]), deviation: at.map((i) => std[i]) };
  };
  const outputs = of(task.outputs);
  if (scaling === 'common') {
    const square = outputs.deviation.reduce((sum, d) => sum + d * d, 0) / outputs.deviation.length;
    outputs.deviation.fill(Math.sqrt(square));
  }
  return {
    inputs: task.inputs.length,
    outputs: classes || task.outputs.length,
    layers: Array.from({ length: number('layers', args.layers, { least: 1, whole: true }) }, () => layer),
    readout: classes ? 'softmax' : 'dense',
    inputNormalisation: of(task.inputs),
    ...(!classes && { outputNormalisation: outputs }),
  };
}

function trainOptions(args: Args, classes: number): TrainOptions {
  const whole = (flag: keyof Args & string, least: number) =>
    number(flag, String(args[flag]), { least, whole: true });
  const window = whole('window', 1);
  const name = choice(
    'loss',
    args.loss,
    losses.map((l) => l.name),
  );
  return {
    loss: classes ? crossEntropy : losses.find((l) => l.name === name),
    epochs: whole('epochs', 1),
    rate: number('rate', args.rate, { least: 0 }),
    schedule: choice('schedule', args.schedule, ['cosine', 'constant'] as const),
    batch: whole('batch', 1),
    window,
    stride: args.stride === undefined ? Math.max(1, window >> 1) : whole('stride', 1),
    warmup: whole('warmup', 0),
    patience: whole('patience', 0),
    seed: whole('seed', 0),
    regularisers: list(args.regularise).map((term) => {
      const [key, weight = ''] = term.split('=');
      const found = choice(
        'regulariser',
        key,
        regularisers.map((r) => r.name),
      );
      return {
        regulariser: regularisers.find((r) => r.name === found) as (typeof regularisers)[number],
        weight: number(`regularise ${key}=`, weight),
      };
    }),
  };
}

/** `mode=no_gate,backboneLayers=1` → { mode: 'no_gate', backboneLayers: 1 } */
function cellOptions(given: string | undefined): object {
  return Object.fromEntries(
    list(given).map((pair) => {
      const [key, value] = pair.split('=');
      if (value === undefined) throw new UsageError(`--cell-options needs pairs as key=value, not "${pair}"`);
      return [
        key,
        value === 'true'
          ? true
          : value === 'false'
            ? false
            : Number.isNaN(Number(value))
              ? value
              : Number(value),
      ];
    }),
  );
}

function checkClasses(sequences: readonly Sequence[], classes: number, task: Task): void {
  if (task.outputs.length !== 1) throw new UsageError('--classes needs exactly one target column');
  for (const { targets } of sequences)
    for (const label of targets)
      if (!Number.isInteger(label) || label < 0 || label >= classes)
        throw new UsageError(
          `column "${task.outputs[0]}" holds ${label}: classes are whole numbers from 0 to ${classes - 1}`,
        );
}

/** Accuracy on the test data of always saying the class that is most frequent in the training data. */
function majority(
  { train, test }: { train: readonly Sequence[]; test: readonly Sequence[] },
  classes: number,
): number {
  const counts = (sequences: readonly Sequence[]): number[] => {
    const n = new Array<number>(classes).fill(0);
    for (const { targets } of sequences) for (const label of targets) n[label]++;
    return n;
  };
  const seen = counts(train);
  const asked = counts(test);
  return asked[seen.indexOf(Math.max(...seen))] / asked.reduce((a, b) => a + b);
}
