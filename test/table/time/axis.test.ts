/** Which columns become the time of a table, and what their cells mean. */
import { describe, expect, test } from 'vitest';
import { timeAxis } from '../../../src/table/time/axis.ts';
import { liveTime } from '../../../src/table/time/live.ts';
import type { TimeChoice } from '../../../src/table/time/meaning.ts';
import { timeText } from '../../../src/table/time/shown-time.ts';
import { cellsOf, later, tableOf } from './made-table.ts';

type Columns = Parameters<typeof tableOf>[0];
const axisOf = (columns: Columns, choice: TimeChoice & { timeFormat?: string; zone?: string } = {}) =>
  timeAxis(tableOf(columns, choice), choice);

const iso = ['2026-03-01 00:00:00', '2026-03-01 00:01:00'];
const value = { y: [1, 2] };

describe('which columns', () => {
  test.each<[string, Columns, readonly string[] | undefined]>([
    ['a usual name', { T: [1, 2], Time: [0, 60], date: [1, 2], ...value }, ['Time']],
    ['the order of the usual names', { date: iso, timestamp: [0, 60], ...value }, ['timestamp']],
    ['dates under any name', { Zeit: iso, ...value }, ['Zeit']],
    ['the first of several dates', { gemessen: iso, gesendet: iso, ...value }, ['gemessen']],
    ['dates before a `dt`', { dt: [1, 1], Zeit: iso, ...value }, ['Zeit']],
    ['`dt`', { dt: [1, 1], ...value }, ['dt']],
    ['a usual name with a unit', { 'Time [s]': [0, 1], ...value }, ['Time [s]']],
    ['a usual name with a unit in round brackets', { 'time (ms)': [0, 1], ...value }, ['time (ms)']],
    ['a time of rows before one of the file', { _start: [iso[0], iso[0]], _time: iso, ...value }, ['_time']],
    ['no `ts` in numbers', { ts: [0, 60], ...value }, undefined],
    ['no `T`', { T: [20, 21], RH: [40, 41] }, undefined],
    [
      'date and clock',
      { Date: ['10/03/2004', '13/03/2004'], Time: ['18.00.00', '19.00.00'], ...value },
      ['Date', 'Time'],
    ],
    [
      'clock and date of other names',
      { Uhrzeit: ['18:00', '19:00'], Datum: ['01.03.2026', '01.03.2026'] },
      ['Datum', 'Uhrzeit'],
    ],
    ['dates with a clock before dates without', { date: ['2026-03-01', '2026-03-01'], Zeit: iso }, ['Zeit']],
    ['a clock in the first column', { Uhrzeit: ['18:00', '19:00'], ...value }, ['Uhrzeit']],
    ['no clock in another', { y: [1, 2], sunrise: ['6:01', '6:03'] }, undefined],
    ['no serial numbers', { id: ['1772323200000000001', '1772323200000000002'], ...value }, undefined],
    [
      'nanoseconds by name',
      { timestamp: ['1772323200000000001', '1772323200000000002'], ...value },
      ['timestamp'],
    ],
    ['no words named like a time', { time: ['morning', 'evening'], ...value }, undefined],
  ])('%s', (_, columns, found) => {
    const axis = axisOf(columns);
    expect(axis?.columns).toEqual(found);
    if (axis) expect(axis.asked).toBe(false);
  });

  test('others that look like a time stand beside it, and the choice is said', () => {
    const axis = axisOf({ time: [0, 60], date: iso, dt: [1, 1], Zeit: iso, ...value });
    expect(axis).toMatchObject({ columns: ['time'], beside: ['date', 'dt', 'Zeit'] });
    expect(axis?.notes[0]).toBe('the time is "time", not "date", "dt", "Zeit"; --time NAME|none otherwise');
  });

  test('inputs by name are no time unasked', () => {
    expect(axisOf({ time: [0, 60], ...value }, { read: ['time'] })).toBeNull();
    expect(axisOf({ time: iso, Zeit: iso }, { read: ['time'] })).toMatchObject({
      columns: ['Zeit'],
      beside: [],
    });
  });

  test('what is asked for is taken, whatever its name', () => {
    const columns = { time: [0, 60], ts: [0, 30], ...value };
    expect(axisOf(columns, { columns: null })).toBeNull();
    expect(axisOf(columns, { columns: ['ts'] })).toMatchObject({
      columns: ['ts'],
      asked: true,
      beside: ['time'],
    });
    expect(axisOf(columns, { columns: ['ts'] })?.values).toEqual(Float64Array.of(0, 30));
    expect(() => axisOf(columns, { columns: ['tim'] })).toThrow(
      'log.csv: there is no time column "tim": did you mean "time"?',
    );
  });
});

describe('what the cells mean', () => {
  test('plain numbers stay as they are', () => {
    const axis = axisOf({ time: [5, 5.5], ...value });
    expect(axis).toMatchObject({
      kind: 'number',
      unit: null,
      format: 'number',
      zone: null,
      origin: 0,
      notes: [],
    });
    expect(axis?.values).toEqual(Float64Array.of(5, 5.5));
  });

  test.each([
    ['s', 1, 'seconds'],
    ['ms', 1e3, 'milliseconds'],
    ['us', 1e6, 'microseconds'],
  ])('numbers since 1970 by their magnitude: %s', (format, scale, words) => {
    const times = [1772323200, 1772323260].map((s) => s * scale);
    const axis = axisOf({ timestamp: times, ...value });
    expect(axis).toMatchObject({ kind: 'epoch', unit: 's', format, zone: 'UTC', origin: 1772323200 });
    expect(axis?.values).toEqual(Float64Array.of(0, 60));
    const from = 'from 2026-03-01 00:00:00 UTC on';
    expect(axis?.notes).toEqual([
      `"timestamp" counts ${words} since 1970, ${from}; --time-format number if not`,
    ]);
    if (axis) expect(timeText(axis, 60)).toBe(String(times[1]));
    if (scale === 1e6) return; // more digits than a double has
    expect(axisOf({ timestamp: times }, { timeFormat: 'number' })).toMatchObject({
      kind: 'number',
      notes: [],
    });
    expect(axisOf({ timestamp: [0, ...times] })).toMatchObject({ kind: 'number' });
  });

  test('numbers as asked', () => {
    expect(axisOf({ time: [1500, 2500] }, { timeFormat: 'ms' })).toMatchObject({
      kind: 'epoch',
      origin: 1,
      notes: [],
    });
    expect(axisOf({ time: [1500, 2500] }, { timeFormat: 'ms' })?.values).toEqual(Float64Array.of(0.5, 1.5));
    expect(() => axisOf({ time: [0, 60] }, { timeFormat: 'dd.mm.yyyy' })).toThrow(
      'log.csv: column "time" holds numbers such as 0, no times as dd.mm.yyyy has them: --time-format number, or s, ms, us, ns since 1970',
    );
  });

  test('dates in digits, if every number is one', () => {
    const axis = axisOf({ date: [20240228, 20240229, 20240301] });
    expect(axis).toMatchObject({ kind: 'calendar', unit: 's', format: 'yyyymmdd', zone: null });
    expect(axis?.values).toEqual(Float64Array.of(0, 86_400, 172_800));
    expect(axis?.notes[0]).toBe(
      '"date" holds dates in digits (20240228 is 2024-02-28 00:00:00); --time-format number if not',
    );
    expect(axisOf({ date: [20240228, 20240230] })).toMatchObject({ kind: 'number' });
    const minutes = { time: [202603010000, 202603010001] };
    expect(axisOf(minutes)?.values).toEqual(Float64Array.of(0, 60));
    expect(axisOf(minutes, { zone: 'Europe/Berlin' })).toMatchObject({
      zone: 'Europe/Berlin',
      origin: 1772319600,
    });
    expect(axisOf(minutes, { timeFormat: 'yyyymmddhhmm' })?.values).toEqual(Float64Array.of(0, 60));
  });

  test('dates without a zone are read as UTC, which is said', () => {
    const axis = axisOf({ time: iso, ...value });
    expect(axis).toMatchObject({
      kind: 'calendar',
      unit: 's',
      format: 'ISO 8601',
      zone: null,
      origin: 1772323200,
    });
    expect(axis?.notes).toEqual([
      '"time" says no zone: read as UTC, so that only differences count; --zone NAME otherwise',
    ]);
    expect(axisOf({ time: iso.map((cell) => `${cell}Z`) })).toMatchObject({ zone: 'UTC', notes: [] });
    expect(axisOf({ time: iso }, { zone: 'Europe/Berlin' })).toMatchObject({
      zone: 'Europe/Berlin',
      origin: 1772319600,
      notes: [],
    });
  });

  test('a date and a clock are one time, in the zone of both', () => {
    const columns = {
      Date: ['28/03/2026', '29/03/2026', '29/03/2026'],
      Time: ['18.00.00', '01.00.00', '03.00.00'],
    };
    const axis = axisOf(columns);
    expect(axis).toMatchObject({ kind: 'calendar', format: 'dd/mm/yyyy hh.mm.ss', zone: null });
    expect(Array.from(axis?.values ?? [], (x) => x / 3600)).toEqual([18, 25, 27]);
    // summer time begins between the last two
    const berlin = axisOf(columns, { zone: 'Europe/Berlin' });
    expect(Array.from(berlin?.values ?? [], (x) => x / 3600)).toEqual([18, 25, 26]);
    if (axis) expect(axisOf(columns, { timeFormat: axis.format })?.values).toEqual(axis.values);
    const fine = { Date: ['07/03/2028', '07/03/2028'], Time: ['16:17:32.856', '16:17:32.866'] };
    for (const zone of [undefined, 'Europe/Berlin']) {
      const [first = 0, second = 0] = axisOf(fine, { timeFormat: 'dd/mm/yyyy', zone })?.values ?? [];
      expect(second - first).toBeCloseTo(0.01, 10);
    }
    expect(axisOf(columns, { columns: ['Time', 'Date'] })?.values).toEqual(axis?.values);
    expect(() => axisOf({ ...columns, y: [1, 2, 3] }, { columns: ['Date', 'y'] })).toThrow(
      'log.csv: "Date" holds a date, "y" holds numbers: they are not one time. --time takes one column, or a date and a time of day, or ' +
        'columns of numbers named year, month, day, hour, minute, second',
    );
  });

  test('a date and a time of day in digits', () => {
    const minutes = { date: [20260301, 20260301, 20260302], time: [930, 2359, 0], y: [1, 2, 3] };
    const axis = axisOf(minutes);
    expect(axis).toMatchObject({
      columns: ['date', 'time'],
      kind: 'calendar',
      format: 'yyyymmdd hhmm',
      zone: null,
    });
    expect(axis?.values).toEqual(Float64Array.of(34_200, 86_340, 86_400));
    expect(axis?.notes[0]).toBe(
      '"date" (first 20260301) and "time" (first 930) are a date and a time of day, the first 2026-03-01 09:30:00; ' +
        '--time NAME|none otherwise',
    );
    const zone = 'Europe/Berlin';
    expect(axisOf(minutes, { zone })).toMatchObject({ zone, origin: 1772323200 });
    expect(axisOf(minutes, { zone })?.values[0]).toBe(30_600);
    const seconds = axisOf({ Time: [93_059, 93_100], Date: ['01.03.2026', '01.03.2026'] });
    expect(seconds).toMatchObject({ columns: ['Date', 'Time'], format: 'dd.mm.yyyy hhmmss' });
    expect(Array.from(seconds?.values ?? [])).toEqual([34_259, 34_260]);
    const clock = { UTC_DATE: [20260301, 20260301], UTC_TIME: ['9:30', '9:31'] };
    expect(axisOf(clock, { columns: ['UTC_DATE', 'UTC_TIME'] })?.values).toEqual(
      Float64Array.of(34_200, 34_260),
    );
    // hours, seconds and what has 60 or more minutes are no time of day in digits
    for (const time of [
      [9, 10],
      [100, 160],
      [86_398, 86_399],
    ])
      expect(axisOf({ date: ['2026-03-01', '2026-03-01'], time })).toMatchObject({
        columns: ['time'],
        kind: 'number',
      });
  });

  test('parts of a date in columns of numbers, as asked', () => {
    const columns = {
      year: [2010, 2010, 2011],
      month: [1, 12, 1],
      day: [1, 31, 1],
      hour: [0, 23, 0],
      y: [1, 2, 3],
    };
    expect(axisOf(columns)).toBeNull();
    const axis = axisOf(columns, { columns: ['year', 'month', 'day', 'hour'] });
    expect(Array.from(axis?.values ?? [], (x) => x / 3600)).toEqual([0, 365 * 24 - 1, 365 * 24]);
    const hours = axisOf({ dteday: ['2011-01-01', '2011-01-01'], hr: [0, 1] }, { columns: ['dteday', 'hr'] });
    expect(hours?.values).toEqual(Float64Array.of(0, 3600));
  });

  test('a clock without a date goes on after midnight', () => {
    const axis = axisOf({ time: ['23:59:00', '', '0:00:30', '0:01:00'], y: [1, 2, 3, 4] });
    expect(axis?.values).toEqual(Float64Array.of(86_340, Number.NaN, 86_430, 86_460));
    expect(axis?.notes).toEqual([
      'times of day start again once: read as the next day',
      'line 3 has no time and is left out',
    ]);
  });

  test('intervals are no times', () => {
    expect(axisOf({ dt: [1, 2], ...value })).toMatchObject({ kind: 'interval', unit: null });
  });

  test('what cannot be told apart is refused with both readings', () => {
    const columns = { Datum: ['03/04/2026 05:00', '04/04/2026 05:00'], ...value };
    expect(() => axisOf(columns)).toThrow(
      'log.csv: line 2, column "Datum": 03/04/2026 05:00 is 3 April 2026 (dd/mm/yyyy) or 4 March 2026 (mm/dd/yyyy), and no cell of ' +
        'the column tells: --time-format "dd/mm/yyyy hh:mm" or --time-format "mm/dd/yyyy hh:mm"',
    );
    expect(axisOf(columns, { timeFormat: 'mm/dd/yyyy' })?.values).toEqual(Float64Array.of(0, 31 * 86_400));
    expect(axisOf({ time: iso, ...columns })?.columns).toEqual(['time']);
  });

  test('an unknown zone or format is refused even if nothing needs it', () => {
    const table = tableOf({ time: [0, 60] });
    expect(() => timeAxis(table, { zone: 'Europe/Berln' })).toThrow('did you mean "Europe/Berlin"?');
    expect(() => timeAxis(table, { timeFormat: 'epoch' })).toThrow('time format "epoch" is unknown');
    expect(timeAxis(table, { zone: 'Europe/Berlin' })).toMatchObject({ kind: 'number', zone: null });
  });

  test('texts are refused with a cell', () => {
    expect(() => axisOf({ time: ['1x', '2x'] })).toThrow(
      'log.csv: column "time" holds texts such as "1x", no times: --time-format says how times are written, --time none if it is not the time',
    );
    expect(() => axisOf({ time: iso }, { timeFormat: 'dd.mm.yyyy' })).toThrow(
      'no times as dd.mm.yyyy has it: see --time-format',
    );
    const table = tableOf({ time: ['a', 'b'] });
    const [column] = table.columns;
    const torn = { ...table, columns: [{ ...column, stray: { line: 9, cell: 'ERROR' } }] };
    expect(() => timeAxis(torn, {})).toThrow(
      'log.csv: line 9, column "time": "ERROR" is no time: --time-format says how times are written, --missing "ERROR" if nothing was measured',
    );
  });
});

test('a stream has the times of the table', () => {
  const berlin = { zone: 'Europe/Berlin' };
  const hours = cellsOf(6, (i) => later('2026-10-25 00:00:00', 3600 * (i < 3 ? i : i - 1))); // 02:00 twice
  const cases: [Columns, TimeChoice][] = [
    [{ y: [1, 2], time: iso }, {}],
    [{ timestamp: [1772323200123, 1772323260123] }, {}],
    [{ time: [3, 4] }, {}],
    [{ Date: ['01.03.2026', '01.03.2026'], y: [1, 2], Time: ['23:59', '24:00'] }, {}],
    [{ time: ['23:59', '00:01'] }, {}],
    [{ date: [20260301, 20260301], time: [0, 1] }, { timeFormat: 'yyyymmdd hhmm' }],
    [{ time: hours }, berlin],
  ];
  for (const [columns, choice] of cases) {
    const table = tableOf(columns, choice);
    const row = (r: number) => table.columns.map(({ numbers }) => numbers?.[r] ?? Number.NaN);
    const live = liveTime('log.csv', table.columns, row(0), choice);
    const axis = timeAxis(table, choice);
    const read = cellsOf(table.rows, (r) => live?.read(row(r)));
    if (columns.time === hours) expect(read).toEqual(cellsOf(6, (i) => 3600 * i));
    else expect(read).toEqual(Array.from(axis?.values ?? []));
    expect(live).toMatchObject({ kind: axis?.kind, format: axis?.format, columns: axis?.columns });
  }
});
