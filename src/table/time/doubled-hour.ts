/** The hour that comes twice at the end of summer time. */
import type { TimeMeaning } from './meaning.ts';
import { type Zone, zoneOf } from './zone.ts';

/** Tells the second pass from the first: time steps back within the hour, or stands still. */
export class DoubledHour {
  private last = Number.NaN;

  constructor(private readonly zone: Zone) {}

  /** @param instant seconds since 1970 UTC, the first of two readings. @returns the reading that goes on from the one before */
  next(instant: number): number {
    const back = instant <= this.last ? this.zone.twice(instant) : 0;
    const moved = back > 0 && instant + back > this.last ? instant + back : instant;
    this.last = moved;
    return moved;
  }
}

/** The zone whose hours may come twice; null if the cells told their offsets, or nobody said. */
export function zoneWithDoubledHours({ kind, zone }: TimeMeaning): Zone | null {
  const isName = kind === 'calendar' && zone !== null && zone !== 'UTC' && !/^[+-]/.test(zone);
  return isName ? zoneOf(zone) : null;
}
