import { rmSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { cells } from '../cells/index.ts';
import { compile } from '../compile/compile.ts';
import { describeLayer } from '../compile/describe.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { originsOf } from '../compile/origins.ts';
import { split } from '../data/split.ts';
import type { Value } from '../graph/value.ts';
import { integrators } from '../integrators/index.ts';
import type { Network } from '../network/network.ts';
import { fieldDefaults } from '../network/spec.ts';
import { weightTypes } from '../quantise/types.ts';
import { loadSync } from '../runtime/index.ts';
import { calibrate, rangedVectors } from '../train/calibrate.ts';
import { Evaluator } from '../train/evaluate.ts';
import { record } from '../train/record.ts';
import { sequencesOf } from '../train/task.ts';
import { type Epoch, Trainer } from '../train/trainer.ts';
import { lossesOfUnfolds } from '../train/unfolds.ts';
import { fingerprint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { command } from './command.ts';
import { checkDeployed, draftNote } from './deployed.ts';
import { checkWritable, isFile, readBytes, writeWhole } from './files.ts';
import { Notes } from './notes.ts';
import { Progress } from './progress.ts';
import { quantiles } from './quantiles.ts';
import { roundingFor, stored, storingFlags } from './rounding.ts';
import type { Screen } from './terminal.ts';
import { timeFlag } from './time-column.ts';
import { checkClasses, checkData, readTask } from './train-data.ts';
import { learningFlags, modelSpec, trainOptions, weightsOf } from './train-options.ts';
import { accuracyLine, SCORED_FROM, tensorTable, testTable, unfoldsTable } from './train-report.ts';
import { startOf } from './train-start.ts';
import { choice, list, number, UsageError } from './usage.ts';

export const train = command({
  name: 'train',
  description: 'Learn a model from a CSV or NPY file and write it as a blob',
  examples: [
    'meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns',
    'meniscus train sensors.npy --predict-next --cell ltc --units 32 --epochs 50 --weights q8 -o next.mns',
    'meniscus train data.csv --target state --classes 3 --cell gru --units 12 -o state.mns',
    'meniscus train data.csv --predict-next --cell cfc --cell-options mode=no_gate --layers 2 -o next.mns',
    'meniscus train data.csv --target temp --cell ltc-synaptic --wiring auto-ncp:outputs=4 --unfolds 6 -o ncp.mns',
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
    inputs: {
      type: 'string',
      description: 'Columns to read, by comma; by default all others, and with --predict-next all',
      valueHint: 'NAMES',
    },
    ...timeFlag,
    cell: { type: 'string', description: Object.keys(cells).join(', '), default: 'ltc' },
    'cell-options': { type: 'string', description: 'Options of the cell, as mode=no_gate,backboneLayers=1' },
    wiring: {
      type: 'string',
      description:
        'Of ltc-synaptic and cfc-wired: fully-connected, random:sparsity=0.5, auto-ncp:outputs=4, ncp:…',
      valueHint: 'TYPE:OPTIONS',
    },
    units: { type: 'string', description: 'Units per layer', default: '16' },
    layers: { type: 'string', description: 'Layers in the stack', default: '1' },
    integrator: {
      type: 'string',
      description: `${integrators.map((i) => i.name).join(', ')} (fields only); ${fieldDefaults.integrator} by default`,
    },
    unfolds: {
      type: 'string',
      description: `Substeps per step (fields only); ${fieldDefaults.unfolds} by default`,
    },
    ...learningFlags,
    'scale-outputs': {
      type: 'string',
      description: 'each: every output counts alike; common: in its own units (raw MSE)',
      default: 'each',
    },
    weights: { type: 'string', description: `${weightTypes.join(', ')}; f32, or that of --qat, by default` },
    ...storingFlags,
    qat: {
      type: 'string',
      description: `Train with the weights that a blob of this type will hold: ${weightTypes.slice(1).join(', ')}`,
      valueHint: 'TYPE',
    },
    prune: {
      type: 'string',
      description:
        'Remove this share of the blocks of weights while training; more as 0.8:from=10,until=40 (epochs)',
      valueHint: 'SHARE',
    },
    from: {
      type: 'string',
      description: 'Start with the weights of this blob of the same model',
      valueHint: 'FILE',
    },
    probe: {
      type: 'string',
      description: 'Probes to keep readable, by comma: tau, omega, gamma',
      valueHint: 'NAMES',
    },
    resume: { type: 'boolean', description: 'Go on from OUT.checkpoint, where a stopped run left it' },
  },
  async run(args, { console, stderr }) {
    checkWritable(args.out, args.file);
    const { weights, qat } = weightsOf(args);
    const rounding = roundingFor(args.rounding, weights, qat);
    const classes =
      args.classes === undefined ? 0 : number('classes', args.classes, { least: 2, whole: true });
    const file = await readBytes(args.file, 'table');
    const notes = new Notes(console);
    const { dataset, task } = readTask(notes, args, file);
    const parts = split(dataset);
    const data = {
      train: sequencesOf(parts.train, task),
      validation: sequencesOf(parts.validation, task),
      test: sequencesOf(parts.test, task).map((s) => ({ ...s, scoredFrom: SCORED_FROM })),
    };
    checkData(args.file, parts, data);
    if (classes) checkClasses(Object.values(data).flat(), classes, task);
    const scaling = choice('output scaling', args['scale-outputs'], ['each', 'common'] as const);
    const start = await startOf(
      notes,
      args.from,
      modelSpec(args, task, parts, classes, scaling),
      task.inputs,
    );
    const { spec, network } = start;
    const probes = list(args.probe).map((probe) => choice('probe', probe, [...network.probes.keys()]));
    const given = trainOptions(args, classes, task);
    // products in integers want all blocks of a matrix
    const integers = weights === 'i16' && !given.prune;
    const exported: LowerOptions = { weights, probes, ...(integers && { ranges: unmeasured(network) }) };
    const options = { ...given, ...((qat || given.prune) && { exported }) };
    const trainer = new Trainer(network, data.train, data.validation, { ...options, from: start.from });

    // beside a device or a pipe there is no place for one
    const checkpoint = isFile(args.out) ? `${args.out}.checkpoint` : null;
    const layers = spec.layers.map(describeLayer);
    const described = JSON.stringify({ task, classes, spec: { ...spec, layers }, options });
    const run = fingerprint(described, file, ...start.files);
    const { resume } = args;
    if (resume && !checkpoint)
      throw new UsageError(`--resume: ${args.out} is no file, so it has no checkpoint`);
    const saved = resume && checkpoint ? loadCheckpoint(checkpoint, run) : null;
    if (resume && !saved) console.error(`meniscus: there is no ${checkpoint}: starting from the first epoch`);
    if (saved) trainer.restore(saved);

    notes.begin();
    const seconds = learn(trainer, checkpoint, run, stderr);
    const parameters = trainer.bestParameters;
    const pruned = trainer.checkpoint().mask?.reduce((sum, kept) => sum + 1 - kept, 0) ?? 0;
    const name = basename(args.out, extname(args.out));
    const metadata = {
      inputs: task.inputs,
      outputs: classes ? Array.from({ length: classes }, (_, k) => `${task.outputs[0]}=${k}`) : task.outputs,
      ahead: task.ahead,
      inputQuantiles: quantiles(data.train, task.inputs.length, originsOf(spec)?.inputs),
      timed: dataset.recordings[0].dt !== null,
      ...(dataset.time && { timeColumn: dataset.time.name }),
      ...(classes && { classes }),
      training: {
        data: basename(args.file),
        seed: trainer.options.seed,
        epochs: trainer.history.length,
        bestValidation: short((trainer.history.at(-1) as Epoch).best),
        ...(qat && { qat }),
        ...(pruned > 0 && { pruned }),
        ...(args.from !== undefined && { from: basename(args.from) }),
      },
    };
    const ranges = new Map([...unmeasured(network), ...calibrate(network, parameters, data.train)]);
    const recorded =
      rounding === 'compensated' && record(network, parameters, data.train, { constantInputs: 'accept' });
    const compiling = {
      ...{ ...exported, ...trainer.exported, name, rounding, strip: args.strip },
      ...(integers && { ranges }),
      ...(recorded && { recorded }),
    };
    // the losses are those of the finished blob, so it is compiled once to be measured and once to say them
    const { blob: measured, constants } = compile(network, parameters, { ...compiling, metadata });
    checkDeployed(
      args.out,
      { network: network, parameters, constants },
      measured,
      data.test,
      metadata.outputs,
    );
    const { loss, warmup } = trainer.options;
    const lost = lossesOfUnfolds(network, measured, data.validation, loadSync, { loss, warmup }).map(short);
    const unfolds = lost.length > 0 && { unfolds: { loss: lost, on: 'validation' } };
    const { blob, tensors } = compile(network, parameters, {
      ...compiling,
      metadata: { ...metadata, ...unfolds },
    });
    writeWhole(args.out, blob);
    if (checkpoint) rmSync(checkpoint, { force: true });

    console.log(
      `${args.out}: ${blob.length} bytes, ${network.parameterCount} parameters, ${stored(weights, rounding)}`,
    );
    const draft = draftNote(args.out, blob);
    if (draft) console.log(draft);
    if (pruned > 0) console.log(`pruned: ${pruned} parameters are zero`);
    console.log(`trained ${trainer.history.length} epochs in ${seconds.toFixed(1)} s`);
    console.log(`\n${tensorTable(tensors)}`);
    if (unfolds) console.log(`\n${unfoldsTable(lost)}`);
    const machine = loadSync(blob, { name: args.out });
    const references = {
      // what was trained with the stored weights is these
      ...(!qat && { trained: new Evaluator(network, parameters) }),
      ...(weights !== 'f32' && { stored: new Evaluator(network, parameters, { constants }) }),
    };
    if (classes) console.log(`\n${accuracyLine(references, machine, weights, data)}`);
    else console.log(`\n${testTable(name, references, machine, weights, data, task.ahead)}`);
    machine.dispose();
  },
});

/**
 * Trains to the end, with a checkpoint after every epoch.
 * @returns the seconds that it took
 */
function learn(trainer: Trainer, checkpoint: string | null, run: string, stderr: Screen): number {
  const started = performance.now();
  const progress = new Progress(stderr, 'training', trainer.options.epochs, trainer.history.length);
  try {
    while (!trainer.finished) {
      const { epoch, loss, validation, best } = trainer.epoch();
      progress.update(
        epoch,
        `loss ${loss.toPrecision(4)} | validation ${validation.toPrecision(4)} | best ${best.toPrecision(4)}`,
      );
      if (checkpoint) saveCheckpoint(checkpoint, run, trainer.checkpoint());
    }
  } finally {
    progress.stop();
  }
  return (performance.now() - started) / 1000;
}

/** Which vectors have a range, before they are measured: training has to know the program, not the numbers. */
const unmeasured = (network: Network): Map<Value, number> =>
  new Map(rangedVectors(network).map((vector) => [vector, 1]));

/** A figure for people: six digits. */
const short = (x: number): number => Number(x.toPrecision(6));
