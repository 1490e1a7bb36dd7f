/**
 * `npm run bench:rounding [-- --json]`: measures how far rounded models stray from trained ones. The models of the audit's
 * claims and the README's first, nine seeds each, run along a recording that training did not learn from, as blobs in
 * WebAssembly, against float64 with the weights as they were trained. No times are measured.
 */
import { table } from '../src/charts/table.ts';
import { compile } from '../src/compile/compile.ts';
import { loopOf, straying, type Turns } from '../src/measure/closed-loop.ts';
import { machinePredictor, referencePredictor } from '../src/measure/predictor.ts';
import { type Spread, spread } from '../src/measure/statistics.ts';
import { type Rounding, roundings } from '../src/quantise/rounding/index.ts';
import { loadSync } from '../src/runtime/index.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import { record } from '../src/train/record.ts';
import { type Case, makeCases, SEEDS, trainedOf } from './rounding/cases.ts';
import { report, wantsJson } from './run/report.ts';

const TYPES = ['q8', 'q8-block', 'q4'] as const;

/** How far models stray, over seeds. */
interface Strays {
  /** On the recorded inputs: only states feed back. */
  readonly driven: Spread;
  /** By turns on its own outputs; null where these are no inputs. */
  readonly closed: Spread | null;
}

interface Result {
  readonly name: string;
  readonly weights: 'f32' | (typeof TYPES)[number];
  readonly blobBytes: number;
  /** In f32 nearest alone: it has no levels to choose. */
  readonly strays: Partial<Readonly<Record<Rounding, Strays>>>;
}

function measure(one: Case): Result[] {
  const all = trainedOf(one);
  const { name, unseen, turns } = one;
  const recorded = all.map(({ network, parameters, recordings }) =>
    record(network, parameters, recordings, { constantInputs: 'accept' }),
  );
  const exactIn = (loop: Turns | null): Float64Array[] =>
    all.map(({ network, parameters }) =>
      loopOf(referencePredictor(new Evaluator(network, parameters)), unseen, loop),
    );
  const [driven, closed] = [exactIn(null), turns && exactIn(turns)];
  const strayed = (
    blobs: readonly Uint8Array[],
    exact: readonly Float64Array[],
    loop: Turns | null,
  ): Spread =>
    spread(
      blobs.map((blob, i) => {
        const machine = loadSync(blob);
        const found = straying(loopOf(machinePredictor(machine), unseen, loop), exact[i]);
        machine.dispose();
        return found;
      }),
    );
  const of = (weights: Result['weights'], rules: readonly Rounding[]): Result => {
    const made = rules.map((rounding) => {
      const blobs = all.map(
        ({ network, parameters }, i) =>
          compile(network, parameters, { weights, rounding, recorded: recorded[i] }).blob,
      );
      const strays: Strays = {
        driven: strayed(blobs, driven, null),
        closed: closed && strayed(blobs, closed, turns),
      };
      return { rounding, bytes: blobs[0].length, strays };
    });
    const strays = Object.fromEntries(made.map(({ rounding, strays: found }) => [rounding, found]));
    return { name, weights, blobBytes: made[0].bytes, strays };
  };
  return [of('f32', ['nearest']), ...TYPES.map((type) => of(type, roundings))];
}

const json = wantsJson();
const results = makeCases().flatMap(measure);
const figure = (x: number): string => x.toExponential(1);
const spreadOf = (found: Spread | null | undefined): string =>
  found ? `${figure(found.median)} [${figure(found.low)}, ${figure(found.high)}]` : '';
const tableOf = (title: string, loop: keyof Strays): string =>
  table([
    [title, 'stored', 'blob, B', ...roundings],
    ...results
      .filter(({ strays }) => strays.nearest?.[loop])
      .map(({ name, weights, blobBytes, strays }) => [
        weights === 'f32' ? name : '',
        weights,
        blobBytes.toLocaleString('en'),
        ...roundings.map((rounding) => spreadOf(strays[rounding]?.[loop])),
      ]),
  ]);
report(
  json,
  { results },
  () =>
    `\nstraying from float64, relative to the outputs: medians [least, most] of ${SEEDS} seeds\n\n` +
    `${tableOf('on recorded inputs', 'driven')}\n\n${tableOf('in closed loops', 'closed')}`,
);
