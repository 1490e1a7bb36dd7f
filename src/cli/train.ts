import { rmSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { compile } from '../compile/compile.ts';
import { describeLayer } from '../compile/describe.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { originsOf } from '../compile/origins.ts';
import { type Dataset, median } from '../data/sequence.ts';
import type { Split } from '../data/split.ts';
import { checkWritable } from '../files/check.ts';
import { isFile } from '../files/target.ts';
import { writeWhole } from '../files/write.ts';
import type { Network } from '../network/network.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import type { WeightType } from '../quantise/types.ts';
import { loadSync } from '../runtime/index.ts';
import { calibrate } from '../train/calibrate.ts';
import { type Parts, sequencesFor, splitFor } from '../train/parts.ts';
import { record } from '../train/record.ts';
import { withGaps } from '../train/samples.ts';
import type { Task } from '../train/task.ts';
import type { Epoch, Trainer } from '../train/trainer.ts';
import { lossesOfUnfolds } from '../train/unfolds.ts';
import { fingerprint, loadCheckpoint, Saver, saveCheckpoint } from './checkpoint.ts';
import { command } from './command.ts';
import { calibrated, checkDeployed } from './deployed.ts';
import { UsageError } from './failure.ts';
import { findRateFlag, rateFor } from './find-rate.ts';
import { on, type Values } from './flags/flag.ts';
import { compressing, learning } from './flags/learning.ts';
import { output } from './flags/output.ts';
import { probe, weights } from './flags/weights.ts';
import { type Folds, foldsFlag, foldsOf, foldsTable } from './folds.ts';
import { roundingFor, storing, weightsOf } from './storing.ts';
import { Notes, Progress, type Screen, type Terminal } from './terminal.ts';
import { dataFlags, readTask, type TrainingData } from './train-data.ts';
import { metadataOfData } from './train-metadata.ts';
import { modelFlags, modelSpec, type Start, sourceOf, startOf } from './train-model.ts';
import { checkData, numbersOf, splitNotes, validation } from './train-parts.ts';
import { reportLines } from './train-report.ts';
import { trainerFor, trainingOf } from './train-trainer.ts';

const flags = {
  out: output({ default: 'model.mns' }),
  ...dataFlags,
  ...modelFlags,
  ...learning,
  'find-rate': findRateFlag,
  weights: weights({ otherwise: 'f32, or that of --qat' }),
  ...storing,
  ...compressing,
  validation,
  folds: foldsFlag,
  probe,
  resume: on({ help: 'Continue from OUT.checkpoint, which a stopped run left' }),
};

type TrainArguments = Values<typeof flags> & { readonly files: readonly string[] };

export const train = command({
  name: 'train',
  description: 'Train a model on tables and write it as a blob',
  examples: [
    'meniscus train data.csv --target temp --cell ltc --units 16 -o temp.mns',
    'meniscus train sensors.npy --predict-next --cell ltc --units 32 --epochs 50 --weights q8 -o next.mns',
    'meniscus train data.csv --target state --classes 3 --cell gru --units 12 -o state.mns',
    'meniscus train data.csv --predict-next --cell cfc --cell-options mode=no_gate --layers 2 -o next.mns',
    'meniscus train data.csv --target temp --cell ltc-synaptic --wiring auto-ncp:outputs=4 --unfolds 6 -o ncp.mns',
  ],
  positionals: {
    files: { help: 'Files, folders or patterns: CSV and its kin, NPY, JSON lines, Parquet', many: true },
  },
  flags,
  async run(args, terminal) {
    checkWritable(args.out, ...args.files);
    const types = weightsOf(args);
    const rounding = roundingFor(args.rounding, types.weights, types.qat);
    const notes = new Notes(terminal.console);
    const job = await jobOf(notes, args, { ...types, rounding });
    const checkpoint = resumed(job, terminal);
    notes.begin();
    if (job.folds && job.trainer.history.length > 0)
      terminal.say(`--folds: left out, since ${checkpoint.path} was written after them`);
    else if (job.folds) terminal.console.log(`${foldsTable(job.folds, terminal.stderr)}\n`);
    const seconds = learn(job.trainer, checkpoint, terminal.stderr);
    const made = deployed(job);
    writeWhole(args.out, made.blob);
    if (checkpoint.path) rmSync(checkpoint.path, { force: true });
    for (const line of reportLines({ ...job, ...made, out: args.out, seconds })) terminal.console.log(line);
  },
});

/** How to store weights, and whether to train with stored weights. */
interface Storage {
  readonly weights: WeightType;
  readonly qat: WeightType | null;
  readonly rounding: Rounding;
}

/** A training: model, data, options. */
interface Job extends Storage {
  readonly args: TrainArguments;
  readonly read: TrainingData;
  readonly task: Task;
  /** The parts of the data, and their sequences. */
  readonly parts: Split;
  readonly data: Parts;
  readonly start: Start;
  readonly network: Network;
  /** Names of the classes; null for numbers. */
  readonly labels: readonly string[] | null;
  readonly trainer: Trainer;
  /** Options for compiling the blob. */
  readonly exported: LowerOptions;
  /** Identifies the run. */
  readonly run: string;
  /** Trainings to come before this one; null for none. */
  readonly folds: Folds | null;
}

/** Checks before training all that the user can correct. @throws FileError, DataError, UsageError, RangeError */
async function jobOf(notes: Notes, args: TrainArguments, storage: Storage): Promise<Job> {
  const { weights } = storage;
  if (args.from !== undefined && args.interval !== undefined)
    throw new UsageError(
      '--interval: a model of --from keeps the scaling of its time: leave one of them out',
    );
  const source = await sourceOf(notes, args.from);
  const read = await readTask(notes, args, source?.reading ?? null);
  const { dataset, labels, policy } = read;
  const [file] = args.files;
  const parts = splitFor(dataset, read.task, args.validation);
  const task = withGaps(read.task, parts.train, policy);
  const data = sequencesFor(parts, task);
  checkData(file, task, parts, data);
  for (const note of splitNotes(dataset, parts, task, args.validation)) notes.say(note);
  const classes = labels?.length ?? 0;
  const start = startOf(notes, source, modelSpec(args, task, parts.train, classes), task.inputs);
  const { spec, network } = start;
  const asked = () => trainingOf(args, weights, network, task, classes).options;
  const rated = args['find-rate'] ? { ...args, rate: rateFor(notes, asked(), start, data) } : args;
  const { trainer, options, exported } = trainerFor(rated, weights, start, task, classes, data);
  const longest = Math.max(...data.train.map(({ length }) => length));
  const { window } = trainer.options;
  if (task.label === 'per-recording' && window < longest)
    notes.say(
      `of recordings of up to ${longest} steps the last ${window} are learned from: --window N takes more`,
    );
  const layers = spec.layers.map(describeLayer);
  const described = JSON.stringify({ task, labels, spec: { ...spec, layers }, options });
  const run = fingerprint(described, ...dataset.recordings.flatMap(numbersOf), ...start.files);
  const folds = foldsOf(rated, read, weights);
  const learnt = { parts, data, start, network, labels };
  return { ...storage, args: rated, read, task, ...learnt, trainer, exported, run, folds };
}

/** Path of the checkpoint; null if the output is a device or a pipe. */
interface Checkpointed {
  readonly path: string | null;
  readonly run: string;
}

/** Continues from a checkpoint if the flags ask for it and there is one. @throws UsageError, FileError */
function resumed({ args: { out, resume }, trainer, run }: Job, { console }: Terminal): Checkpointed {
  const path = isFile(out) ? `${out}.checkpoint` : null;
  if (resume && !path) throw new UsageError(`--resume: ${out} is no file, so it has no checkpoint`);
  const saved = resume && path ? loadCheckpoint(path, run) : null;
  if (resume && !saved) console.error(`meniscus: there is no ${path}; starting from the first epoch`);
  if (saved) trainer.restore(saved);
  return { path, run };
}

/**
 * Trains to the end, with checkpoints after epochs.
 * @returns its duration in seconds
 */
function learn(trainer: Trainer, { path, run }: Checkpointed, stderr: Screen): number {
  const started = performance.now();
  const saver = new Saver();
  const total = () => trainer.lastEpoch;
  const progress = new Progress(stderr, 'training', total(), trainer.history.length);
  try {
    while (!trainer.finished) {
      const { epoch, loss, validation, best } = trainer.epoch();
      progress.update(
        epoch,
        `loss ${loss.toPrecision(4)} | validation ${validation.toPrecision(4)} | best ${best.toPrecision(4)}`,
        total(),
      );
      if (path) saver.offer(() => saveCheckpoint(path, run, trainer.checkpoint()));
    }
  } finally {
    progress.stop();
  }
  return (performance.now() - started) / 1000;
}

/** Compiles and checks the blob of a trained model. @throws WrongBlobError */
function deployed(job: Job) {
  const { args, data, network, trainer, exported, rounding } = job;
  const trained = trainer.bestParameters;
  const ranges = exported.ranges && new Map([...exported.ranges, ...calibrate(network, trained, data.train)]);
  const recorded =
    rounding === 'compensated' && record(network, trained, data.train, { constantInputs: 'accept' });
  const compiling = {
    ...{ ...exported, ...trainer.exported, name: basename(args.out, extname(args.out)) },
    ...{ rounding, strip: args.strip },
    ...(ranges && { ranges }),
    ...(recorded && { recorded }),
  };
  const pruned = trainer.checkpoint().mask?.reduce((sum, kept) => sum + 1 - kept, 0) ?? 0;
  const metadata = metadataOf(job, pruned);
  const parameters = calibrated(job, trained, compiling, trainer.options.warmup);
  // the losses are those of the finished blob, so compile once to measure them and once to store them
  const { blob: measured, constants } = compile(network, parameters, { ...compiling, metadata });
  checkDeployed(args.out, { network, parameters, constants }, measured, data.test, metadata.outputs);
  const { loss, warmup } = trainer.options;
  const losses = lossesOfUnfolds(network, measured, data.validation, loadSync, { loss, warmup }).map(short);
  const unfolds = losses.length > 0 && { unfolds: { loss: losses, on: 'validation' } };
  const compiled = compile(network, parameters, { ...compiling, metadata: { ...metadata, ...unfolds } });
  return { ...compiled, parameters, constants, losses, pruned, name: compiling.name };
}

/** Metadata on the blob's columns and training. */
function metadataOf({ args, read, task, parts, start, trainer, qat }: Job, pruned: number) {
  const { files } = args;
  return {
    ...metadataOfData(read, task, parts.train, args, originsOf(start.spec)),
    ...(args.interval !== undefined && { usualInterval: usualOf(parts.train) }),
    training: {
      data: files.length === 1 ? basename(files[0]) : `${basename(files[0])} and ${files.length - 1} more`,
      seed: trainer.options.seed,
      epochs: trainer.history.length,
      bestValidation: short((trainer.history.at(-1) as Epoch).best),
      // blobs that say nothing were trained when it was always the last part
      ...(args.validation === 'spread' && { validation: args.validation }),
      ...(qat && { qat }),
      ...(pruned > 0 && { pruned }),
      ...(args.from !== undefined && { from: basename(args.from) }),
    },
  };
}

/** The median interval of the first recording, which an --interval of its own does not say. */
const usualOf = ({ recordings: [{ dt }] }: Dataset): number => (dt ? median(dt) : 1);

/** Six digits, for people. */
const short = (x: number): number => Number(x.toPrecision(6));
