/** The times of a file's rows, and how they are written. */
import type { Random } from '../../../src/data/random.ts';
import type { Kinds } from './kinds.ts';
import { berlin, DAY, lastSunday, SECOND, type TimeFormat, timeFormats } from './times.ts';

export interface Axis {
  readonly format: TimeFormat;
  readonly names: readonly string[];
  /** [rows], in nanoseconds since 1970 UTC, or since the start of plain numbers. */
  readonly moments: bigint[];
  /** [rows], the cells of the time's columns. */
  readonly cells: (readonly string[])[];
  /** The row that the time of a row is since: the one before, or of the same device. */
  readonly stride: number;
  /** Whether day and month could be taken for each other in every row. */
  readonly ambiguous: boolean;
}

const HOUR = 3600n * SECOND;
/** Steps between rows, in nanoseconds. */
const steps = [SECOND / 100n, SECOND / 4n, SECOND, 15n * SECOND, 60n * SECOND, 600n * SECOND, HOUR, DAY];

/** A time for every row, strictly increasing but that each of `stride` devices has its own. */
export function axisOf(kinds: Kinds, random: Random, rows: number, stride: number): Axis {
  const format = timeFormats.find(({ name }) => name === kinds.time)!;
  const plain =
    kinds.header === 'hash' ? format.names.filter(([name]) => !name?.includes(' ')) : format.names;
  const names = plain[random.integer(plain.length)];
  const changes = kinds.order === 'end of summer time';
  const start = startOf(format, kinds, random);
  const fitting = steps.filter((step) => step % format.unit === 0n && step >= format.unit);
  const choice = kinds.length === 'late' ? [300n * SECOND] : fitting;
  const of = changes ? [600n * SECOND] : format.unit === DAY ? [DAY] : choice;
  const step = of[random.integer(of.length)];
  const jitters = !changes && step / format.unit >= 3n && random.integer(2) === 0;
  const moments: bigint[] = [];
  for (let row = 0, at = start; row < rows; row++) {
    if (row > 0 && row % stride === 0) {
      const jitter = jitters ? ((step / format.unit) * BigInt(random.integer(4))) / 8n : 0n;
      at += step + jitter * format.unit;
    }
    moments.push(at);
  }
  const shown = (moment: bigint): bigint => (changes ? moment + berlin(moment) * HOUR : moment);
  const cells = moments.map((at, row) =>
    format
      .write(shown(at), row === 0 ? at - step : moments[row - 1])
      .map((cell) => marked(cell, kinds, format)),
  );
  return {
    format,
    names,
    moments,
    cells,
    stride,
    ambiguous: format.ambiguous && fitsBoth(moments.map(shown)),
  };
}

/** Times are numbers too: with the file's decimal mark. */
const marked = (cell: string, { decimal }: Kinds, { decimals }: TimeFormat): string =>
  decimals ? cell.replace('.', decimal) : cell;

function startOf(format: TimeFormat, kinds: Kinds, random: Random): bigint {
  if (format.kind === 'number' || format.kind === 'interval') return BigInt(random.integer(4)) * 10n * SECOND;
  const year = 2003 + random.integer(26);
  if (kinds.order === 'end of summer time') return lastSunday(year, 9) - HOUR * 2n;
  // the second part of a month tells days from months; of the first part, the later rows may
  const day = kinds.length === 'late' ? 6 : 1 + random.integer(28);
  const date = BigInt(Date.UTC(year, random.integer(12), day)) * 1_000_000n;
  if (format.unit === DAY) return date;
  const within = (BigInt(random.integer(86_400)) * SECOND + BigInt(random.integer(1e9))) / format.unit;
  return date + within * format.unit;
}

function fitsBoth(moments: readonly bigint[]): boolean {
  const dates = moments.map((at) => new Date(Number(at / 1_000_000n)));
  return (
    dates.every((date) => date.getUTCDate() <= 12) &&
    dates.some((date) => date.getUTCDate() !== date.getUTCMonth() + 1)
  );
}
