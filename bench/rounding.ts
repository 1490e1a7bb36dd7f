/**
 * `npm run bench:rounding [-- --json]`: how far rounded models stray from what was trained. The models of the audit's
 * claims and the README's first, nine seeds each, run along a recording that training did not learn from, as blobs in
 * WebAssembly, against float64 with the weights as they were trained. No times are measured.
 */
import { parseArgs } from 'node:util';
import { loopOf, straying, type Turns } from '../src/audit/closed-loop.ts';
import { machinePredictor, referencePredictor } from '../src/audit/predictor.ts';
import { table } from '../src/audit/report.ts';
import { type Spread, spread } from '../src/audit/statistics.ts';
import { type Rounding, roundings } from '../src/blob/rounding/index.ts';
import { type CompileOptions, compile } from '../src/compile/compile.ts';
import { loadSync } from '../src/runtime/index.ts';
import { Evaluator } from '../src/train/evaluate.ts';
import { record } from '../src/train/record.ts';
import { type Case, makeCases, SEEDS, trainedOf } from './rounding/cases.ts';
import { thisMachine } from './run/machine.ts';

interface Strays {
  readonly f32: Spread;
  readonly q8: Readonly<Record<Rounding, Spread>>;
}

/** Spreads are over seeds. */
interface Result {
  readonly name: string;
  readonly parameters: number;
  readonly blobBytes: { readonly f32: number; readonly q8: number };
  /** On the recorded inputs: only states feed back. */
  readonly driven: Strays;
  /** By turns on its own outputs; null where these are no inputs. */
  readonly closed: Strays | null;
}

function measure(one: Case): Result {
  const all = trainedOf(one);
  const recorded = all.map(({ model, parameters, recordings }) =>
    record(model, parameters, recordings, { constantInputs: 'accept' }),
  );
  const blobsOf = (options: CompileOptions): Uint8Array[] =>
    all.map(
      ({ model, parameters }, i) => compile(model, parameters, { ...options, recorded: recorded[i] }).blob,
    );
  const f32 = blobsOf({ weights: 'f32' });
  const q8 = roundings.map((rounding) => blobsOf({ weights: 'q8', rounding }));
  const strays = (turns: Turns | null): Strays => {
    const exact = all.map(({ model, parameters }) =>
      loopOf(referencePredictor(new Evaluator(model, parameters)), one.unseen, turns),
    );
    const strayed = (blobs: readonly Uint8Array[]): Spread =>
      spread(
        blobs.map((blob, i) => {
          const machine = loadSync(blob);
          const found = straying(loopOf(machinePredictor(machine), one.unseen, turns), exact[i]);
          machine.dispose();
          return found;
        }),
      );
    const byRounding = roundings.map((rounding, i) => [rounding, strayed(q8[i])]);
    return { f32: strayed(f32), q8: Object.fromEntries(byRounding) };
  };
  return {
    name: one.name,
    parameters: all[0].model.parameterCount,
    blobBytes: { f32: f32[0].length, q8: q8[0][0].length },
    driven: strays(null),
    closed: one.turns && strays(one.turns),
  };
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const results = makeCases().map(measure);
if (values.json) console.log(JSON.stringify({ ...thisMachine(), results }, null, 2));
else {
  const figure = (x: number): string => x.toExponential(1);
  const spreadOf = ({ median, low, high }: Spread): string =>
    `${figure(median)} [${figure(low)}, ${figure(high)}]`;
  const strayed = ({ f32, q8 }: Strays): string[] => [
    figure(f32.median),
    ...roundings.map((rounding) => spreadOf(q8[rounding])),
  ];
  const head = ['f32', ...roundings.map((rounding) => `q8 ${rounding}`)];
  console.log(`straying from float64, relative to the outputs: medians [least, most] of ${SEEDS} seeds\n`);
  console.log(
    table([
      ['on recorded inputs', 'f32, B', 'q8, B', ...head],
      ...results.map(({ name, blobBytes: { f32, q8 }, driven }) => [
        name,
        f32.toLocaleString('en'),
        q8.toLocaleString('en'),
        ...strayed(driven),
      ]),
    ]),
  );
  console.log(
    `\n${table([
      ['in closed loops', ...head],
      ...results.flatMap(({ name, closed }) => (closed ? [[name, ...strayed(closed)]] : [])),
    ])}`,
  );
}
