/** Tables become recordings: roles, groups, gaps, order, words, several files. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { constantNotes } from '../../src/data/notes.ts';
import { recordings } from '../../src/data/recordings.ts';
import { tableOf } from './tables.ts';

const plain = { time: [0, 60, 120, 180], a: [1, 2, 3, 4], b: [5, 6, 7, 9] };
const named = (dataset: ReturnType<typeof recordings>) =>
  Object.fromEntries(dataset.recordings.map(({ name, values }) => [name, [...values]]));

test('a table is a recording: columns by rows, intervals from the time', () => {
  const { channels, time, recordings: made, notes } = recordings(tableOf(plain));
  expect(channels).toEqual(['a', 'b']);
  expect(made).toEqual([
    {
      name: 'a.csv',
      start: 0,
      length: 4,
      channels: 2,
      values: Float64Array.of(1, 5, 2, 6, 3, 7, 4, 9),
      dt: Float64Array.of(60, 60, 60, 60),
    },
  ]);
  expect(time).toMatchObject({
    name: 'time',
    holds: 'times',
    asked: false,
    columns: ['time'],
    kind: 'number',
  });
  expect(notes).toEqual([]);
});

test('without a time, samples are counted', () => {
  const { channels, time, recordings: made } = recordings(tableOf(plain), { time: null });
  expect(channels).toEqual(['time', 'a', 'b']);
  expect(time).toBeUndefined();
  expect(made[0].dt).toBeNull();
});

test('another column that is named like a time is said to be left out', () => {
  const both = tableOf({ ...plain, date: [1, 2, 3, 4] });
  expect(recordings(both).notes).toEqual([
    'a.csv: the time is "time", not "date"; --time NAME|none otherwise',
  ]);
  expect(recordings(both, { time: 'time' }).channels).toEqual(['a', 'b']);
});

test('intervals of a table are kept as they are', () => {
  const { recordings: made, time } = recordings(tableOf({ dt: [0.1, 0.2, 0.3], a: [1, 2, 3] }));
  expect(time).toMatchObject({ name: 'dt', holds: 'intervals' });
  expect([...(made[0].dt ?? [])]).toEqual([0.1, 0.2, 0.3]);
  expect(() => recordings(tableOf({ dt: [0.1, 0, 0.3], a: [1, 2, 3] }))).toThrow(
    'a.csv: line 3, column "dt": the interval 0 is not > 0',
  );
});

test('gaps in the values stay gaps', () => {
  const { recordings: made } = recordings(tableOf({ a: [1, Number.NaN, 3] }));
  expect([...made[0].values]).toEqual([1, Number.NaN, 3]);
});

describe('columns', () => {
  const mixed = {
    ...plain,
    status: ['run', 'run', 'stop', null],
    k: [7, 7, 7, 7],
    empty: [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    odd: ['1', 'ERR', '3', '4'],
  };

  test('texts and empty columns are left out with a note, constants kept with one', () => {
    const dataset = recordings(tableOf(mixed), { time: 'time' });
    expect(dataset.channels).toEqual(['a', 'b', 'k']);
    expect([...(dataset.notes ?? []), ...constantNotes('a.csv', dataset)]).toEqual([
      'a.csv: column "status" left out: holds texts (--one-hot NAME makes inputs of them)',
      'a.csv: column "empty" left out: empty',
      'a.csv: column "odd" left out: line 3 holds "ERR" (--missing ERR counts it as missing)',
      'a.csv: column "k" (7) never changes, so nothing can be learnt from it: --ignore NAMES leaves columns out',
    ]);
  });

  test('with commas in their names are chosen by the pieces that a list has of them', () => {
    const commas = tableOf({ 'Temp, °C': [1, 2], 'RH, %': [3, 4], b: [5, 6] });
    expect(recordings(commas, { ignore: ['Temp', '°C', 'b'] }).channels).toEqual(['RH, %']);
    expect(() => recordings(commas, { ignore: ['Temp'] })).toThrow('did you mean "Temp, °C"?');
  });

  test('are chosen and left out by name and by pattern, in the order that was asked for', () => {
    expect(recordings(tableOf(mixed), { ignore: ['k', 'b*'] }).channels).toEqual(['a']);
    expect(recordings(tableOf(mixed), { columns: ['k', 'a'] }).channels).toEqual(['k', 'a']);
    expect(recordings(tableOf(mixed), { columns: ['?'] }).channels).toEqual(['a', 'b', 'k']);
    expect(recordings(tableOf(mixed), { columns: ['time', 'a'] }).time).toBeUndefined();
  });

  test('an unknown name is refused with the nearest', () => {
    expect(() => recordings(tableOf(mixed), { columns: ['statsu'] })).toThrow(
      'a.csv: no column is or fits "statsu" (--inputs): did you mean "status"?',
    );
  });

  test('a text that is asked for is refused with line, cell and what helps', () => {
    expect(() => recordings(tableOf(mixed), { columns: ['a', 'odd'] })).toThrow(
      'a.csv: line 3, column "odd": "ERR" is not a number: --missing ERR counts the cell as missing, --one-hot odd makes an ' +
        'input of each word, --ignore odd leaves the column out',
    );
    const mark = { ...mixed, odd: mixed.odd.map((cell) => (cell === 'ERR' ? '1,5' : cell)) };
    expect(() => recordings(tableOf(mark), { columns: ['odd'] })).toThrow(
      '"1,5" is not a number: --decimal , reads numbers with such a mark, --one-hot',
    );
    expect(() => recordings(tableOf(mixed), { columns: ['status'] })).toThrow(
      'line 2, column "status": "run" is not',
    );
    expect(() => recordings(tableOf(mixed), { columns: ['empty'] })).toThrow('column "empty" is empty');
  });

  test('nothing to read is refused', () => {
    expect(() => recordings(tableOf({ time: [0, 1], s: ['x', 'y'] }))).toThrow(
      'a.csv: there is no column of numbers besides the time (--time NAME|none)',
    );
  });

  test('unknown options are refused', () => {
    expect(() => recordings(tableOf(plain), { groop: 'a' } as object)).toThrow('did you mean "group"?');
    expect(() => recordings(tableOf(plain), { splitGap: -1 })).toThrow(
      'splitGap must be a number > 0, not -1',
    );
  });
});

describe('words', () => {
  const weather = { wind: ['NW', 'SE', null, 'NW'], a: [1, 2, 3, 4], state: [3, 1, 1, Number.NaN] };

  test('one-hot: a channel for each word, missing where the word is', () => {
    const {
      channels,
      recordings: made,
      oneHot,
    } = recordings(tableOf(weather), { oneHot: ['wind'], ignore: ['state'] });
    expect(channels).toEqual(['wind=NW', 'wind=SE', 'a']);
    expect([...made[0].values]).toEqual([1, 0, 1, 0, 1, 2, Number.NaN, Number.NaN, 3, 1, 0, 4]);
    expect(oneHot).toEqual(new Map([['wind', ['NW', 'SE']]]));
  });

  test('one-hot by the words of a blob: an unknown one counts as missing, with a note', () => {
    const {
      channels,
      recordings: made,
      notes,
    } = recordings(tableOf(weather), {
      columns: ['wind'],
      oneHot: { wind: ['SE', 'N'] },
    });
    expect(channels).toEqual(['wind=SE', 'wind=N']);
    expect([...made[0].values]).toEqual([NaN, NaN, 1, 0, NaN, NaN, NaN, NaN]);
    expect(notes?.[0]).toBe(
      'a.csv: column "wind" holds "NW" 2 times, which is none of SE, N: it counts as missing',
    );
  });

  test('labels: places of the classes, words in order of appearance, numbers ascending', () => {
    const {
      channels,
      recordings: made,
      labels,
    } = recordings(tableOf(weather), { labels: ['wind', 'state'], columns: ['state', 'a', 'wind'] });
    expect(channels).toEqual(['state', 'a', 'wind']);
    expect(labels).toEqual(
      new Map([
        ['wind', ['NW', 'SE']],
        ['state', ['1', '3']],
      ]),
    );
    expect([...made[0].values]).toEqual([1, 1, 0, 0, 2, 1, 0, 3, Number.NaN, Number.NaN, 4, 0]);
  });

  test('labels as given; an unknown one is refused', () => {
    const given = recordings(tableOf(weather), { labels: { state: ['3.0', '1'] }, columns: ['state'] });
    expect([...given.recordings[0].values]).toEqual([0, 1, 1, Number.NaN]);
    expect(() => recordings(tableOf(weather), { labels: { wind: ['SE', 'N'] } })).toThrow(
      'a.csv: line 2, column "wind": "NW" is none of the classes SE, N: name it as one with --classes, or count it as missing ' +
        'with --missing NW',
    );
  });

  test('too many different values are no classes', () => {
    const many = Array.from({ length: 300 }, (_, i) => i);
    expect(() => recordings(tableOf({ a: many, b: many }), { labels: ['b'] })).toThrow(
      'column "b" has more than 256 different values, too many for classes',
    );
  });
});

describe('seams', () => {
  const devices = { time: [0, 0, 60, 60, 120], id: ['x', 'y', 'y', 'x', 'x'], a: [1, 2, 3, 4, 5] };

  test('a group is a recording; its rows may stand between others', () => {
    const dataset = recordings(tableOf(devices), { group: 'id' });
    expect(named(dataset)).toEqual({ 'a.csv[id=x]': [1, 4, 5], 'a.csv[id=y]': [2, 3] });
    expect(dataset.channels).toEqual(['a']);
  });

  test('groups by numbers and by several columns; rows without one are left out', () => {
    const runs = { unit: [1, 1, 2, 2, NaN], run: ['p', 'q', 'p', 'p', 'p'], a: [1, 2, 3, 4, 5] };
    const dataset = recordings(tableOf(runs), { group: ['unit', 'run'] });
    expect(named(dataset)).toEqual({
      'a.csv[unit=1, run=p]': [1],
      'a.csv[unit=1, run=q]': [2],
      'a.csv[unit=2, run=p]': [3, 4],
    });
    expect(dataset.notes).toEqual([
      'a.csv: 1 row is left out (line 6), as "unit" or "run" is missing in them',
    ]);
  });

  test('a gap parts a recording; the interval across it is none', () => {
    const time = [0, 1, 2, 3, 50, 51, 52, 53];
    const gap = tableOf({ time, a: time });
    const { recordings: made, notes } = recordings(gap);
    expect(made.map(({ name, length, dt }) => [name, length, ...(dt ?? [])])).toEqual([
      ['a.csv[0]', 4, 1, 1, 1, 1],
      ['a.csv[1]', 4, 1, 1, 1, 1],
    ]);
    expect(notes?.at(-1)).toBe(
      'a.csv: a gap of more than 20 median intervals (47) parts the recordings: --split-gap N takes another length, ' +
        '--split-gap none parts none',
    );
    expect(recordings(gap, { splitGap: null }).recordings).toHaveLength(1);
    expect(recordings(gap, { splitGap: 50 }).recordings).toHaveLength(1);
  });

  test('a gap among intervals', () => {
    const { recordings: made } = recordings(tableOf({ dt: [0.5, 1, 1, 99, 2, 1], a: [1, 2, 3, 4, 5, 6] }));
    expect(made.map(({ dt }) => [...(dt ?? [])])).toEqual([
      [0.5, 1, 1],
      [1.5, 2, 1],
    ]);
  });

  test('a stretch of one row has no interval and is left out with a note', () => {
    const time = [0, 1, 2, 3, 50];
    const { recordings: made, notes } = recordings(tableOf({ time, a: time }));
    expect(made.map(({ length }) => length)).toEqual([4]);
    expect(notes?.at(-1)).toBe('a.csv: a stretch of a single row is left out, since it has no interval');
    expect(() => recordings(tableOf({ time: [1], a: [1] }))).toThrow('a.csv: one row has no time interval');
  });

  test('rows without a time are left out', () => {
    const { recordings: made, notes } = recordings(tableOf({ time: [0, NaN, 2, 3], a: [1, 2, 3, 4] }));
    expect([...made[0].values]).toEqual([1, 3, 4]);
    expect(notes).toContain('a.csv: line 3 has no time and is left out');
  });

  test('rows out of order and equal times, by the flags', () => {
    const messy = tableOf({ time: [60, 0, 0, 120, 180, 240], a: [3, 1, 2, 4, 5, 6], s: [1, 0, 1, 1, 1, 1] });
    expect(() => recordings(messy)).toThrow('line 3, column "time": 0 comes after 60 in line 2');
    expect(() => recordings(messy, { sort: true })).toThrow('0 stands in line 3 too');
    expect([...recordings(messy, { sort: true, duplicates: 'first' }).recordings[0].values]).toEqual([
      1, 0, 3, 1, 4, 1, 5, 1, 6, 1,
    ]);
    const mean = recordings(messy, { sort: true, duplicates: 'mean', labels: ['s'] });
    expect([...mean.recordings[0].values]).toEqual([1.5, 0, 3, 1, 4, 1, 5, 1, 6, 1]);
  });

  test('a regular step: means of numbers, the last class, gaps where nothing was', () => {
    const uneven = tableOf({ time: [0, 20, 60, 190], a: [1, 3, 5, 7], s: [4, 6, 6, 4] });
    const { recordings: made } = recordings(uneven, { time: 'time', resample: '60', labels: ['s'] });
    expect([...made[0].values]).toEqual([2, 1, 5, 1, NaN, NaN, 7, 0]);
    expect([...(made[0].dt ?? [])]).toEqual([60, 60, 60, 60]);
    expect(() => recordings(uneven, { time: null, resample: '60' })).toThrow('--resample needs a time');
  });

  property.prop([fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 40 })])(
    'every row is in the recording of its group, in order',
    (id) => {
      const a = id.map((_, i) => i);
      const dataset = recordings(tableOf({ id, a }), { group: ['id'] });
      expect(
        Object.values(named(dataset))
          .flat()
          .sort((p, q) => p - q),
      ).toEqual(a);
      for (const [name, rows] of Object.entries(named(dataset))) {
        expect(rows.every((row) => name === `a.csv[id=${id[row]}]`)).toBe(true);
        expect(rows).toEqual([...rows].sort((p, q) => p - q));
      }
    },
  );
});

describe('several files', () => {
  const other = tableOf({ b: [8, 9], c: [0, 0], a: [6, 7], time: [0, 60] }, 'b.csv');

  test('are recordings of their own, whatever the order of their columns', () => {
    const dataset = recordings([tableOf(plain), other]);
    expect(dataset.channels).toEqual(['a', 'b']);
    expect(named(dataset)['b.csv']).toEqual([6, 8, 7, 9]);
    expect(dataset.notes).toContain('a.csv: column "c" left out: a.csv has none');
  });

  test('a file that lacks a column is refused with the nearest', () => {
    const lacking = tableOf({ time: [0, 60], a: [1, 2], B: [1, 2] }, 'c.csv');
    expect(() => recordings([tableOf(plain), lacking], { columns: ['a', 'b'] })).toThrow(
      'c.csv: has no column "b", which other files have: did you mean "B"?',
    );
  });

  test('no table is refused', () => expect(() => recordings([])).toThrow('at least one table'));
});
