/**
 * `npm run bench:sparse [-- --json]`: what a matrix gains by leaving out its empty blocks, of four rows and one column. A
 * product with a square matrix of which a share of the blocks, drawn at random, is filled: its time without the others by
 * its time with all, paired in alternating bursts, and the bytes that are stored. The share at which both are as fast,
 * interpolated, is what `SPARSE_MATRIX` of `src/compile/store.ts` is set by.
 */
import { table } from '../src/charts/table.ts';
import { Random } from '../src/data/random.ts';
import { loadSync } from '../src/runtime/index.ts';
import { report, wantsJson } from './run/report.ts';
import { makePair, type Pair } from './sparse/pair.ts';
import { alternate, inProcess, ratioOf, type Spread } from './step/measure.ts';

const SIDES = [16, 32, 64, 128];
const SHARES = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1];
const plan = { burstMs: 0.25, totalMs: 400, warmUpMs: 60, leastSteps: 5 };

interface Result {
  readonly side: number;
  readonly share: number;
  readonly sparseByDense: Spread;
  readonly bytes: Pair['bytes'];
}

async function measure(side: number, share: number): Promise<Result> {
  const random = new Random(1);
  const { dense, sparse, bytes } = makePair(side, share, random);
  const rows = Array.from({ length: 16 }, () => Float32Array.from({ length: side }, () => random.normal()));
  const [one, other] = [dense, sparse].map((blob) => loadSync(blob).session());
  for (const x of rows)
    if (String(Array.from(one.step(x, 1))) !== String(Array.from(other.step(x, 1))))
      throw new Error(`${side} × ${side}, ${share}: other bits without the empty blocks`);
  const times = await alternate(
    new Map([
      ['dense', inProcess((x: Float32Array) => one.step(x, 1), rows)],
      ['sparse', inProcess((x: Float32Array) => other.step(x, 1), rows)],
    ]),
    plan,
  );
  const sparseByDense = ratioOf(times.get('sparse') as number[], times.get('dense') as number[]);
  return { side, share, sparseByDense, bytes };
}

/** The share at which the ratio reaches 1, between the last that is faster and the next. */
function crossoverOf(results: readonly Result[]): number {
  const next = results.findIndex(({ sparseByDense }) => sparseByDense.median >= 1);
  if (next <= 0) return next === 0 ? 0 : 1;
  const [a, b] = [results[next - 1], results[next]];
  const part = (1 - a.sparseByDense.median) / (b.sparseByDense.median - a.sparseByDense.median);
  return a.share + part * (b.share - a.share);
}

const json = wantsJson();
const results: Result[] = [];
for (const side of SIDES) for (const share of SHARES) results.push(await measure(side, share));
const of = (side: number): Result[] => results.filter((result) => result.side === side);
const crossovers = SIDES.map((side) => ({ side, share: crossoverOf(of(side)) }));

const percent = (share: number): string => `${Math.round(100 * share)} %`;
report(
  json,
  { results, crossovers },
  () =>
    `\nproduct without empty blocks / with all, medians; bytes of the matrix, f32\n\n${table([
      ['filled', ...SIDES.flatMap((side) => [`${side} × ${side}`, 'bytes'])],
      ...SHARES.map((share, i) => [
        percent(share),
        ...SIDES.flatMap((side) => {
          const { sparseByDense, bytes } = of(side)[i];
          return [sparseByDense.median.toFixed(2), bytes.sparse.toLocaleString('en')];
        }),
      ]),
      ['all stored', ...SIDES.flatMap((side) => ['', of(side)[0].bytes.dense.toLocaleString('en')])],
      ['as fast at', ...crossovers.flatMap(({ share }) => [percent(share), ''])],
    ])}`,
);
