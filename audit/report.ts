import { table } from '../src/charts/table.ts';
import type { Spread } from '../src/measure/statistics.ts';
import { arithmetics, type ClaimResult, type PanelResult, wordsOf } from './result.ts';

const digits = (x: number): string => x.toPrecision(3);
const within = ({ median, interval: [low, high] }: Spread): string =>
  `${digits(median)} [${digits(low)}, ${digits(high)}]`;
const cellOf = (value: string | number | null): string =>
  typeof value === 'string'
    ? value
    : value === null
      ? '—'
      : Number.isInteger(value)
        ? grouped(value)
        : digits(value);
const grouped = (x: number): string => Math.round(x).toLocaleString('en');

/** Writes a claim as text: the statement, the measurements, the verdict. */
export function report(claim: ClaimResult): string {
  return [
    claim.title,
    `claimed:  ${claim.claimed} (${claim.source})`,
    `measured: ${claim.verdict.because}`,
    `verdict:  ${wordsOf(claim.verdict).join('')}`,
    ...claim.panels.flatMap((panel) => ['', panel.label, errors(panel), '', costs(panel)]),
    ...claim.tables.flatMap(({ title, columns, rows }) => [
      '',
      title,
      table([columns, ...rows.map((row) => row.map(cellOf))]),
    ]),
    '',
    `rule: ${claim.rule}`,
    ...claim.departures.map((departure) => `departs from the source: ${departure}`),
  ].join('\n');
}

/** Errors: of the headline metric in all three arithmetics, of the others in WASM f32. */
function errors({ metrics, contenders, baselines }: PanelResult): string {
  const [headline, ...others] = metrics;
  return table([
    [
      'median [95 % interval]',
      'parameters',
      `${headline.label}, float64`,
      'WASM f32',
      'WASM q8',
      ...others.map((m) => m.label),
    ],
    ...contenders.map(({ name, parameters, errors: of }) => [
      name,
      grouped(parameters),
      ...arithmetics.map((arithmetic) => within(of[arithmetic][headline.key])),
      ...others.map((m) => within(of.wasmF32[m.key])),
    ]),
    ...baselines.map(({ name, parameters, errors: of }) => [
      name,
      grouped(parameters),
      digits(of[headline.key]),
      '',
      '',
      ...others.map((m) => digits(of[m.key])),
    ]),
  ]);
}

function costs({ contenders }: PanelResult): string {
  return table([
    ['on this machine', 'blob f32 B', 'blob q8 B', 'resident B', 'arena B', 'p50 ns', 'p99 ns', 'steps/s'],
    ...contenders.map(({ name, blobBytes, residentBytes, arenaBytes, latency }) => [
      name,
      grouped(blobBytes.f32),
      grouped(blobBytes.q8),
      grouped(residentBytes.f32),
      grouped(arenaBytes),
      grouped(latency.p50),
      grouped(latency.p99),
      grouped(latency.stepsPerSecond),
    ]),
  ]);
}
