import { cpus } from 'node:os';
import { basename } from 'node:path';
import { constantsOf } from '../compile/computing.ts';
import { readBlob } from '../format/read.ts';
import { roundings } from '../quantise/rounding/index.ts';
import { loadSync, MeniscusError } from '../runtime/index.ts';
import { errorOf, type HeldOut, heldOut, type Part, purposeOf, WARM_UP } from '../shrink/held-out.ts';
import { Retraining, trainings } from '../shrink/retrain.ts';
import { countChoices, frontier, type Point, search } from '../shrink/search.ts';
import { momentsIn, type Source, sourceOf } from '../shrink/source.ts';
import { blobOf, type Levelling } from '../shrink/variant.ts';
import type { TrainOptions } from '../train/trainer.ts';
import { fingerprint } from './checkpoint.ts';
import { command } from './command.ts';
import { parseData } from './data.ts';
import { checkDeployed, draftNote } from './deployed.ts';
import { checkWritable, readBytes, writeWhole } from './files.ts';
import { warnOfIntervals } from './interval.ts';
import { Notes } from './notes.ts';
import { openBlob } from './open-blob.ts';
import { Progress } from './progress.ts';
import { change, frontierTable, rowOf } from './shrink-report.ts';
import { Work } from './shrink-work.ts';
import { checkStepWork, stepWork } from './step-work.ts';
import type { Screen, Terminal } from './terminal.ts';
import { timeFlag } from './time-column.ts';
import { learningFlags, trainOptions } from './train-options.ts';
import { choice, UsageError } from './usage.ts';

/** A blob whose variants are looked at: the original, or one that was trained to be small. */
interface Origin {
  readonly name: string;
  readonly blob: Uint8Array;
  readonly levelling: Levelling;
  /** Null where the metadata do not tell. */
  readonly source: Source | null;
}

interface Found extends Point {
  readonly origin: Origin;
}

export const shrink = command({
  name: 'shrink',
  description: 'Find the smallest blob that is as good on held-out data, within a tolerance',
  examples: [
    'meniscus shrink temp.mns --data log.csv --tolerance 2% -o small.mns',
    'meniscus shrink temp.mns --data log.csv --tolerance 0.5% --retrain --epochs 100 --window 96 -o small.mns',
  ],
  args: {
    file: { type: 'positional', required: true, description: 'Blob to shrink, best one in f32' },
    data: {
      type: 'string',
      required: true,
      description:
        'CSV or NPY with the columns that it was trained on; its last 30 % are held out, as train does',
      valueHint: 'FILE',
    },
    tolerance: {
      type: 'string',
      description: 'How much larger than that of the blob the error may be',
      default: '2%',
      valueHint: 'PERCENT',
    },
    out: {
      type: 'string',
      alias: 'o',
      description: 'Blob to write',
      default: 'small.mns',
      valueHint: 'FILE',
    },
    ...timeFlag,
    rounding: {
      type: 'string',
      description: `Of weights in levels: ${roundings.join(', ')}`,
      default: 'compensated',
    },
    retrain: {
      type: 'boolean',
      description: 'Train too: with fewer units, for weights in q8 and q4, and with blocks removed',
    },
    ...stepWork,
    ...learningFlags,
  },
  async run(args, terminal) {
    const { console, stderr } = terminal;
    const { file, data, tolerance, out, time, retrain } = args;
    const tolerated = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(tolerance)?.[1]) / 100;
    if (!(tolerated >= 0)) throw new UsageError(`--tolerance needs a percentage, as 2%, not "${tolerance}"`);
    const rounding = choice('rounding', args.rounding, roundings);
    const outputs = { json: `${out}.json`, svg: `${out}.svg`, partial: `${out}.partial` };
    for (const path of [out, ...Object.values(outputs)]) checkWritable(path, file, data);
    const notes = new Notes(console);
    const bytes = await readBytes(data, 'table');
    const { blob, model } = await openBlob(file, notes.say);
    checkStepWork(blob, file, args.work);
    const purpose = purposeOf(model);
    const { task, reading } = purpose;
    const columns = [...new Set([...task.inputs, ...task.outputs])];
    const dataset = parseData(notes, data, bytes, {
      reading,
      columns,
      ...(time !== undefined && { time }),
    });
    const held = heldOut(purpose, dataset, data);
    warnOfIntervals(notes, data, held.training, reading.interval);
    const { validation, test } = held;
    const whole = { validation: errorOf(model, validation), test: errorOf(model, test) };
    model.dispose();
    const source = sourceOf(blob, held);
    if (retrain && !source)
      throw new UsageError(
        `${file}: --retrain needs to know the model, and this is none that its metadata describe: leave --retrain out`,
      );
    const options = retrain ? trainOptions(args, validation.classes, held.task) : null;
    const limit = (1 + tolerated) * whole.validation;

    notes.begin();
    const run = fingerprint(JSON.stringify({ rounding, options }), blob, bytes);
    const work = new Work(outputs.partial, run);
    const points: Found[] = [];
    for (const origin of origins(terminal, file, blob, held, source, rounding, options, work))
      points.push(...searched(stderr, origin, limit, whole.validation, validation, work));

    const candidates = points.filter((p) => p.error <= limit && p.bytes < blob.length);
    candidates.sort((a, b) => a.bytes - b.bytes || a.error - b.error);
    const testLimit = (1 + tolerated) * whole.test;
    const chosen = candidates.find((point) => errorIn(variantBlob(point), test) <= testLimit);
    if (!chosen) {
      const best = points.filter((p) => p.bytes < blob.length).sort((a, b) => a.error - b.error)[0];
      console.error(
        `meniscus: ${file}: no smaller blob is within ${tolerance}${
          best
            ? `: the best has ${best.bytes} B and ${change(best.error, whole.validation)} (${best.name})`
            : ''
        }; nothing was written`,
      );
      work.remove();
      terminal.exitCode = 1;
      return;
    }
    const small = variantBlob(chosen);
    const compared = chosen.origin.source && compareSmall(out, small, chosen.origin.source, test);
    if (!compared)
      console.error(`meniscus: ${out}: its metadata do not describe its model: not compared with float64`);
    const testError = errorIn(small, test);
    const best = frontier(points);
    const rows = best.map((point) => rowOf(point, variantBlob(point), whole.validation));
    const { frontierSvg } = await import('../shrink/plot.ts');
    const found = {
      model: basename(file),
      data: basename(data),
      tolerance: tolerated,
      rounding,
      original: { bytes: blob.length, ...whole },
      chosen: { name: chosen.name, bytes: chosen.bytes, error: chosen.error, test: testError },
      frontier: rows,
      tried: points.length,
      machine: cpus()[0]?.model ?? 'unknown',
      node: process.version,
    };
    writeWhole(outputs.json, `${JSON.stringify(found, null, 2)}\n`);
    writeWhole(outputs.svg, frontierSvg(basename(file), points, best, limit, chosen));
    writeWhole(out, small);
    work.remove();
    console.log(`${frontierTable(rows, whole.validation)}\n`);
    console.log(
      `${out}: ${small.length} bytes instead of ${blob.length}; error ${change(chosen.error, whole.validation)} on the validation ` +
        `part, ${change(testError, whole.test)} on the test part; ${outputs.json} and ${outputs.svg} have the frontier`,
    );
    const draft = draftNote(out, small);
    if (draft) console.log(draft);
  },
});

/** The original, then what training makes of it, each trained when it is asked for. */
function* origins(
  { console, stderr }: Terminal,
  file: string,
  blob: Uint8Array,
  held: HeldOut,
  source: Source | null,
  rounding: Levelling['rounding'],
  options: TrainOptions | null,
  work: Work,
): Generator<Origin> {
  const levelling = (of: Uint8Array, from: Source | null): Levelling => ({
    rounding,
    ...(from && rounding === 'compensated' && { moments: momentsIn(readBlob(of), from, held.training) }),
  });
  if (!source && rounding === 'compensated')
    console.error(`meniscus: ${file}: is no model that its metadata describe: rounding by least-squares`);
  yield { name: '', blob, levelling: levelling(blob, source), source };
  if (!source || !options) return;
  const { metadata, ports } = readBlob(blob);
  const probes = ports.filter(({ kind }) => kind === 'probe').map(({ name }) => name);
  const retraining = new Retraining(source, metadata, probes, held, options);
  for (const training of trainings(source)) {
    const trained = work.trained(training.name, (saved, keep) => {
      const progress = new Progress(stderr, training.name, options.epochs as number, saved?.epoch ?? 0);
      try {
        return retraining.train(training, {
          saved,
          onEpoch({ epoch, best }, checkpoint) {
            progress.update(epoch, `best ${best.toPrecision(4)}`);
            keep(checkpoint);
          },
        });
      } finally {
        progress.stop();
      }
    });
    if (typeof trained === 'string') {
      console.error(`${training.name}: left out: ${trained}`);
      continue;
    }
    const made = retraining.made(training, trained);
    yield { name: training.name, blob: made.blob, levelling: levelling(made.blob, made), source: made };
  }
}

/** All variants of an origin; says which are the smallest so far within the limit. */
function searched(
  stderr: Screen,
  origin: Origin,
  limit: number,
  whole: number,
  validation: Part,
  work: Work,
): Found[] {
  const contents = readBlob(origin.blob);
  const total = countChoices(contents);
  const progress = new Progress(stderr, origin.name || 'searching', total);
  const prefix = origin.name && `${origin.name}: `;
  const points: Found[] = [];
  let smallest = Infinity;
  let done = 0;
  const measured = search(
    contents,
    limit,
    (variant, name) =>
      work.worth(prefix + name, () => {
        const made = blobOf(contents, variant, origin.levelling);
        const error = made && errorIn(made, validation);
        return made && error !== null && Number.isFinite(error) ? { bytes: made.length, error } : null;
      }),
    (left) => {
      done = Math.max(done, total - left);
    },
  );
  for (const point of measured) {
    points.push({ ...point, name: prefix + point.name, origin });
    progress.update(done, `${points.length} tried`);
    if (point.error > limit || point.bytes >= smallest) continue;
    smallest = point.bytes;
    progress.say(
      `${points.length} tried: ${point.bytes} B, ${change(point.error, whole)}: ${prefix}${point.name}`,
    );
  }
  progress.stop();
  return points;
}

const variantBlob = ({ origin, variant }: Found): Uint8Array =>
  blobOf(readBlob(origin.blob), variant, origin.levelling) as Uint8Array;

/** Compares what is to be written with float64; null where the model is not known. @throws WrongBlobError */
function compareSmall(out: string, blob: Uint8Array, { network, parameters }: Source, { sequences }: Part) {
  const contents = readBlob(blob);
  const constants = constantsOf(contents, network, parameters);
  const { outputs } = contents.metadata as { outputs?: string[] };
  const scored = sequences.map((one) => ({ ...one, scoredFrom: Math.min(WARM_UP, one.length - 1) }));
  return constants && checkDeployed(out, { network: network, parameters, constants }, blob, scored, outputs);
}

/** Infinite for a blob that does not stay finite on the part. */
function errorIn(blob: Uint8Array, part: Part): number {
  const model = loadSync(blob);
  try {
    return errorOf(model, part);
  } catch (error) {
    if (error instanceof MeniscusError && error.code === 'result') return Infinity;
    throw error;
  } finally {
    model.dispose();
  }
}
