/** Rows that are not in order of time: what each kind looks like, what is said, and what the flags make of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeAxis } from '../../../src/table/time/axis.ts';
import { type OrderOptions, orderRows } from '../../../src/table/time/order.ts';
import { cellsOf, later, tableOf } from './made-table.ts';

type Columns = Parameters<typeof tableOf>[0];

function order(columns: Columns, options: OrderOptions = {}, zone?: string) {
  const table = tableOf(columns, { zone });
  const axis = timeAxis(table, { zone });
  if (axis === null) throw new Error('no time');
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const ordered = orderRows(axis, rows, options, table);
  return {
    rows: Array.from(ordered),
    times: Array.from(ordered, (row) => axis.values[row]),
    same: ordered === rows,
  };
}

const refusal = (columns: Columns, options: OrderOptions = {}, zone?: string): string => {
  try {
    order(columns, options, zone);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('not refused');
};

const minutes = cellsOf(60, (i) => 60 * i);
const berlin = cellsOf(12, (i) => later('2026-10-25 01:00:00', 900 * (i < 8 ? i : i - 4))); // 02:00 … 02:45 twice

describe('what is said', () => {
  test('a row written twice', () => {
    expect(refusal({ time: minutes.toSpliced(10, 0, 540) })).toBe(
      'log.csv: line 12, column "time": 540 stands in line 11 too: this looks like a row written twice: --duplicates first keeps the first, ' +
        '--duplicates mean averages them',
    );
    expect(refusal({ time: minutes.toSpliced(10, 0, 540, 540) })).toContain(
      'written twice, as 2 rows of the file do:',
    );
  });

  test('rows out of order', () => {
    const swapped = minutes.with(20, minutes[21]).with(21, minutes[20]);
    expect(refusal({ time: swapped })).toBe(
      'log.csv: line 23, column "time": 1200 comes after 1260 in line 22: this looks like rows out of order, in 1 place: --sort',
    );
    const far = minutes.with(20, minutes[29]).with(29, minutes[20]);
    expect(refusal({ time: far })).toContain('this looks like rows out of order, in 2 places: --sort');
  });

  test('a clock that was set back', () => {
    const time = cellsOf(60, (i) => later('2026-03-01 00:00:00', 60 * i - (i < 30 ? 0 : 300)));
    expect(refusal({ time })).toBe(
      'log.csv: line 32, column "time": 2026-03-01 00:25:00 comes after 2026-03-01 00:29:00 in line 31: this looks like a clock that was ' +
        'set back by 4 min: --sort puts all rows in order of time',
    );
    const hour = cellsOf(60, (i) => later('2026-03-01 00:00:00', 600 * i - (i < 30 ? 0 : 3600)));
    expect(refusal({ time: hour })).toMatch(
      /set back by 50 min: .*, or --zone NAME if it is the end of summer time$/,
    );
  });

  test('the newest row first', () => {
    expect(refusal({ time: minutes.toReversed() })).toBe(
      'log.csv: line 3, column "time": 3480 comes after 3540 in line 2: the newest row stands first: --sort',
    );
  });

  test('several devices in one file, row by row', () => {
    const time = cellsOf(40, (i) => 60 * Math.floor(i / 4));
    const device = cellsOf(40, (i) => `dev-${'abcd'[i % 4]}`);
    expect(refusal({ time, device, status: cellsOf(40, () => 'RUN'), a: cellsOf(40, (i) => i / 8) })).toBe(
      'log.csv: line 3, column "time": 0 stands in line 2 too: within each of the 4 values of "device" (dev-a, dev-b, dev-c, …) times rise, ' +
        'so this looks like several recordings in one file: --group device',
    );
    expect(refusal({ time, 'unit no': cellsOf(40, (i) => i % 4), device })).toMatch(
      /--group device, or "unit no"$/,
    );
    const site = cellsOf(40, (i) => (i % 4 < 2 ? 'x' : 'y'));
    const sensor = cellsOf(40, (i) => 1 + (i % 2));
    expect(refusal({ time, site, sensor })).toMatch(
      /4 values of "site" and "sensor" \(x 1, x 2, y 1, …\).*--group site,sensor$/,
    );
  });

  test('several devices, one after the other', () => {
    const time = cellsOf(40, (i) => 60 * (i % 10) + Math.floor(i / 10));
    expect(refusal({ time, unit: cellsOf(40, (i) => 1 + Math.floor(i / 10)) })).toContain('--group unit');
    expect(refusal({ time, day: cellsOf(40, (i) => i % 2) })).toBe(
      'log.csv: line 12, column "time": 1 comes after 540 in line 11: time starts again 3 times, so this looks like several recordings ' +
        'in one file: --group COLUMN if a column tells them apart, else one file for each',
    );
  });

  test('a column that changes often does not explain one fault', () => {
    const status = cellsOf(61, (i) => (i % 2 ? 'RUN' : 'STOP'));
    expect(refusal({ time: minutes.toSpliced(10, 0, 540), status })).toContain('written twice');
  });

  test('a coarse clock', () => {
    const time = cellsOf(60, (i) => later('2026-03-01 00:00:00', Math.floor(i / 4)));
    expect(refusal({ time, y: cellsOf(60, (i) => i / 7) })).toBe(
      'log.csv: line 3, column "time": 2026-03-01 00:00:00 stands in line 2 too: times are in whole seconds, about 4.0 rows to each, so ' +
        'this looks like a clock that is coarser than the rows, or several devices in one file: --duplicates mean makes one row of them, ' +
        '--resample 1s, --group COLUMN tells devices apart, --time none counts rows',
    );
  });

  test('the end of summer time', () => {
    const words =
      /this looks like the hour that comes twice at the end of summer time \(2026-10-25, for example in Europe\/Berlin\): --zone Europe\/Berlin, or the zone of the clock that wrote it$/;
    expect(refusal({ time: berlin })).toMatch(words);
    const hourly = cellsOf(8, (i) => later('2026-10-25 00:00:00', 3600 * (i < 3 ? i : i - 1)));
    expect(refusal({ time: hourly })).toMatch(words);
    const american = cellsOf(8, (i) => later('2026-11-01 00:00:00', 3600 * (i < 2 ? i : i - 1)));
    expect(refusal({ time: american })).toContain('--zone America/New_York');
    const march = berlin.map((cell) => cell.replace('2026-10', '2026-05'));
    expect(refusal({ time: march })).not.toContain('summer time (');
  });

  test('a zone whose clocks skip an hour that the file has', () => {
    const time = cellsOf(12, (i) => later('2026-03-29 00:00:00', 1800 * i));
    expect(refusal({ time }, {}, 'Europe/Berlin')).toBe(
      'log.csv: line 8, column "time": 2026-03-29 03:00:00 comes after 2026-03-29 03:30:00 in line 7: clocks in Europe/Berlin skip an ' +
        'hour on 2026-03-29, and the file does not, so it seems to be written in another zone, or in standard time all year: --zone UTC, ' +
        "or the clock's offset such as --zone +01:00",
    );
    expect(order({ time }, {}, '+01:00').times).toEqual(cellsOf(12, (i) => 1800 * i));
  });

  test('no order at all', () => {
    const time = cellsOf(60, (i) => (i * 37) % 61);
    expect(refusal({ time })).toMatch(/rows are not in order of time, \d+ times: --sort, or --group COLUMN/);
    expect(refusal({ time: [...time, 5] }, { sort: true })).toContain('--duplicates first');
    expect(refusal({ time: time.with(7, time[6]).with(30, time[29]) })).toMatch(
      /--duplicates first or mean for 2 rows/,
    );
  });

  test('an interval that is not > 0', () => {
    expect(refusal({ dt: [1, 0] })).toBe(
      'log.csv: line 3, column "dt": the interval 0 is not > 0: mend the cell, or --time none',
    );
    expect(refusal({ dt: [1, ''] })).toContain('the interval is missing');
    expect(order({ dt: [1, 0.5] }).same).toBe(true);
  });
});

describe('what the flags make of it', () => {
  test('rows in order stay the same array', () => {
    expect(order({ time: minutes }).same).toBe(true);
    expect(order({ time: [5] }).same).toBe(true);
  });

  test('rows without a time are left out', () => {
    expect(order({ time: [0, '', 120], y: [1, 2, 3] }).rows).toEqual([0, 2]);
  });

  test('the second pass of an hour comes after the first, in order or newest first', () => {
    const times = cellsOf(12, (i) => 900 * i);
    const away = (found: readonly number[]) => found.map((x) => x - found[0]);
    expect(away(order({ time: berlin }, {}, 'Europe/Berlin').times)).toEqual(times);
    expect(away(order({ time: berlin.toReversed() }, { sort: true }, 'Europe/Berlin').times)).toEqual(times);
    const hourly = cellsOf(8, (i) => later('2026-10-25 00:00:00', 3600 * (i < 3 ? i : i - 1)));
    expect(order({ time: hourly }, {}, 'Europe/Berlin').times).toEqual(cellsOf(8, (i) => 3600 * i));
  });

  test('each device has its own second pass', () => {
    const table = tableOf(
      { time: berlin.flatMap((cell) => [cell, cell]), y: cellsOf(24, (i) => i) },
      { zone: 'Europe/Berlin' },
    );
    const axis = timeAxis(table, {});
    if (axis === null) throw new Error('no time');
    for (const device of [0, 1]) {
      const rows = Int32Array.from({ length: 12 }, (_, i) => 2 * i + device);
      expect(orderRows(axis, rows, {}, table)).toBe(rows);
    }
  });

  test('sorted rows rise, rows of one time stay as they stand, and duplicates are dropped or kept', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (time) => {
        const stable = time.map((_, row) => row).sort((a, b) => time[a] - time[b] || a - b);
        expect(order({ time }, { sort: true, duplicates: 'mean' }).rows).toEqual(stable);
        const firsts = stable.filter((row) => time.indexOf(time[row]) === row);
        expect(order({ time }, { sort: true, duplicates: 'first' }).rows).toEqual(firsts);
        // nothing passes that is not in order
        const rises = time.every((at, i) => i === 0 || at > time[i - 1]);
        if (!rises) expect(refusal({ time })).toMatch(/^log\.csv: line \d+, column "time": .*--/);
      }),
    );
  });
});
