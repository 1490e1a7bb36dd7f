/** The calendar against JavaScript's UTC dates, and zones against the platform. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, dateOf, daysOf } from '../../../src/table/time/civil.ts';
import { DoubledHour } from '../../../src/table/time/doubled-hour.ts';
import { offsetIn, zoneOf } from '../../../src/table/time/zone.ts';

test('days count as in JavaScript, there and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -800_000, max: 2_900_000 }), (days) => {
      const date = new Date(days * DAY * 1000);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      expect(dateOf(days)).toEqual({ year, month, day });
      expect(daysOf(year, month, day)).toBe(days);
    }),
  );
});

test('dates that do not exist are none', () => {
  const lengths = (year: number) =>
    Array.from({ length: 12 }, (_, m) => new Date(Date.UTC(year, m + 1, 0)).getUTCDate());
  for (const year of [1900, 2000, 2023, 2024])
    for (const [m, length] of lengths(year).entries()) {
      expect(daysOf(year, m + 1, length)).not.toBeNaN();
      expect(daysOf(year, m + 1, length + 1)).toBeNaN();
      expect(daysOf(year, m + 1, 0)).toBeNaN();
    }
  expect(daysOf(2024, 0, 1)).toBeNaN();
  expect(daysOf(2024, 13, 1)).toBeNaN();
});

const zones = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe', // half an hour of summer time
  'Asia/Kathmandu',
  'Pacific/Apia', // left out 30 December 2011
  'Africa/Casablanca', // summer time but in Ramadan
  'Pacific/Auckland',
  'UTC',
];
const second = fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2037, 0) / 1000 });
const zone = fc.constantFrom(...zones);

const shapes = { dateStyle: 'short', timeStyle: 'medium' } as const;
const platform = new Map(
  zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, ...shapes })]),
);
/** What clocks show, from the platform: `2026-03-01 05:00:00`. */
const shownAt = (name: string, instant: number): string => platform.get(name)!.format(instant * 1000);
const asShown = (local: number): string => shownAt('UTC', local);

test('clocks show what the platform shows', () => {
  fc.assert(
    fc.property(zone, second, (name, instant) => {
      expect(asShown(zoneOf(name).local(instant))).toBe(shownAt(name, instant));
    }),
    { numRuns: 300 },
  );
});

/** Instants near a change of the clocks. */
const nearChange = fc
  .tuple(zone, second, fc.integer({ min: -9000, max: 9000 }))
  .map(([name, instant, beside]) => {
    const at = zoneOf(name);
    for (let day = 0; day < 400; day++)
      if (at.offset(instant + day * DAY) !== at.offset(instant + (day + 1) * DAY)) {
        let [low, high] = [instant + day * DAY, instant + (day + 1) * DAY];
        while (high - low > 1) {
          const middle = Math.floor((low + high) / 2);
          if (at.offset(middle) === at.offset(low)) low = middle;
          else high = middle;
        }
        return { name, instant: high + beside };
      }
    return { name, instant };
  });

test('an instant comes back from its local time, but for the second pass, whose first is told apart', () => {
  fc.assert(
    fc.property(nearChange, ({ name, instant }) => {
      const at = zoneOf(name);
      const back = at.instant(at.local(instant));
      expect(shownAt(name, back)).toBe(shownAt(name, instant));
      expect(back).toBeLessThanOrEqual(instant);
      if (back < instant) expect(at.twice(back)).toBe(instant - back);
      else if (at.twice(instant) > 0)
        expect(shownAt(name, instant + at.twice(instant))).toBe(shownAt(name, instant));
    }),
    { numRuns: 300 },
  );
});

test('a time that clocks skip is as far behind the change as it says', () => {
  const local = Date.UTC(2026, 2, 29, 2, 30) / 1000;
  expect(shownAt('Europe/Berlin', zoneOf('Europe/Berlin').instant(local))).toBe('2026-03-29 03:30:00');
});

test('rows through the end of summer time keep their intervals', () => {
  const name = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Auckland',
  );
  const step = fc.constantFrom(60, 300, 900, 1800, 3600);
  fc.assert(
    fc.property(name, step, fc.integer({ min: 1980, max: 2036 }), (name, step, year) => {
      fc.pre(name !== 'Australia/Lord_Howe' || step <= 1800); // else the half hour that comes twice has one row
      const at = zoneOf(name);
      const begin =
        Date.UTC(year, name === 'Pacific/Auckland' || name === 'Australia/Lord_Howe' ? 1 : 8) / 1000;
      const hours = new DoubledHour(at);
      for (let instant = begin; instant < begin + 90 * DAY; instant += 60 * step)
        for (let row = 0; row < 60 && at.offset(instant) !== at.offset(instant + 60 * step); row++) {
          const written = at.local(instant + row * step);
          expect(hours.next(at.instant(written))).toBe(instant + row * step);
        }
    }),
    { numRuns: 40 },
  );
});

test('offsets in words', () => {
  expect(offsetIn(null, 0)).toBe(0);
  expect(offsetIn('UTC', 0)).toBe(0);
  expect(offsetIn('-03:30', 0)).toBe(-12_600);
  expect(offsetIn('Asia/Kathmandu', 1772323200.5)).toBe(20_700);
});
