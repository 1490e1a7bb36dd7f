/** Times as cells write them: each way against the instants that JavaScript's UTC dates give. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeReaderFor } from '../../../src/table/time/cells.ts';

/** All cells read: instants in seconds since 1970 UTC, and what the column told. */
function read(
  cells: readonly string[],
  options: { timeFormat?: string; zone?: string } = {},
  samples = cells,
) {
  const reader = timeReaderFor(samples, options);
  if (reader === null) return null;
  const numbers = Float64Array.from(cells, (cell, i) => reader.read(cell, i + 2));
  const told = reader.finish();
  reader.settle(numbers);
  return { ...told, at: Array.from(numbers, (x) => x + told.origin) };
}

const utc = (text: string): number => Date.parse(`${text}Z`) / 1000;
const MARCH = utc('2026-03-13T17:05:09');

test.each([
  ['2026-03-13T17:05:09Z', 'ISO 8601', 'UTC'],
  ['2026-03-13 17:05:09', 'ISO 8601', null],
  ['2026-03-13 17:05:09 UTC', 'ISO 8601', 'UTC'],
  ['2026-03-13T18:05:09+01:00', 'ISO 8601', '+01:00'],
  ['2026-03-13T13:35:09-0330', 'ISO 8601', '-03:30'],
  ['2026-03-13T18:05:09+01:00[Europe/Berlin]', 'ISO 8601', '+01:00'],
  ['20260313T170509Z', 'ISO 8601', 'UTC'],
  ['2026-03-13 18:05:09 +0100 CET', 'ISO 8601', '+01:00'],
  ['Fri Mar 13 2026 18:05:09 GMT+0100 (Central European Standard Time)', 'mmm dd yyyy hh:mm:ss', '+01:00'],
  ['2026-3-13 17:5:9', 'ISO 8601', null],
  ['2026-03-13 5:05:09 PM', 'yyyy-mm-dd hh:mm:ss am', null],
  ['2026/03/13 17:05:09', 'yyyy/mm/dd hh:mm:ss', null],
  ['13.03.2026 17:05:09', 'dd.mm.yyyy hh:mm:ss', null],
  ['13.3.26 17:05:09', 'dd.mm.yy hh:mm:ss', null],
  ['13/03/2026 17:05:09', 'dd/mm/yyyy hh:mm:ss', null],
  ['03/13/2026 05:05:09 p.m.', 'mm/dd/yyyy hh:mm:ss am', null],
  ['3-13-2026 17.05.09', 'mm-dd-yyyy hh.mm.ss', null],
  ['13-Mar-2026 17:05:09', 'dd mmm yyyy hh:mm:ss', null],
  ['13MAR2026:17:05:09', 'dd mmm yyyy hh:mm:ss', null],
  ['March 13, 2026 5:05:09 PM', 'mmm dd yyyy hh:mm:ss am', null],
  ['Fri, 13 Mar 2026 17:05:09 GMT', 'dd mmm yyyy hh:mm:ss', 'UTC'],
  ['[13/Mar/2026:10:05:09 -0700]', 'dd mmm yyyy hh:mm:ss', '-07:00'],
])('%s', (cell, format, zone) => {
  expect(read([cell])).toEqual({
    format,
    holds: 'date and time',
    origin: MARCH,
    zone,
    ambiguous: null,
    at: [MARCH],
  });
  // and what it is called asks for it
  expect(read([cell], { timeFormat: format })?.at).toEqual([MARCH]);
  expect(read(['abc', cell], { timeFormat: format })).toBeNull();
});

test.each([
  ['2026-03-13', 'ISO 8601', utc('2026-03-13')],
  ['1749-01', 'ISO 8601', utc('1749-01-01')],
  ['13.03.2026', 'dd.mm.yyyy', utc('2026-03-13')],
  ['29.02.2024', 'dd.mm.yyyy', utc('2024-02-29')],
  ['31/12/68', 'dd/mm/yy', utc('2068-12-31')],
  ['31/12/69', 'dd/mm/yy', utc('1969-12-31')],
])('a date alone: %s', (cell, format, at) => {
  expect(read([cell])).toMatchObject({ format, holds: 'date', at: [at] });
});

test.each([
  ['17:05', 'hh:mm', 61_500],
  ['7:05:09', 'hh:mm:ss', 25_509],
  ['12:5:3', 'hh:mm:ss', 43_503],
  ['17:05:09.25', 'hh:mm:ss.fff', 61_509.25],
  ['17:05:09,25', 'hh:mm:ss.fff', 61_509.25],
  ['18.00.00', 'hh.mm.ss', 64_800],
  ['12:00 AM', 'hh:mm am', 0],
  ['12:30 pm', 'hh:mm am', 45_000],
  ['24:00', 'hh:mm', 86_400],
  ['30:15:00', 'hh:mm:ss', 108_900],
])('a time of day alone: %s', (cell, format, at) => {
  expect(read([cell])).toMatchObject({ format, holds: 'clock', at: [at], zone: null });
});

test.each([
  '31.02.2026',
  '2026-02-29',
  '2026-13-01',
  '2026-03-01 25:00',
  '2026-03-01 24:01',
  '2026-03-01 10:60',
  '2026-03-01 13:00 PM',
  '2026-03-01 0:30 AM',
  '16:9',
  '5.30',
  '10.0.0.1',
  '2026-03-01x',
  'Marble 1, 2026x',
  '-',
  '1.2',
  '20260301',
  '2026-03-01T05:00:00+25:00',
  '00:01.5',
  '123456789012345678',
  '99999999999999999999',
  'May',
])('%s is no time', (cell) => {
  expect(read([cell])).toBeNull();
});

test('a day ends at 24:00, and a leap second is the second after :59', () => {
  const midnight = utc('2026-03-02T00:00:00');
  expect(read(['2026-03-01 24:00', '2026-03-01 23:59:60'])?.at).toEqual([midnight, midnight]);
});

test('dates without a time of day among others are midnight', () => {
  const found = read(['2026-03-01 23:00:00', '2026-03-02', '2026-03-02 01:00:00']);
  expect(found).toMatchObject({ holds: 'date and time', format: 'ISO 8601' });
  expect(found?.at[1]).toBe(utc('2026-03-02T00:00:00'));
});

test('a cell that is no time is NaN, and the column stays a time', () => {
  const cells = Array.from({ length: 20 }, (_, i) => `${String(i + 1).padStart(2, '0')}.03.2026 05:00`);
  const found = read([...cells, 'ERROR', '31.02.2026', '2026-03-01T05:00Z'], {}, cells);
  expect(found?.at.slice(20)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(read(['2026-03-01 05:00', '2026-03-01T05:00Z'])?.at[1]).toBeNaN();
});

test('day and month stay ambiguous until a cell decides, and what was read before is put right', () => {
  const early = ['03/04/2026 05:00', '04/04/2026 05:00:00.5'];
  const first = { format: 'mm/dd/yyyy hh:mm:ss.fff', cell: early[0], line: 2 };
  expect(read(early)).toMatchObject({ format: 'dd/mm/yyyy hh:mm:ss.fff', ambiguous: first });
  const late = read([...early, '04/13/2026 05:00'], {}, early);
  expect(late).toMatchObject({ format: 'mm/dd/yyyy hh:mm:ss.fff', ambiguous: null });
  expect(late?.at).toEqual([
    utc('2026-03-04T05:00:00'),
    utc('2026-04-04T05:00:00.5'),
    utc('2026-04-13T05:00:00'),
  ]);
  expect(read([...early, '13/04/2026 05:00'], {}, early)?.at[0]).toBe(utc('2026-04-03T05:00:00'));
  expect(read(early, { timeFormat: 'mm/dd/yyyy' })?.ambiguous).toBeNull();
  expect(read(['03/03/2026'])?.ambiguous).toBeNull(); // one time in both
  const years = read(['01-02-03', '01-14-03', '32-01-03'], {}, ['01-02-03']);
  expect(years?.at).toEqual([utc('2003-01-02'), utc('2003-01-14'), Number.NaN]);
});

test('a late decision respects the zone', () => {
  const cells = ['01/07/2026 12:00', '20/01/2026 12:00'];
  for (const [zone, options] of [
    ['Europe/Berlin', { zone: 'Europe/Berlin' }],
    [null, {}],
  ] as const) {
    const swapped = cells.map((cell) => cell.replace(/(..).(..)/, '$2/$1'));
    const late = read(swapped, options, [swapped[0]]);
    expect(late?.zone).toBe(zone);
    expect(late?.at).toEqual(read(cells, { ...options, timeFormat: 'dd/mm/yyyy' })?.at);
  }
});

const moment = fc.date({
  min: new Date('0100-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

test('any instant is read as it was written', () => {
  const two = (n: number): string => String(n).padStart(2, '0');
  fc.assert(
    fc.property(moment, fc.integer({ min: -18 * 60, max: 18 * 60 }), (date, ahead) => {
      const shifted = new Date(date.getTime() + ahead * 60_000);
      fc.pre(shifted.getUTCFullYear() >= 100 && shifted.getUTCFullYear() <= 9999);
      const [day, clock] = shifted.toISOString().slice(0, -1).split('T');
      const [y, m, d] = day.split('-');
      const sign = ahead < 0 ? '-' : '+';
      const zone = `${sign}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
      for (const cell of [`${day}T${clock}${zone}`, `${d}.${m}.${y} ${clock} ${zone}`])
        expect(read([cell])?.at[0]).toBeCloseTo(date.getTime() / 1000, 3);
    }),
  );
});

test('integers with more digits than a double has keep their intervals', () => {
  expect(read(['1772323200000000001', '1772323200000000002'])).toMatchObject({
    format: 'ns',
    zone: 'UTC',
    holds: 'date and time',
  });
  const reader = timeReaderFor(['1772323200000000001'], {});
  expect(reader?.read('1772323200000000001', 2)).toBe(1e-9);
  expect(reader?.read('1772323260000000003', 3)).toBe(60 + 3e-9);
  expect(read(['1772323200000001', '1772323260000001'])?.format).toBe('us');
  expect(read(['1772323200.5', '1772323201.5'], { timeFormat: 's' })?.at).toEqual([
    1772323200.5, 1772323201.5,
  ]);
  expect(read(['-1.5'], { timeFormat: 's' })?.at).toEqual([-1.5]);
  expect(read(['1772323200000000001'], { timeFormat: 'number' })).toBeNull();
});

test('a format may be asked for in the words of others', () => {
  const cell = ['03.04.2026 05:06:07'];
  for (const timeFormat of ['dd.mm.yyyy hh:mm:ss', 'D.M.YYYY H:mm:ss', 'DD.MM.YYYY', 'dd.mm.yyyy hh:mm'])
    expect(read(cell, { timeFormat })?.at).toEqual([utc('2026-04-03T05:06:07')]);
  expect(read(['3-Apr-26 5:06 AM'], { timeFormat: 'd-mon-yy h:mm am/pm' })?.at).toEqual([
    utc('2026-04-03T05:06:00'),
  ]);
  expect(read(['18.00.00'], { timeFormat: 'dd/mm/yyyy hh.mm.ss' })?.holds).toBe('clock');
  expect(read(['18.00.00'], { timeFormat: 'dd/mm/yyyy' })?.holds).toBe('clock');
  expect(read(cell, { timeFormat: 'iso' })).toBeNull();
});

test('an unknown format or zone is refused with what there is', () => {
  expect(() => read(['x'], { timeFormat: 'unix' })).toThrow(
    'time format "unix" is unknown: write it in the words yyyy, yy, mm, mmm (Mar), dd, hh, ss, fff, am, zone, for example ' +
      '"dd.mm.yyyy hh:mm:ss", "mm/dd/yyyy", "iso", "s", "ms", "us", "ns", "number"',
  );
  expect(() => read(['x'], { timeFormat: 'dd.mm.yyy' })).not.toThrow();
  expect(() => read(['x'], { timeFormat: 'dd.mn.yyyy' })).toThrow('did you mean "dd.mm.yyyy"?');
  expect(() => read(['x'], { zone: 'Europe/Berln' })).toThrow(
    'time zone "Europe/Berln" is unknown: did you mean "Europe/Berlin"?',
  );
  expect(() => read(['x'], { zone: 'here' })).toThrow(
    'time zone "here" is unknown: write a name of the IANA or an offset, such as Europe/Berlin or +01:00',
  );
});
