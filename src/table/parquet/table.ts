/** Tables in Parquet files. */
import type { SchemaTree } from 'hyparquet/src/index.js';
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import { shownName } from '../../check/visible.ts';
import type { Column, Table, TableOptions, TimeCells } from '../table.ts';
import type { Markers } from '../text/markers.ts';
import { selected } from '../text/selection.ts';
import { zoneOf } from '../time/zone.ts';
import { checkCells, markersOf, numberColumn, type Value, ValueColumn } from '../values.ts';
import { type Holds, holdsOf } from './columns.ts';
import { ParquetFile } from './file.ts';

const DAY = 86_400;
/** Nanoseconds of a second. */
const BILLION = 1_000_000_000n;

/**
 * Reads a Parquet file, column by column. Numbers, decimals and times of any unit are exact as far as doubles are; true and
 * false are texts; null is missing. Lists, structures and bytes are left out with a note.
 * @throws {DataError} for a file that is damaged, encrypted or packed with what cannot be unpacked, and for a column that was
 * asked for and cannot be read
 */
export function parquetTable(bytes: Uint8Array, options: TableOptions): Table {
  const { file } = options;
  const parquet = new ParquetFile(bytes, file);
  const { rows } = parquet;
  if (rows === 0) throw new DataError(`${file}: there is no row`);
  const chosen = columnsOf(parquet, options);
  checkCells(file, rows, chosen.read.length);
  const markers = markersOf(options);
  const columns: Column[] = [];
  for (const [name, holds] of chosen.read)
    columns.push(new ColumnOfParquet(parquet, name, holds, options, markers).read());
  const numbers = chosen.read.filter(([, { as }]) => as === 'numbers');
  const single = numbers.length > 0 && numbers.every(([, holds]) => holds.as === 'numbers' && holds.single);
  return {
    file,
    format: 'Parquet',
    rows,
    columns,
    dialect: null,
    guessed: [],
    ...(single && { single }),
    notes: chosen.notes,
    lineOf: (row) => row + 1,
  };
}

/** The columns to read, and notes on those that are left out. */
function columnsOf(parquet: ParquetFile, options: TableOptions) {
  const notes: string[] = [];
  const all = parquet.columns.map((tree): [string, Holds] => [tree.element.name, holdsOf(tree)]);
  const names = all.map(([name], k) => (isIndex(parquet, parquet.columns[k], options) ? null : name));
  names.forEach((name, k) => {
    if (name === null)
      notes.push(`column ${shown(all[k][0])}, the index of pandas, is left out: --inputs takes it`);
  });
  const places = selected(names, options);
  const read = places.flatMap((place): [string, Holds][] => {
    const [name, holds] = all[place];
    if (holds.as !== 'nothing') return [[name, holds]];
    if (Array.isArray(options.columns))
      throw new DataError(
        `${options.file}: column ${shown(name)} ${holds.because} and cannot be read: save each of its values as a column of its own`,
      );
    notes.push(`column ${shownName(name)} ${holds.because} and is left out`);
    return [];
  });
  if (read.length === 0)
    throw new DataError(`${options.file}: there is no column of numbers, times or texts`);
  return { read, notes };
}

/** Whether a column only counts rows, as pandas writes it without a name. */
function isIndex(parquet: ParquetFile, { element }: SchemaTree, { columns }: TableOptions): boolean {
  return (
    /^__index_level_\d+__$/.test(element.name) &&
    element.type === 'INT64' &&
    element.logical_type?.type !== 'TIMESTAMP' &&
    !element.converted_type?.startsWith('TIMESTAMP') &&
    !(Array.isArray(columns) && columns.includes(element.name)) &&
    parquet.columns.length > 1
  );
}

/** One column on its way. */
class ColumnOfParquet {
  readonly #parquet: ParquetFile;
  readonly #name: string;
  readonly #holds: Holds;
  readonly #options: TableOptions;
  readonly #markers: Markers;

  constructor(parquet: ParquetFile, name: string, holds: Holds, options: TableOptions, markers: Markers) {
    this.#parquet = parquet;
    this.#name = name;
    this.#holds = holds;
    this.#options = options;
    this.#markers = markers;
  }

  read(): Column {
    const holds = this.#holds;
    if (holds.as === 'times') return this.#times(holds.utc);
    if (holds.as === 'clock') return this.#clock(holds.perSecond);
    if (holds.as === 'dates') return this.#dates();
    if (holds.as === 'values' || this.#options.texts?.includes(this.#name)) return this.#values();
    const numbers = this.#numbers(Number);
    return numberColumn(this.#name, numbers.values, this.#markers, numbers.missing);
  }

  /** Each value as a number; null is NaN, and counted. */
  #numbers(numberOf: (value: number | bigint, row: number) => number) {
    const values = new Float64Array(this.#parquet.rows).fill(Number.NaN);
    let nulls = 0;
    let filled = 0;
    for (const part of this.#parquet.read(this.#name)) {
      for (let k = 0; k < part.values.length; k++) {
        const value = part.values[k];
        if (value === null || value === undefined) nulls += 1;
        else values[part.row + k] = this.#finite(numberOf(value, part.row + k), part.row + k);
      }
      filled += part.values.length;
    }
    this.#checkFilled(filled);
    return { values, missing: new Map(nulls > 0 ? [['null', nulls]] : []) };
  }

  #finite(value: number, row: number): number {
    if (value === Infinity || value === -Infinity)
      throw new DataError(
        `${this.#options.file}: row ${row + 1}, column ${shown(this.#name)} is ${value}: drop or fill such values before saving`,
      );
    return value;
  }

  #values(): Column {
    const column = new ValueColumn(this.#name, this.#options, this.#markers);
    for (const { values } of this.#parquet.read(this.#name))
      for (const value of values) column.add(plain(value), column.length + 1);
    this.#checkFilled(column.length);
    return column.finish(this.#parquet.rows);
  }

  #times(utc: boolean): Column {
    const { zone: asked } = this.#options;
    const zone = utc || asked === undefined ? null : zoneOf(asked);
    let origin: bigint | null = null;
    let previous = -Infinity;
    const { values, missing } = this.#numbers((value) => {
      const whole = BigInt(value);
      // the whole second before, also of times before 1970
      let seconds = whole / BILLION - (whole % BILLION < 0n ? 1n : 0n);
      const rest = Number(whole - seconds * BILLION) / 1e9;
      if (zone !== null) {
        const instant = zone.instant(Number(seconds));
        seconds = BigInt(instant + (instant < previous ? zone.twice(instant) : 0));
        previous = Number(seconds);
      }
      origin ??= seconds;
      return Number(seconds - origin) + rest;
    });
    const named = utc ? 'UTC' : (zone?.name ?? null);
    return this.#time(values, missing, { holds: 'date and time', origin: Number(origin ?? 0n), zone: named });
  }

  #dates(): Column {
    let origin: number | null = null;
    const { values, missing } = this.#numbers((value) => {
      const seconds = Number(value) * DAY;
      origin ??= seconds;
      return seconds - origin;
    });
    return this.#time(values, missing, { holds: 'date', origin: origin ?? 0, zone: null });
  }

  #clock(perSecond: number): Column {
    const { values, missing } = this.#numbers((value) => Number(value) / perSecond);
    return this.#time(values, missing, { holds: 'clock', origin: 0, zone: null });
  }

  #time(
    numbers: Float64Array,
    missing: ReadonlyMap<string, number>,
    cells: Pick<TimeCells, 'holds' | 'origin' | 'zone'>,
  ): Column {
    const time = { format: 'ISO 8601', ambiguous: null, ...cells };
    const none = { unit: null, codes: null, words: [], stray: null };
    return { name: this.#name, kind: 'time', numbers, missing, time, ...none };
  }

  #checkFilled(count: number): void {
    if (count !== this.#parquet.rows)
      throw new DataError(
        `${this.#options.file}: column ${shown(this.#name)} has ${count} values for ${this.#parquet.rows} rows: the Parquet file is damaged`,
      );
  }
}

function plain(value: unknown): Value {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
