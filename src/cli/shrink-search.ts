/** The blobs that `shrink` compares: variants of the original, and of retrained models. */
import { constantsOf } from '../compile/computing.ts';
import { readBlob } from '../format/read.ts';
import type { Rounding } from '../quantise/rounding/index.ts';
import { loadSync, MeniscusError } from '../runtime/index.ts';
import { errorOf, type HeldOut, type Part, settledAt } from '../shrink/held-out.ts';
import { type Outcome, Retraining, type Training, trainings } from '../shrink/retrain.ts';
import { countChoices, type Point, search } from '../shrink/search.ts';
import { momentsIn, type Source } from '../shrink/source.ts';
import { blobOf, type Levelling } from '../shrink/variant.ts';
import type { Checkpoint, TrainOptions } from '../train/trainer.ts';
import { checkDeployed } from './deployed.ts';
import { change } from './shrink-report.ts';
import type { Work } from './shrink-work.ts';
import { Progress, type Screen, type Terminal } from './terminal.ts';

/** A blob whose variants are searched: the original, or one trained to be small. */
interface Base {
  readonly name: string;
  readonly blob: Uint8Array;
  readonly levelling: Levelling;
  /** Null if the metadata do not tell. */
  readonly source: Source | null;
}

export interface Found extends Point {
  readonly base: Base;
}

/** Input and criteria of a search. */
export interface Search {
  readonly file: string;
  readonly blob: Uint8Array;
  readonly held: HeldOut;
  /** The network of the original; null if its metadata do not tell. */
  readonly source: Source | null;
  readonly rounding: Rounding;
  /** How to train; null without training. */
  readonly options: TrainOptions | null;
  /** Errors of the original. */
  readonly whole: { readonly validation: number; readonly test: number };
  /** The largest error on the validation part that counts as good. */
  readonly limit: number;
}

/** Every possible variant, with its size and its error on the validation part. */
export function searchAll(given: Search, work: Work, terminal: Terminal): Found[] {
  const points: Found[] = [];
  for (const base of basesOf(given, work, terminal))
    points.push(...variantsOf(base, given, work, terminal.stderr));
  return points;
}

/** Yields the original, then retrained models, each trained on demand. */
function* basesOf(given: Search, work: Work, terminal: Terminal): Generator<Base> {
  const { file, blob, held, source, rounding, options } = given;
  const { console } = terminal;
  const base = (name: string, of: Uint8Array, from: Source | null): Base => ({
    name,
    blob: of,
    levelling: {
      rounding,
      ...(from && rounding === 'compensated' && { moments: momentsIn(readBlob(of), from, held.training) }),
    },
    source: from,
  });
  if (!source && rounding === 'compensated')
    console.error(
      `meniscus: ${file}: its metadata do not describe its model, so rounding is by least-squares`,
    );
  yield base('', blob, source);
  if (!source || !options) return;
  const { metadata, ports } = readBlob(blob);
  const probes = ports.filter(({ kind }) => kind === 'probe').map(({ name }) => name);
  const retraining = new Retraining(source, metadata, probes, held, options);
  for (const training of trainings(source)) {
    const trained = work.trained(training.name, (saved, keep) =>
      retrained(retraining, training, terminal.stderr, saved, keep),
    );
    if (typeof trained === 'string') {
      console.error(`${training.name}: left out: ${trained}`);
      continue;
    }
    const made = retraining.made(training, trained);
    yield base(training.name, made.blob, made);
  }
}

/** @param saved checkpoint to continue from. @param keep called with one after every epoch */
function retrained(
  retraining: Retraining,
  training: Training,
  stderr: Screen,
  saved: Checkpoint | null,
  keep: (checkpoint: Checkpoint) => void,
): Outcome {
  let progress: Progress | null = null;
  try {
    return retraining.train(training, {
      saved,
      onEpoch({ epoch, best }, checkpoint, last) {
        progress ??= new Progress(stderr, training.name, last, saved?.epoch ?? 0);
        progress.update(epoch, `best ${best.toPrecision(4)}`, last);
        keep(checkpoint);
      },
    });
  } finally {
    (progress as Progress | null)?.stop();
  }
}

/** All variants of a blob. Reports the smallest so far within the limit. */
function variantsOf(base: Base, { held, limit, whole }: Search, work: Work, stderr: Screen): Found[] {
  const contents = readBlob(base.blob);
  const total = countChoices(contents);
  const progress = new Progress(stderr, base.name || 'searching', total);
  const prefix = base.name && `${base.name}: `;
  const points: Found[] = [];
  let smallest = Infinity;
  let done = 0;
  const measured = search(
    contents,
    limit,
    (variant, name) =>
      work.worth(prefix + name, () => {
        const made = blobOf(contents, variant, base.levelling);
        const error = made && errorIn(made, held.validation);
        return made && error !== null && Number.isFinite(error) ? { bytes: made.length, error } : null;
      }),
    (left) => {
      done = Math.max(done, total - left);
    },
  );
  for (const point of measured) {
    points.push({ ...point, name: prefix + point.name, base });
    progress.update(done, `${points.length} tried`);
    if (point.error > limit || point.bytes >= smallest) continue;
    smallest = point.bytes;
    progress.say(
      `${points.length} tried: ${point.bytes} B, ${change(point.error, whole.validation)}: ${prefix}${point.name}`,
    );
  }
  progress.stop();
  return points;
}

export const variantBlob = ({ base, variant }: Found): Uint8Array =>
  blobOf(readBlob(base.blob), variant, base.levelling) as Uint8Array;

/** Compares a blob with float64 before it is written; null if the model is unknown. @throws WrongBlobError */
export function compareSmall(
  out: string,
  blob: Uint8Array,
  { network, parameters }: Source,
  { sequences }: Part,
) {
  const contents = readBlob(blob);
  const constants = constantsOf(contents, network, parameters);
  const { outputs } = contents.metadata as { outputs?: string[] };
  const scored = sequences.map((one) => ({ ...one, scoredFrom: settledAt(one) }));
  return constants && checkDeployed(out, { network, parameters, constants }, blob, scored, outputs);
}

/** The error of a blob on a part; infinite if its outputs do not stay finite. */
export function errorIn(blob: Uint8Array, part: Part): number {
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
