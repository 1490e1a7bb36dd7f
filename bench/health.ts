/**
 * `npm run bench:health [-- --json]`: measures the cost of watching a session. Steps the same model in two sessions, one of
 * them watched, in short alternating bursts; ratios are of the same round.
 */
import { table } from '../src/charts/table.ts';
import { readBlob } from '../src/format/read.ts';
import { writeBlob } from '../src/format/write.ts';
import { type WatchOptions, watch } from '../src/runtime/entries/health.ts';
import { loadSync } from '../src/runtime/index.ts';
import { report, wantsJson } from './run/report.ts';
import { type CellName, floatRowsOf, makeCase, nameOf, type Size } from './step/case.ts';
import { alternate, type Burst, inProcess, ratioOf, type Spread, show, spreadOf } from './step/measure.ts';

const CELLS: readonly CellName[] = ['ltc', 'ctrnn', 'gru', 'rnn'];
const SIZES = [
  [4, 8],
  [32, 64],
] as const;
const plan = { burstMs: 0.25, totalMs: 1500, warmUpMs: 60, leastSteps: 5 };

/** How the session is watched, by a name for the table. */
const ways: Readonly<Record<string, WatchOptions>> = {
  watched: {},
  'every step': { every: 1 },
  'and guarded': { guard: { inputs: 'certified', outputs: [[-1, 1]] } },
};

interface Result {
  readonly size: Size;
  /** Of a step that nobody watches. */
  readonly nanoseconds: Spread;
  /** By the way, watched by unwatched. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

/** The case's blob, with statistics of its inputs and a box, which need not be the tightest. */
function described(blob: Uint8Array): Uint8Array {
  const contents = readBlob(blob);
  const lengthOf = (kind: string) => contents.ports.find((port) => port.kind === kind)?.length ?? 0;
  const ranges = (length: number) => Array.from({ length }, () => [-3, 3]);
  const certified = {
    inputs: ranges(lengthOf('input')),
    dt: [0.05, 0.2],
    states: Object.fromEntries(
      contents.ports.filter(({ kind }) => kind === 'state').map(({ name, length }) => [name, ranges(length)]),
    ),
    outputs: ranges(lengthOf('output')),
  };
  const of = (x: number) => Array(lengthOf('input')).fill(x);
  const inputStatistics = { mean: of(0), deviation: of(1) };
  return writeBlob({ ...contents, metadata: { ...contents.metadata, certified, inputStatistics } });
}

async function measure(size: Size): Promise<Result> {
  const one = makeCase(size);
  const rows = floatRowsOf(one);
  const model = loadSync(described(one.blob));
  const unwatched = model.session();
  const engines = new Map<string, Burst>([['unwatched', inProcess((x) => unwatched.step(x, one.dt), rows)]]);
  for (const [way, options] of Object.entries(ways)) {
    const watched = watch(model.session(), model, options);
    engines.set(
      way,
      inProcess((x) => watched.step(x, one.dt), rows),
    );
  }
  const times = await alternate(engines, plan);
  const alone = times.get('unwatched') as number[];
  return {
    size,
    nanoseconds: spreadOf(alone),
    ratios: Object.fromEntries(
      Object.keys(ways).map((way) => [way, ratioOf(times.get(way) as number[], alone)]),
    ),
  };
}

const json = wantsJson();
const results: Result[] = [];
for (const [inputs, units] of SIZES)
  for (const cell of CELLS) results.push(await measure({ cell, inputs, units }));
report(
  json,
  { results },
  () =>
    `\none step: median [p10, p90] of alternating bursts; ratios are paired\n\n${table([
      ['cell (N, H)', 'ns', ...Object.keys(ways)],
      ...results.map(({ size, nanoseconds, ratios }) => [
        nameOf(size),
        show(nanoseconds),
        ...Object.values(ratios).map((each) => show(each, 3)),
      ]),
    ])}`,
);
