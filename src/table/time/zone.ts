/** Zones of the IANA database as the platform has it. */
import { DataError } from '../../check/data-error.ts';
import { meant } from '../../check/nearest.ts';
import { shown } from '../../check/shown.ts';
import { DAY } from './civil.ts';

/** The offsets of a zone, by day: asking the platform for each time would take minutes for a long table. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly fixed: number | null;
  /** By day since 1970: the offset all day, or what changes within it. */
  private readonly days = new Map<number, number | Change>();
  private lastDay = Number.NaN;
  private last: number | Change = 0;

  /** @param name an IANA name or an offset such as `+01:00` */
  constructor(readonly name: string) {
    this.fixed = writtenOffset(name);
    const timeZone = this.fixed === null ? name : 'UTC';
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    this.format = new Intl.DateTimeFormat('en-US', { timeZone, era: 'short', ...numeric, ...clock });
  }

  /** Seconds ahead of UTC at an instant, in whole seconds since 1970 UTC. */
  offset(instant: number): number {
    const found = this.ofDay(Math.floor(instant / DAY));
    return typeof found === 'number' ? found : instant < found.at ? found.before : found.after;
  }

  /** Local seconds since 1970-01-01 00:00 local time, at an instant. */
  local(instant: number): number {
    return instant + this.offset(instant);
  }

  /**
   * The instant of a local time. Of a time that comes twice it is the first; a time that clocks skip is as far behind the
   * change as it says, as in JavaScript's own dates: 02:30 becomes 03:30.
   */
  instant(local: number): number {
    // a day on either side: no offset is larger
    const before = this.offset(local - DAY);
    const after = this.offset(local + DAY);
    const first = local - before;
    if (before === after || this.offset(first) === before) return first;
    return this.offset(local - after) === after ? local - after : first;
  }

  /** Seconds from an instant to the next at which clocks show the same, if it is the first of two; else 0. */
  twice(instant: number): number {
    for (const day of [0, 1]) {
      const change = this.ofDay(Math.floor(instant / DAY) + day);
      if (typeof change === 'number') continue;
      const back = change.before - change.after;
      if (back > 0 && instant < change.at && instant >= change.at - back) return back;
    }
    return 0;
  }

  private ofDay(day: number): number | Change {
    if (day === this.lastDay) return this.last;
    let found = this.days.get(day);
    if (found === undefined) {
      found = this.changeBetween(day * DAY, (day + 1) * DAY);
      this.days.set(day, found);
    }
    this.lastDay = day;
    this.last = found;
    return found;
  }

  /** No zone changes its offset twice within a day. */
  private changeBetween(start: number, end: number): number | Change {
    const before = this.ask(start);
    const after = this.ask(end);
    if (before === after) return before;
    let low = start;
    let high = end;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.ask(middle) === before) low = middle;
      else high = middle;
    }
    return { before, after, at: high };
  }

  private ask(instant: number): number {
    if (this.fixed !== null) return this.fixed;
    const parts: Record<string, string> = {};
    for (const { type, value } of this.format.formatToParts(instant * 1000)) parts[type] = value;
    const { year, month, day, hour, minute, second } = parts;
    const date = new Date(0);
    date.setUTCFullYear(parts.era === 'AD' || parts.era === 'A' ? +year : 1 - +year, +month - 1, +day);
    date.setUTCHours(+hour, +minute, +second);
    return date.getTime() / 1000 - instant;
  }
}

interface Change {
  readonly before: number;
  readonly after: number;
  /** The first instant of `after`. */
  readonly at: number;
}

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name, or of an offset such as `+01:00`.
 * @throws {DataError} for an unknown name, with the nearest
 */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone !== undefined) return zone;
  try {
    zone = new Zone(name);
  } catch {
    const near = meant(name, Intl.supportedValuesOf('timeZone')) || ', such as Europe/Berlin or +01:00';
    throw new DataError(
      `time zone ${shown(name)} is unknown${near.startsWith(',') ? `: write a name of the IANA or an offset${near}` : near}`,
    );
  }
  zones.set(name, zone);
  return zone;
}

/**
 * Seconds ahead of UTC at an instant.
 * @param zone `UTC`, an offset such as `+01:00`, an IANA name, or null for UTC
 */
export function offsetIn(zone: string | null, instant: number): number {
  if (zone === null || zone === 'UTC') return 0;
  return writtenOffset(zone) ?? zoneOf(zone).offset(Math.floor(instant));
}

/** Seconds ahead of UTC as `+01:00` writes them; null for a name. */
function writtenOffset(zone: string): number | null {
  const found = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (found === null) return null;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60);
}
