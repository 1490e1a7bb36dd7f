/** The tables of the quantisation benchmark. */
import { table } from '../../src/charts/table.ts';
import { type Spread, spread } from '../../src/measure/statistics.ts';
import type { Further } from './cases.ts';
import type { Measured, Stored, Timed } from './measure.ts';
import { type Candidate, changes } from './targets.ts';

const spreadOf = ({ median, low, high }: Spread, figure: (x: number) => string): string =>
  `${figure(median)} [${figure(low)}, ${figure(high)}]`;
const digits = (x: number): string => x.toPrecision(3);
const percent = (x: number): string => (100 * x).toFixed(Math.abs(x) < 0.0995 ? 2 : 1);
const count = (n: number): string => n.toLocaleString('en');

const wayOf = ({ begun, dividing: { rate } }: Further): string =>
  rate > 1 ? `${begun}, rate / ${rate}` : begun;

type Column = (errors: readonly number[], one: Measured) => string;

/** One row for each model and type; the errors as `column` says them. */
function storedTable(title: string, results: readonly Measured[], column: Column): string {
  return table([
    [title, 'stored', 'nearest', 'compensated', 'trained further', 'from'],
    ...results.flatMap((one) =>
      one.stored.map(({ type, nearest, compensated, further: { way, errors } }, i) => [
        i === 0 ? one.name : '',
        type,
        column(nearest, one),
        compensated ? column(compensated, one) : '',
        column(errors, one),
        wayOf(way),
      ]),
    ),
  ]);
}

export const errorsTable = (results: readonly Measured[]): string =>
  storedTable('test MSE', results, (errors) => spreadOf(spread(errors), digits));

export const changesTable = (results: readonly Measured[]): string =>
  storedTable('change from f32, %', results, (errors, one) => spreadOf(changes(errors, one.f32), percent));

export function timesTable(
  results: readonly Measured[],
  times: ReadonlyMap<string, readonly Timed[]>,
): string {
  const named = (bytes: Stored['bytes']): string[] => [bytes.weights, bytes.blob, bytes.stripped].map(count);
  return table([
    ['', 'stored', 'weights, B', 'blob, B', 'stripped, B', 'held', 'ns a step', 'by f32'],
    ...results.flatMap(({ name, stored }) =>
      (times.get(name) as readonly Timed[]).map(({ type, held, nanoseconds, byF32 }, i) => [
        i === 0 ? name : '',
        ...(held === 'fast'
          ? [type, ...named((stored.find((one) => one.type === type) as Stored).bytes)]
          : ['', '', '', '']),
        held,
        count(Math.round(nanoseconds.median)),
        `${byF32.median.toFixed(2)} [${byF32.p10.toFixed(2)}, ${byF32.p90.toFixed(2)}]`,
      ]),
    ),
  ]);
}

export const candidatesTable = (title: string, tried: readonly Candidate[]): string =>
  table([
    [title, 'parameters', 'B', 'f32', 'compensated', 'trained in q4', 'from', 'trained / large in f32', ''],
    ...tried.map((one) => [
      one.name,
      count(one.parameters),
      count(one.bytes),
      ...[one.f32, one.compensated, one.further].map((errors) => spreadOf(errors, digits)),
      wayOf(one.way),
      one.byReplaced.toFixed(3),
      one.met ? 'met' : 'missed',
    ]),
  ]);
