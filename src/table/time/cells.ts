/** Finds how the cells of a column write times, and reads them. */
import type { TimeCells } from '../table.ts';
import { type AskedFormat, timeFormatOf } from './asked.ts';
import { DAY } from './civil.ts';
import { type Clock, emptyClock, readClock } from './clock.ts';
import { type DateFormat, dateFormats, readDate, reread } from './dates.ts';
import { type EpochUnit, epochSeconds, epochUnitOf } from './epoch.ts';
import type { TimeReader } from './reader.ts';
import { type Zone, zoneOf } from './zone.ts';

/** The least share of the samples that are times: the rest is refused with its line, not taken for words. */
const MOST = 0.9;

/**
 * A reader of a column's times, if that is what its cells are.
 * @param samples cells that are not missing, the more the better
 * @param options `timeFormat` as `--time-format` takes it; `zone`, an IANA name, of cells that do not say theirs
 * @returns null if the cells are no times, or not in the format that was asked for
 * @throws {DataError} for an unknown format or zone
 */
export function timeReaderFor(
  samples: readonly string[],
  options: { readonly timeFormat?: string; readonly zone?: string },
): TimeReader | null {
  const asked = options.timeFormat === undefined ? null : timeFormatOf(options.timeFormat);
  const zone = options.zone === undefined ? null : zoneOf(options.zone);
  if (samples.length === 0 || asked?.kind === 'number') return null;
  // a format of dates leaves the clocks in the column beside them as they are
  const clocks = asked === null || asked.kind === 'calendar';
  if (clocks && mostly(samples, (cell) => readClock(cell, 0, true, clock)) > 0) return new ClockReader();
  const unit = epochOf(samples, asked);
  if (unit !== null) return new EpochReader(unit);
  if (asked?.kind === 'epoch') return null;
  const fits = (asked?.dates ?? dateFormats).map((format) => ({
    format,
    share: mostly(samples, (cell) => readMoment(format, cell)),
  }));
  const best = Math.max(0, ...fits.map(({ share }) => share));
  const formats = fits.filter(({ share }) => share === best).map(({ format }) => format);
  return best === 0 ? null : new CalendarReader(formats, zone);
}

/** The share that fits, 0 if it is too small. */
function mostly(samples: readonly string[], fits: (cell: string) => boolean): number {
  const share = samples.filter(fits).length / samples.length;
  return share >= MOST ? share : 0;
}

/** Integers that a double cannot hold, as far as nobody asked. */
function epochOf(samples: readonly string[], asked: AskedFormat | null): EpochUnit | null {
  const { unit } = asked?.kind === 'epoch' ? asked : { unit: null };
  if (unit !== null) return mostly(samples, (cell) => epochSeconds(cell, unit) !== null) > 0 ? unit : null;
  if (asked !== null || !samples.every((cell) => /^\d{16,19}$/.test(cell))) return null;
  const values = samples.map(Number);
  return epochUnitOf(Math.min(...values), Math.max(...values));
}

const clock = emptyClock();
let days = 0;

/** A date with or without a time of day: leaves them in `days` and `clock`. */
function readMoment(format: DateFormat, cell: string): boolean {
  const date = readDate(format, cell);
  if (date === null) return false;
  days = date.days;
  return readRest(cell, date.end, clock);
}

const BETWEEN = /(?:[Tt:_]| *, *| +)(?=\d)/y;

function readRest(cell: string, end: number, into: Clock): boolean {
  if (cell.length === end) {
    Object.assign(into, { seconds: 0, fraction: 0, offset: Number.NaN, name: '' });
    return true;
  }
  BETWEEN.lastIndex = end;
  return BETWEEN.test(cell) && readClock(cell, BETWEEN.lastIndex, false, into);
}

class CalendarReader implements TimeReader {
  private origin = Number.NaN;
  private clockName = '';
  /** Seconds ahead of UTC that the first cell tells; NaN if it tells none, null before the first cell. */
  private offset: number | null = null;
  /** Where the formats that are left read different days. */
  private differs: { format: DateFormat; cell: string; line: number } | null = null;
  /** Formats that a later cell ruled out, and how many times had been read by then. */
  private readonly past: { readonly format: DateFormat; readonly until: number }[] = [];
  private count = 0;
  private dateCell = '';
  private dateDays = 0;

  constructor(
    private formats: readonly DateFormat[],
    private readonly zone: Zone | null,
  ) {}

  read(cell: string, line: number): number {
    if (!this.sameDate(cell) && !this.newDate(cell, line)) return Number.NaN;
    const told = clock.offset;
    if (this.offset === null) this.offset = told;
    // with and without a zone in one column: one of them would be off by hours
    if (Number.isNaN(told) !== Number.isNaN(this.offset)) return Number.NaN;
    if (clock.name.length > this.clockName.length) this.clockName = clock.name;
    const local = days * DAY + clock.seconds;
    const whole = Number.isNaN(told) ? (this.zone?.instant(local) ?? local) : local - told;
    if (Number.isNaN(this.origin)) this.origin = whole;
    this.count++;
    return whole - this.origin + clock.fraction;
  }

  /** Most cells repeat the date of the cell before, whose reading is known. */
  private sameDate(cell: string): boolean {
    const end = this.dateCell.length;
    if (end === 0 || this.formats.length > 1 || !cell.startsWith(this.dateCell)) return false;
    days = this.dateDays;
    return readRest(cell, end, clock);
  }

  private newDate(cell: string, line: number): boolean {
    const left = this.formats.filter((format) => readMoment(format, cell));
    if (left.length === 0) return false;
    if (left[0] !== this.formats[0] && this.count > 0)
      this.past.push({ format: this.formats[0], until: this.count });
    this.formats = left;
    if (this.differs !== null && left.indexOf(this.differs.format) < 1) this.differs = null;
    const read = left.map((format) => readDate(format, cell)?.days);
    const other = read.findIndex((day) => day !== read[0]);
    if (other > 0) this.differs ??= { format: left[other], cell, line };
    readMoment(left[0], cell);
    this.dateCell = cell.slice(0, readDate(left[0], cell)?.end);
    this.dateDays = days;
    return true;
  }

  finish(): TimeCells {
    const { differs, clockName } = this;
    const named = (date: DateFormat): string => {
      const isIso = /^yyyy-?mm(-?dd)?$/.test(date.name) && !/[.a]/.test(clockName.replace('.fff', ''));
      return isIso ? 'ISO 8601' : `${date.name} ${clockName}`.trim();
    };
    return {
      format: named(this.formats[0]),
      holds: clockName === '' ? 'date' : 'date and time',
      origin: Number.isNaN(this.origin) ? 0 : this.origin,
      zone: Number.isNaN(this.offset ?? Number.NaN)
        ? (this.zone?.name ?? null)
        : offsetName(this.offset ?? 0),
      ambiguous: differs && { ...differs, format: named(differs.format) },
    };
  }

  settle(numbers: Float64Array): void {
    const ahead = this.offset || 0;
    const zone = Number.isNaN(this.offset) ? this.zone : null;
    const local = (instant: number): number => zone?.local(instant) ?? instant + ahead;
    const instant = (time: number): number => zone?.instant(time) ?? time - ahead;
    let count = 0;
    let run = 0;
    for (let row = 0; row < numbers.length && run < this.past.length; row++) {
      if (Number.isNaN(numbers[row])) continue;
      const whole = Math.floor(numbers[row]);
      const time = local(this.origin + whole);
      const day = Math.floor(time / DAY);
      const moved = reread(day, this.past[run].format, this.formats[0]) - day;
      numbers[row] = instant(time + moved * DAY) - this.origin + (numbers[row] - whole);
      while (run < this.past.length && count + 1 >= this.past[run].until) run++;
      count++;
    }
  }
}

/** `UTC`, `+01:00`, `-03:30`. */
function offsetName(seconds: number): string {
  if (seconds === 0) return 'UTC';
  const minutes = Math.abs(seconds) / 60;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

class ClockReader implements TimeReader {
  private name = '';

  read(cell: string): number {
    if (!readClock(cell, 0, true, clock)) return Number.NaN;
    if (clock.name.length > this.name.length) this.name = clock.name;
    return clock.seconds + clock.fraction;
  }

  finish(): TimeCells {
    return { format: this.name, holds: 'clock', origin: 0, zone: null, ambiguous: null };
  }

  settle(): void {
    // a time of day has one reading
  }
}

class EpochReader implements TimeReader {
  private origin = Number.NaN;

  constructor(private readonly unit: EpochUnit) {}

  read(cell: string): number {
    const found = epochSeconds(cell, this.unit);
    if (found === null) return Number.NaN;
    if (Number.isNaN(this.origin)) this.origin = found.whole;
    return found.whole - this.origin + found.fraction;
  }

  finish(): TimeCells {
    const origin = Number.isNaN(this.origin) ? 0 : this.origin;
    return { format: this.unit, holds: 'date and time', origin, zone: 'UTC', ambiguous: null };
  }

  settle(): void {
    // a number has one reading
  }
}
