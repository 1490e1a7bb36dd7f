import type { MissingPolicy } from '../../check/missing.ts';
import { FileError } from '../../files/error.ts';
import type { Model, Outputs } from '../../runtime/index.ts';
import type { Printer } from './printer.ts';
import type { Sample } from './sample.ts';
import type { Predicted, Score } from './score.ts';
import type { Steps } from './steps.ts';

type Session = ReturnType<Model['session']>;

/** How samples go through a model, and what comes out. */
export interface Feed {
  readonly model: Model;
  readonly file: string;
  readonly steps: Steps;
  readonly printer: Printer;
  readonly score: Score | null;
  readonly predicted: Predicted | null;
  readonly policy: MissingPolicy;
  /** Missed readings in a row after which an input is stale; 0: never. */
  readonly stale: number;
  readonly say: (text: string) => void;
  /** One prediction for each recording, after its last row. */
  readonly perRecording: boolean;
  /** Whether to print, beside each prediction, the value that it predicts: then rows wait for it. */
  readonly keepTruth: boolean;
  /** Whether no row is printed but those of `onEnd`. */
  readonly isQuiet: boolean;
  /** Indices of the inputs that say what is missing. */
  readonly derived: readonly number[];
  /** Names of the inputs, for messages; empty if unknown. */
  readonly inputs: readonly string[];
}

/** A prediction whose row is not printed yet. */
interface Unprinted {
  readonly row: number;
  readonly kept: readonly string[];
  readonly y: Outputs;
  readonly probes: readonly number[];
  readonly truth: string[];
}

/** A recording on its way. */
interface Course {
  readonly session: Session;
  row: number;
  readonly unprinted: Unprinted[];
  /** The last sample, with a copy of its outputs; null unless one is needed at the end. */
  last: { readonly sample: Sample; readonly y: Outputs } | null;
  stale: readonly number[];
}

/** The state of each recording after its last sample. */
export interface Ended {
  readonly recording: string;
  readonly session: Session;
  readonly last: { readonly sample: Sample; readonly y: Outputs };
}

/**
 * Feeds samples to sessions, one for each recording, and prints and scores the predictions.
 * @param onEnd called for each recording after its last sample, before its session is disposed of
 * @throws FileError naming the place of a sample that the model refuses
 */
export async function feed(
  to: Feed,
  samples: AsyncIterable<Sample>,
  onEnd?: (ended: Ended) => Promise<void>,
): Promise<void> {
  const courses = new Map<string, Course>();
  const needsLast = to.perRecording || onEnd !== undefined;
  for await (const sample of samples) {
    const course = courseOf(to, courses, sample);
    if (sample.isFirst && course.row >= 0) {
      await end(to, course, sample.recording);
      course.session.reset();
      course.row = -1;
    }
    course.row++;
    const y = stepped(to, course, sample);
    if (to.stale > 0) sayStale(to, course, sample);
    if (needsLast) course.last = { sample, y: y.slice() };
    if (to.perRecording) continue;
    to.score?.see(sample.recording, sample.isFirst, y, sample.truth);
    if (!to.isQuiet) await print(to, course, sample, y);
  }
  for (const [recording, course] of courses) {
    await end(to, course, recording);
    const { last, session } = course;
    if (last) await onEnd?.({ recording, session, last });
    session.dispose();
  }
}

/** Prints what is left of a recording. */
async function end(to: Feed, course: Course, recording: string): Promise<void> {
  await flush(to, course, recording);
  const { last, session } = course;
  if (!last || !to.perRecording) return;
  to.score?.see(recording, true, last.y, last.sample.truth);
  await to.printer.row(recording, last.sample.kept, last.y, session);
}

function courseOf({ model, policy, stale }: Feed, courses: Map<string, Course>, sample: Sample): Course {
  let course = courses.get(sample.recording);
  if (!course) {
    const session = model.session({ missing: policy, ...(stale > 0 && { stale }) });
    course = { session, row: -1, unprinted: [], last: null, stale: [] };
    courses.set(sample.recording, course);
  }
  return course;
}

function stepped(to: Feed, { session }: Course, sample: Sample): Outputs {
  // without gaps nothing is computed for a session
  if (to.policy === 'error') for (const i of to.derived) sample.input[i] = 0;
  const interval = to.steps.of(sample);
  try {
    return session.step(sample.input, interval);
  } catch (error) {
    throw new FileError(`${to.file}: ${sample.where}: ${(error as Error).message}`);
  }
}

/** Says which inputs became stale, and which are back. */
function sayStale({ say, stale, inputs }: Feed, course: Course, { where, recording }: Sample): void {
  const now = course.session.stale;
  const named = (list: readonly number[]): string =>
    list.map((i) => `"${inputs[i] ?? `input ${i}`}"`).join(', ');
  const fresh = now.filter((i) => !course.stale.includes(i));
  const back = course.stale.filter((i) => !now.includes(i));
  const at = `${recording}${recording && ': '}${where}`;
  if (fresh.length > 0) say(`${at}: ${named(fresh)} missing for ${stale} rows`);
  if (back.length > 0) say(`${at}: ${named(back)} there again`);
  course.stale = [...now];
}

async function print(
  to: Feed,
  course: Course,
  { recording, kept, truth }: Sample,
  y: Outputs,
): Promise<void> {
  const { printer, predicted, keepTruth } = to;
  if (!keepTruth || !predicted) return printer.row(recording, kept, y, course.session);
  const { leads, of, labels } = predicted;
  const words = (c: number): string =>
    Number.isNaN(truth[c]) ? '' : labels ? labels[truth[c]] : String(truth[c]);
  const { unprinted, row } = course;
  unprinted.push({
    row,
    kept,
    y: y.slice(),
    probes: printer.probed(course.session),
    truth: leads.map(() => ''),
  });
  for (const waiting of unprinted)
    leads.forEach((lead, k) => {
      if (waiting.row + lead === row) waiting.truth[k] = words(of[k]);
    });
  if (unprinted.length > Math.max(...leads)) await printOne(to, recording, unprinted.shift() as Unprinted);
}

/** Prints what still waits for its truth. */
async function flush(to: Feed, { unprinted }: Course, recording: string): Promise<void> {
  for (const one of unprinted.splice(0)) await printOne(to, recording, one);
}

const printOne = (to: Feed, recording: string, { kept, y, probes, truth }: Unprinted): Promise<void> =>
  to.printer.line(recording, [...kept, ...truth], y, probes);
