/** What a table must be for recordings to be made of it: every fault names file, line and column, and what helps. */
import { describe, expect, test } from 'vitest';
import { look } from '../../src/data/look/look.ts';
import { type RecordingsOptions, recordings } from '../../src/data/recordings.ts';
import { parseTable } from '../../src/table/parse.ts';

const read = (text: string, options: RecordingsOptions = {}) =>
  recordings(parseTable(text, { file: 'log.csv' }), options);

test.each<[string, string, RegExp, RecordingsOptions?]>([
  ['no row', 'a,b\n', /header but no row below it: add rows/],
  [
    'two columns of one name',
    'a,b,a\n1,2,3\n',
    /line 1: columns 1 and 3 are both called "a".*--duplicate-names/,
  ],
  ['no names', '1,2\n3,4\n', /line 1 holds "1" where names of columns are expected: --no-header/],
  ['a short row', 'a,b\n1,2\n3\n4,5\n', /line 3, column "b" has no cell.* remove the line or fill it in/],
  ['a long row', 'a,b\n1,2\n3,4,9\n5,6\n', /line 3, "9" stands behind the last of 2 columns/],
  [
    'a quote that is open',
    'a,b\n1,"2\n3,4',
    /line 2, the quote that opens in column 2 never closes: close it/,
  ],
  [
    'a text among numbers',
    'a,b\n1,2\n3,x\n',
    /line 3, column "b": "x" is not a number: --missing x/,
    { columns: ['b'] },
  ],
  ['equal times', 'time,a\n0,1\n1,2\n1,3\n', /line 4, column "time": 1 stands in line 3 too.*--duplicates/],
  ['times that go back', 'time,a\n0,1\n2,2\n1,3\n', /line 4, column "time": 1 comes after 2.*--sort/],
  [
    'a text among times',
    'time,a\n0,1\nx,2\n',
    /line 3, column "time": "x" is no time: --time-format/,
    { time: 'time' },
  ],
  ['one row', 'time,a\n0,1\n', /one row has no time interval; add rows or take no time: --time none/],
  ['nothing but times', 'time\n0\n1\n', /no column of numbers besides the time.*--time NAME\|none/],
  [
    'an unknown time',
    'temperature,pressure\n1,2\n',
    /no time column "presure": did you mean "pressure"\?/,
    { time: 'presure' },
  ],
  [
    'a time that is read',
    'time,a\n0,1\n1,2\n',
    /column "time" is to be read .*--time NAME\|none/,
    { time: 'time', columns: ['time'] },
  ],
  ['an unknown column', 'a,b\n1,2\n', /no column is or fits "c" .*there are a, b/, { columns: ['c'] }],
])('%s', (_, text, message, options) => {
  expect(() => read(text, options)).toThrow(message);
  expect(() => read(text, options)).toThrow(/^log\.csv: /);
});

describe('times by their names', () => {
  const table = (name: string) => read(`${name},x\n0,1\n60,2\n180,4\n`);
  const cases = (name: string) => [name, name.toUpperCase(), name[0].toUpperCase() + name.slice(1)];

  test.each(['time', 'timestamp', 'date', 'datetime'].flatMap(cases))('%s', (name) => {
    const { channels, time, recordings: made } = table(name);
    expect(channels).toEqual(['x']);
    expect(time).toMatchObject({ name, holds: 'times', asked: false, beside: [] });
    expect([...(made[0].dt ?? [])]).toEqual([90, 60, 120]);
  });

  test.each(cases('dt'))('%s holds intervals, which a single row has too', (name) => {
    const { channels, time, recordings: made } = read(`${name},x\n5,1\n60,2\n0.5,3\n`);
    expect(channels).toEqual(['x']);
    expect(time).toMatchObject({ name, holds: 'intervals' });
    expect([...(made[0].dt ?? [])]).toEqual([5, 60, 0.5]);
    expect(read(`${name},x\n5,1\n`).recordings[0].dt).toEqual(Float64Array.of(5));
  });

  test.each(['t', 'T', 'ts', 'dT/dx', 'times', 'time_s', 'update', 'Zeit', 'epoch', 'delta_t'])(
    'never %s',
    (name) => {
      const { channels, time, recordings: made } = table(name);
      expect(channels).toEqual([name, 'x']);
      expect(time).toBeUndefined();
      expect(made[0].dt).toBeNull();
    },
  );
});

describe('columns that only rise or only fall are warned of', () => {
  const rising = (name: string, f: (t: number) => number, rows = 40) =>
    [`${name},x`, ...Array.from({ length: rows }, (_, t) => `${f(t)},${Math.sin(t)}`)].join('\n');
  const of = (...texts: string[]) =>
    look(texts.map((text, i) => parseTable(text, { file: `${i}.csv` }))).warnings.join('\n');

  test.each<[string, (t: number) => number]>([
    ['rises', (t) => 1e9 + 60 * t],
    ['falls', (t) => -t],
    ['with a row that repeats', (t) => (t === 7 ? 6 : t)],
  ])('%s', (_, f) => expect(of(rising('ts', f))).toMatch(/"ts".*--time ts|--ignore ts/));

  test.each<[string, (t: number) => number]>([
    ['in steps', (t) => t >> 3],
    ['a wave', (t) => Math.cos(t)],
    ['that wraps', (t) => t % 24],
    ['still', () => 7],
  ])('not one %s', (_, f) => expect(of(rising('ts', f))).not.toMatch(/--time ts/));

  test('in every file, of more than a few rows', () => {
    const up = rising('ts', (t) => t);
    expect(
      of(
        up,
        rising('ts', (t) => -t),
      ),
    ).not.toMatch(/--time ts/);
    expect(
      of(
        up,
        rising('ts', (t) => -t, 5),
      ),
    ).toMatch(/--time ts/);
    expect(of(rising('ts', (t) => t, 5))).not.toMatch(/--time ts/);
  });
});
