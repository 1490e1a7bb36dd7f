import { basename } from 'node:path';
import { rule } from '../check/rules.ts';
import { checkWritable } from '../files/check.ts';
import { writeWhole } from '../files/write.ts';
import { errorOf, heldOut, purposeOf } from '../shrink/held-out.ts';
import { frontier } from '../shrink/search.ts';
import { sourceOf } from '../shrink/source.ts';
import type { TrainOptions } from '../train/options.ts';
import { checkStepWork, openBlob, stepWork } from './blob.ts';
import { fingerprint } from './checkpoint.ts';
import { command } from './command.ts';
import { wholeData } from './data.ts';
import { draftNote } from './deployed.ts';
import { UsageError } from './failure.ts';
import { type Details, flag, on, text, type Values } from './flags/flag.ts';
import { learning, trainOptions } from './flags/learning.ts';
import { output } from './flags/output.ts';
import { recordingFlags, tableFlags } from './flags/table.ts';
import { rounding } from './flags/weights.ts';
import { warnOfIntervals } from './interval.ts';
import { predictedOf } from './run/plan.ts';
import { change, frontierTable, percent, recordOf, rowOf } from './shrink-report.ts';
import { compareSmall, errorIn, type Found, type Search, searchAll, variantBlob } from './shrink-search.ts';
import { Work } from './shrink-work.ts';
import { Notes, type Terminal } from './terminal.ts';
import { numbersOf } from './train-parts.ts';

const flags = {
  data: text({
    help: 'File or folder with the columns of the training; what it held out is held out again',
    hint: 'FILE',
    required: true,
  }),
  tolerance: flag<number, Details & { readonly default: string }>(
    rule('a percentage, as 2%', (x) => typeof x === 'number'),
    (given) => (/^\d+(\.\d+)?\s*%$/.test(given) ? Number.parseFloat(given) / 100 : given),
    { help: 'Largest increase of the error over that of the blob', hint: 'PERCENT', default: '2%' },
  ),
  out: output({ default: 'small.mns' }),
  ...recordingFlags,
  ...tableFlags,
  rounding: rounding('compensated'),
  retrain: on({ help: 'Also train: with fewer units, for weights in q8 and q4, and with blocks removed' }),
  work: stepWork,
  ...learning,
};

type ShrinkArguments = Values<typeof flags> & { readonly file: string };

export const shrink = command({
  name: 'shrink',
  description: 'Find the smallest blob that is as good on held-out data within a tolerance',
  examples: [
    'meniscus shrink temp.mns --data log.csv --tolerance 2% -o small.mns',
    'meniscus shrink temp.mns --data log.csv --tolerance 0.5% --retrain --epochs 100 --window 96 -o small.mns',
  ],
  positionals: { file: { help: 'Blob to shrink, best one in f32' } },
  flags,
  async run(args, terminal) {
    const { file, data, tolerance, out } = args;
    const partial = `${out}.partial`;
    for (const path of [out, `${out}.json`, `${out}.svg`, partial]) checkWritable(path, file, data);
    const notes = new Notes(terminal.console);
    const { search, run } = await searchOf(notes, args);
    notes.begin();
    const work = new Work(partial, run);
    const points = searchAll(search, work, terminal);
    const chosen = chosenOf(points, search, tolerance);
    if (chosen) await write(args, search, points, chosen, terminal);
    else {
      terminal.console.error(`meniscus: ${noneOf(points, search, tolerance)}`);
      terminal.exitCode = 1;
    }
    work.remove();
  },
});

/** Prepares the search, and identifies it. @throws FileError, DataError, UsageError */
async function searchOf(notes: Notes, args: ShrinkArguments): Promise<{ search: Search; run: string }> {
  const { file, data, tolerance, retrain, rounding: chosen } = args;
  const { blob, model } = await openBlob(file, notes.say);
  checkStepWork(blob, file, args.work);
  const purpose = purposeOf(model);
  const { reading } = purpose;
  const asked = {
    inputs: [],
    keep: [],
    hints: ['', ''] as const,
    predicted: predictedOf(model),
    isLabelled: false,
  };
  const { dataset } = await wholeData(notes, [data], args, reading, model.inputs, asked);
  const held = heldOut(purpose, dataset, data);
  warnOfIntervals(notes, data, held.training, reading.interval);
  const whole = { validation: errorOf(model, held.validation), test: errorOf(model, held.test) };
  model.dispose();
  const source = sourceOf(blob, held);
  if (retrain && !source)
    throw new UsageError(
      `${file}: --retrain needs a blob whose metadata describe its model, and these do not: leave --retrain out`,
    );
  const options = retrain ? ended(trainOptions(args, held.validation.classes, held.task)) : null;
  const limit = (1 + tolerance) * whole.validation;
  const run = fingerprint(
    JSON.stringify({ rounding: chosen, options }),
    blob,
    ...dataset.recordings.flatMap(numbersOf),
  );
  return { search: { file, blob, held, source, rounding: chosen, options, whole, limit }, run };
}

/** The smallest blob that is good enough, also on the test part. */
function chosenOf(points: readonly Found[], { blob, held, whole, limit }: Search, tolerance: number) {
  const candidates = points.filter((p) => p.error <= limit && p.bytes < blob.length);
  candidates.sort((a, b) => a.bytes - b.bytes || a.error - b.error);
  const testLimit = (1 + tolerance) * whole.test;
  return candidates.find((point) => errorIn(variantBlob(point), held.test) <= testLimit);
}

/** Says why no blob is good enough. */
function noneOf(points: readonly Found[], { file, blob, whole }: Search, tolerance: number): string {
  const [best] = points.filter((p) => p.bytes < blob.length).sort((a, b) => a.error - b.error);
  const nearest = best
    ? `: the best has ${best.bytes} B and ${change(best.error, whole.validation)} (${best.name})`
    : '';
  return `${file}: no smaller blob is within ${percent(tolerance)}${nearest}; nothing was written`;
}

/** Writes the chosen blob and the frontier, and reports them. @throws WrongBlobError */
async function write(
  { file, data, tolerance, out, rounding: by }: ShrinkArguments,
  { blob, held, whole, limit }: Search,
  points: readonly Found[],
  chosen: Found,
  { console }: Terminal,
): Promise<void> {
  const small = variantBlob(chosen);
  const { source } = chosen.base;
  if (!source || !compareSmall(out, small, source, held.test))
    console.error(`meniscus: ${out}: its metadata do not describe its model: not compared with float64`);
  const testError = errorIn(small, held.test);
  const best = frontier(points);
  const rows = best.map((point) => rowOf(point, variantBlob(point), whole.validation));
  const { frontierSvg } = await import('../shrink/plot.ts');
  const found = recordOf({
    ...{ model: basename(file), data: basename(data), tolerance, rounding: by },
    original: { bytes: blob.length, ...whole },
    chosen: { name: chosen.name, bytes: chosen.bytes, error: chosen.error, test: testError },
    ...{ frontier: rows, tried: points.length },
  });
  const [json, svg] = [`${out}.json`, `${out}.svg`];
  writeWhole(json, `${JSON.stringify(found, null, 2)}\n`);
  writeWhole(svg, frontierSvg(basename(file), points, best, limit, chosen));
  writeWhole(out, small);
  console.log(`${frontierTable(rows, whole.validation)}\n`);
  console.log(
    `${out}: ${small.length} bytes instead of ${blob.length}; error ${change(chosen.error, whole.validation)} on the validation ` +
      `part, ${change(testError, whole.test)} on the test part; ${json} and ${svg} have the frontier`,
  );
  const draft = draftNote(out, small);
  if (draft) console.log(draft);
}

/** Updates of each training, unless the flags say when it ends. */
const UPDATES = 2000;

/** Many trainings follow each other, so each has an end. */
const ended = (options: TrainOptions): TrainOptions =>
  options.epochs === undefined && options.updates === undefined ? { ...options, updates: UPDATES } : options;
