import type { ClaimResult } from './claim.ts';
import type { Spread } from './statistics.ts';

const digits = (x: number): string => x.toPrecision(4);
const within = ({ median, low, high }: Spread): string =>
  `${digits(median)} [${digits(low)}, ${digits(high)}]`;
const grouped = (x: number): string => Math.round(x).toLocaleString('en');

/** Lines up columns: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
    )
    .join('\n');
}

/** A claim as text: what was claimed, what was measured, the verdict. */
export function report(claim: ClaimResult): string {
  const errors = table([
    ['test MSE: median [range]', 'parameters', 'float64', 'WASM f32', 'WASM q8'],
    ...claim.models.map(({ name, parameters, mse }) => [
      name,
      grouped(parameters),
      within(mse.float64),
      within(mse.wasmF32),
      within(mse.wasmQ8),
    ]),
    ...claim.baselines.map(({ name, parameters, mse }) => [name, grouped(parameters), digits(mse), '', '']),
  ]);
  const costs = table([
    [
      'on this machine',
      'blob f32 B',
      'blob q8 B',
      'resident B',
      'arena B',
      'p50 ns',
      'p99 ns',
      'steps/s',
      'training s',
    ],
    ...claim.models.map(({ name, blobBytes, residentBytes, arenaBytes, latency, trainingSeconds }) => [
      name,
      grouped(blobBytes.f32),
      grouped(blobBytes.q8),
      grouped(residentBytes.f32),
      grouped(arenaBytes),
      grouped(latency.p50),
      grouped(latency.p99),
      grouped(latency.stepsPerSecond),
      trainingSeconds.median.toFixed(1),
    ]),
  ]);
  return [
    claim.title,
    `claimed:   ${claim.claimed} (${claim.source})`,
    `measured:  ${claim.verdict.verdict}: ${claim.verdict.because}`,
    '',
    errors,
    '',
    costs,
    '',
    `rule: ${claim.rule}`,
    ...claim.departures.map((departure) => `departs from the source: ${departure}`),
  ].join('\n');
}
