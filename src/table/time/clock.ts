/** Times of day as cells write them, with a fraction, AM or PM, and a zone. */

/** What a cell tells about the time of day. One object is filled again for every cell. */
export interface Clock {
  /** Since midnight, whole: 86,400 for 24:00. */
  seconds: number;
  /** Of a second, in [0, 1). */
  fraction: number;
  /** Seconds ahead of UTC; NaN if the cell does not say. */
  offset: number;
  /** `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fff`, `hh.mm.ss`, …; with ` am` for a clock of twelve hours. */
  name: string;
}

export const emptyClock = (): Clock => ({ seconds: 0, fraction: 0, offset: Number.NaN, name: '' });

const zero = 48;
const isDigit = (code: number): boolean => code >= zero && code <= 57;

/** Reads one cell, character by character. Kept between cells, so that nothing is allocated. */
class Scan {
  cell = '';
  at = 0;

  /** A whole number of `least` to `most` digits and no more; −1 if there is none. */
  number(least: number, most: number): number {
    const start = this.at;
    let value = 0;
    while (isDigit(this.cell.charCodeAt(this.at)) && this.at - start <= most)
      value = value * 10 + this.cell.charCodeAt(this.at++) - zero;
    const digits = this.at - start;
    if (digits >= least && digits <= most) return value;
    this.at = start;
    return -1;
  }

  /** Digits behind a decimal mark, as a fraction. */
  fraction(): number {
    const start = this.at;
    while (isDigit(this.cell.charCodeAt(this.at))) this.at++;
    return this.at > start ? Number(`0.${this.cell.slice(start, this.at)}`) : -1;
  }

  blanks(): void {
    while (this.cell[this.at] === ' ') this.at++;
  }

  next(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.cell);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  get done(): boolean {
    return this.at === this.cell.length;
  }
}

const scan = new Scan();

/**
 * Reads the time of day from `start` to the end of a cell.
 * @param alone without a date in front: then `5` and `5.30` are numbers, and hours may go on beyond a day if seconds follow
 * @returns whether it is one; `into` has it
 */
export function readClock(cell: string, start: number, alone: boolean, into: Clock): boolean {
  scan.cell = cell;
  scan.at = start;
  into.fraction = 0;
  into.offset = Number.NaN;
  return (digits(into, alone) ?? parts(into, alone)) && half(into) && offset(into, alone) && scan.done;
}

/** `hhmm` and `hhmmss`, behind a date only; null if the digits are of another kind. */
function digits(into: Clock, alone: boolean): boolean | null {
  if (alone) return null;
  let value = scan.number(4, 4);
  const short = value >= 0;
  if (!short) value = scan.number(6, 6);
  if (value < 0) return null;
  if (short) value *= 100;
  const last = short ? 0 : value % 100;
  into.name = short ? 'hhmm' : 'hhmmss';
  if (!short && /[.,]/.test(scan.cell[scan.at] ?? '') && !behindMark(into)) return false;
  return sum(into, Math.floor(value / 10_000), Math.floor(value / 100) % 100, last, false);
}

/** `hh:mm`, `hh:mm:ss` and with dots. */
function parts(into: Clock, alone: boolean): boolean {
  const hours = scan.number(1, alone ? 4 : 2);
  if (hours < 0) return false;
  const mark = scan.cell[scan.at];
  if (mark !== ':' && mark !== '.') {
    into.name = 'hh';
    return !alone && sum(into, hours, 0, 0, false);
  }
  const least = mark === '.' ? 2 : 1;
  scan.at++;
  const before = scan.at;
  const minutes = scan.number(least, 2);
  if (minutes < 0) return false;
  if (scan.cell[scan.at] !== mark) {
    into.name = `hh${mark}mm`;
    if (alone && (mark === '.' || scan.at - before < 2)) return false;
    return sum(into, hours, minutes, 0, false);
  }
  scan.at++;
  const seconds = scan.number(least, 2);
  if (seconds < 0) return false;
  into.name = `hh${mark}mm${mark}ss`;
  if (/[.,:]/.test(scan.cell[scan.at] ?? '') && !behindMark(into)) return false;
  return sum(into, hours, minutes, seconds, alone);
}

function behindMark(into: Clock): boolean {
  scan.at++;
  into.fraction = scan.fraction();
  into.name += '.fff';
  return into.fraction >= 0;
}

/** The leap second :60 is the second after :59. ISO 8601 ends a day with 24:00. */
function sum(into: Clock, hours: number, minutes: number, seconds: number, beyond: boolean): boolean {
  into.seconds = hours * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 60) return false;
  return beyond || hours < 24 || (into.seconds === 86_400 && into.fraction === 0);
}

/** AM and PM: 12 AM is midnight. */
function half(into: Clock): boolean {
  scan.blanks();
  const found = /[ap]/i.test(scan.cell[scan.at] ?? '') ? scan.next(/([ap])\.?m\b\.?/iy) : null;
  if (found === null) return true;
  const hours = Math.floor(into.seconds / 3600);
  if (hours < 1 || hours > 12) return false;
  into.seconds += ((hours === 12 ? -12 : 0) + (found[1].toLowerCase() === 'p' ? 12 : 0)) * 3600;
  into.name += ' am';
  return true;
}

/** `Z`, `UTC`, `+01:00`, `+0100`, `GMT+0100`, `+01`, and a name behind it: `[Europe/Berlin]`, `(Central …)`, `CET`. */
function offset(into: Clock, alone: boolean): boolean {
  scan.blanks();
  if (scan.done) return true;
  if (alone) return false;
  const found = scan.next(/(?:gmt|utc)?([+−-])(\d\d)(?::?([0-5]\d))?(?!\d)/iy);
  if (found && Number(found[2]) <= 18)
    into.offset = (found[1] === '+' ? 1 : -1) * (Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60);
  else if (!found && scan.next(/(?:z|utc|gmt)\b/iy)) into.offset = 0;
  else return scan.next(/\]/y) !== null;
  scan.next(/ ?\[[\w/+-]+\]| \([^)]*\)| [a-z]{2,5}|\]/iy);
  return true;
}
