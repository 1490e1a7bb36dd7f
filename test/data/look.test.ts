/** What is said of tables before anything is trained: figures, kinds, warnings, problems, and their text. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { shiftOf } from '../../src/data/look/leaks.ts';
import { lookLines, summaryLines } from '../../src/data/look/lines.ts';
import { look } from '../../src/data/look/look.ts';
import { summaryOf } from '../../src/data/look/summary.ts';
import { Random } from '../../src/data/random.ts';
import { tableOf } from './tables.ts';

const random = new Random(1);
const T = 200;
const steps = Array.from({ length: T }, (_, t) => t);
/** A walk of no regular shape, so that no two are alike. */
const walk = (): number[] => {
  let at = 0;
  return steps.map(() => {
    at += random.normal();
    return at;
  });
};
const [a, y] = [walk(), walk()];
const plain = { time: steps.map((t) => 60 * t), a, y };
const column = (found: ReturnType<typeof look>, name: string) =>
  found.columns.find((one) => one.name === name);

test('rows, recordings, time, columns', () => {
  const found = look([tableOf(plain)], { target: ['y'] });
  expect(found).toMatchObject({
    files: ['a.csv'],
    format: 'CSV',
    rows: T,
    recordings: { count: 1, shortest: T, median: T, longest: T },
    dialect: { separator: ',', encoding: 'utf-8', guessed: [] },
    time: {
      columns: ['time'],
      kind: 'number',
      unit: null,
      from: '0',
      to: String(60 * (T - 1)),
      interval: { median: 60, low: 60, high: 60 },
      gaps: 0,
      duplicates: 0,
    },
    notes: [],
    warnings: [],
    problems: [],
  });
  expect(found.columns.map(({ name, role, isRead, kind }) => [name, role, isRead, kind])).toEqual([
    ['time', 'time', false, 'monotone'],
    ['a', 'input', true, 'number'],
    ['y', 'target', false, 'number'],
  ]);
  expect(column(found, 'a')).toMatchObject({ min: Math.min(...a), max: Math.max(...a), missing: {} });
});

test('it survives JSON', () => {
  const found = look([tableOf({ ...plain, s: steps.map((t) => (t % 3 ? 'x' : null)) })]);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

property.prop([
  fc.array(
    fc.oneof(
      fc.constant(Number.NaN),
      fc.integer({ min: -5, max: 5 }),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    ),
    {
      minLength: 1,
      maxLength: 60,
    },
  ),
  fc.nat(60),
])('the figures of a column are those of what is there, however it is parted', (cells, at) => {
  const all = Float64Array.from(cells, (x) => x + 0);
  const { count, min, max, mean, deviation, most } = summaryOf([all.subarray(0, at), all.subarray(at)]);
  const there = [...all].filter((x) => !Number.isNaN(x));
  expect(count).toBe(there.length);
  if (count === 0) return;
  expect(min).toMatchObject({
    value: Math.min(...there),
    count: there.filter((x) => x === Math.min(...there)).length,
  });
  const others = there.filter((x) => x !== max.value);
  expect(max).toMatchObject({
    value: Math.max(...there),
    next: others.length > 0 ? Math.max(...others) : Number.NaN,
  });
  const size = Math.max(1, ...there.map(Math.abs));
  expect(Math.abs(mean - there.reduce((sum, x) => sum + x, 0) / count)).toBeLessThan(1e-9 * size);
  const squares = there.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  expect(Math.abs(deviation - Math.sqrt(squares / count))).toBeLessThan(1e-9 * size);
  const times = (value: number): number => there.filter((x) => x === value).length;
  expect(most?.count ?? null).toBe(there.map(times).find((n) => 2 * n > count) ?? null);
});

describe('kinds', () => {
  const kinds = look([
    tableOf({
      ...plain,
      door: steps.map((t) => Number(t % 50 < 5)),
      phase: steps.map((t) => ['rest', 'go'][t % 2]),
      k: steps.map(() => 7),
      word: steps.map(() => 'on'),
      id: steps.map((t) => `row ${t}`),
      n: steps.map((t) => t ** 2),
      none: steps.map(() => Number.NaN),
    }),
  ]);

  test.each([
    ['door', 'label', 'input', ['0', '1']],
    ['phase', 'label', 'left out', ['rest', 'go']],
    ['k', 'constant', 'input', null],
    ['word', 'constant', 'left out', null],
    ['id', 'text', 'left out', null],
    ['n', 'monotone', 'input', null],
    ['none', 'empty', 'left out', null],
  ])('%s: %s, %s', (name, kind, role, values) => {
    expect(column(kinds, name)).toMatchObject({ kind, role, values });
  });

  test('missing cells by marker', () => {
    expect(column(kinds, 'none')?.missing).toEqual({ '': T });
  });

  test('warnings on shapes', () => {
    expect(kinds.warnings).toEqual([
      'column "id" holds another text in nearly every row, so it is no input and no class',
      'column "n" only rises or only falls, as a time or a counter does: --time n takes it as the time, --ignore n leaves it out',
    ]);
  });
});

describe('markers read as numbers', () => {
  const holding = (cells: readonly number[]) => look([tableOf({ ...plain, a: cells })]).warnings;
  const put = (value: number, rows: readonly number[]) => a.map((x, t) => (rows.includes(t) ? value : x));

  test.each([
    [-200, [3]],
    [9999, [3, 4]],
    [-123.4, [3, 90]],
    [65535, [1, 2, 3, 4, 5]],
  ])('%s', (value, rows) => {
    expect(holding(put(value, rows))).toEqual([
      `column "a" holds ${value}, far from all other values: --missing ${value} counts it as missing`,
    ]);
  });

  test('two of them', () =>
    expect(holding(put(9999, [1, 2]).map((x, t) => (t === 9 ? -200 : x)))).toHaveLength(2));
  test('an outlier that comes once is none', () => expect(holding(put(-123.4, [3]))).toEqual([]));
  test('a rare event is none', () => {
    expect(holding(steps.map((t) => Number(t === 7)))).not.toContainEqual(
      expect.stringContaining('--missing'),
    );
  });
  test('below zero where all others are above, as in air quality', () => {
    const amounts = a.map((x, t) => (t % 9 ? 300 + 100 * Math.abs(x) : -200));
    expect(holding(amounts)).toEqual([expect.stringContaining('--missing -200')]);
  });
  test('columns share a warning', () => {
    const both = tableOf({ ...plain, a: put(-200, [3]), y: y.map((x, t) => (t === 8 ? -200 : x)) });
    expect(look([both]).warnings).toEqual([
      'columns "a", "y" hold -200, far from all other values: --missing -200 counts it as missing',
    ]);
  });
});

test('a sensor that shows one value nearly always seems stuck', () => {
  const stuck = a.map((x, t) => (t < 0.9 * T ? 21.5 : x));
  expect(look([tableOf({ ...plain, a: stuck })]).warnings).toEqual([
    'column "a" holds 21.5 in 90 % of its rows: is the sensor stuck? --ignore a leaves it out',
  ]);
});

describe('leaks', () => {
  const shifted = (by: number) => steps.map((t) => 3 - 2 * (y[t + by] ?? Number.NaN));
  test.each([
    [0, 'tells the target "y" itself'],
    [1, 'tells what the target "y" will be in 1 step, which nobody knows when the model runs'],
    [12, 'tells what the target "y" will be in 12 steps, which nobody knows when the model runs'],
    [-3, 'tells what the target "y" was 3 steps before'],
  ])('shifted by %s', (by, text) => {
    expect(look([tableOf({ ...plain, leak: shifted(by) })], { target: ['y'] }).warnings).toEqual([
      `column "leak" ${text}: --ignore leak leaves it out`,
    ]);
  });

  test('a rounded copy is one, a noisy one is not', () => {
    const of = (make: (x: number) => number) => shiftOf(Float64Array.from(y, make), Float64Array.from(y));
    expect(of((x) => Math.round(10 * x) / 10)).toBe(0);
    expect(of((x) => x + random.normal())).toBeNull();
  });

  test('slow series that look alike are none', () => {
    const slow = (phase: number) =>
      Float64Array.from(steps, (t) => t / 10 + Math.sin(t / 30 + phase) + 0.01 * random.normal());
    expect(shiftOf(slow(0), slow(1))).toBeNull();
  });

  test('a target of words', () => {
    const state = y.map((x) => (x > 0 ? 'up' : 'down'));
    const same = state.map((word) => (word === 'up' ? 1 : 0));
    expect(
      look([tableOf({ ...plain, state, same })], { target: ['state'], inputs: ['same'] }).warnings,
    ).toEqual(['column "same" tells the target "state" itself: --ignore same leaves it out']);
  });
});

describe('problems: what training would refuse, with the flag that helps', () => {
  const one = (columns: Parameters<typeof tableOf>[0], options = {}) => look([tableOf(columns)], options);

  test('rows out of order; the rest is told as if they were sorted', () => {
    const time = plain.time.map((x, t) => (t === 50 ? x - 65 : x));
    const found = one({ ...plain, time });
    expect(found.problems).toEqual([expect.stringContaining('--sort')]);
    expect(found.time?.interval?.median).toBe(60);
    expect(one({ ...plain, time }, { sort: true }).problems).toEqual([]);
  });

  test('equal times', () => {
    const time = plain.time.map((x, t) => (t === 50 ? x - 60 : x));
    const found = one({ ...plain, time });
    expect(found.problems).toEqual([expect.stringContaining('--duplicates')]);
    expect(found.time).toMatchObject({ duplicates: 1 });
    expect(found.recordings.longest).toBe(T - 1);
  });

  test('several devices', () => {
    const time = steps.map((t) => 60 * Math.floor(t / 2));
    const id = steps.map((t) => ['p', 'q'][t % 2]);
    expect(one({ ...plain, time, id }).problems).toEqual([expect.stringContaining('--group id')]);
    const found = one({ ...plain, time, id }, { group: ['id'] });
    expect(found).toMatchObject({
      problems: [],
      recordings: { count: 2, longest: T / 2 },
      time: { duplicates: 0 },
    });
    expect(column(found, 'id')?.role).toBe('group');
  });

  test('an unknown target; the rest is told without', () => {
    const found = one(plain, { target: ['z'] });
    expect(found.problems).toEqual(['a.csv: no column is or fits "z" (--target): there are time, a, y']);
    expect(column(found, 'y')?.role).toBe('input');
  });

  test('a text as an input', () => {
    const found = one({ ...plain, s: steps.map((t) => `${t % 2}x`) }, { inputs: ['s'], target: ['y'] });
    expect(found.problems).toEqual([expect.stringContaining('--one-hot s')]);
  });

  test('gaps are counted', () => {
    const time = plain.time.map((x, t) => (t < 50 ? x : x + 1e5));
    expect(one({ ...plain, time })).toMatchObject({
      time: { gaps: 1 },
      recordings: { count: 2, shortest: 50, longest: T - 50 },
      problems: [],
    });
    expect(one({ ...plain, time }, { splitGap: null })).toMatchObject({
      time: { gaps: 0 },
      recordings: { count: 1 },
    });
  });
});

test('a wrong option is an error of its own', () => {
  expect(() => look([tableOf(plain)], { sorted: true } as object)).toThrow('did you mean "sort"?');
  expect(() => look([])).toThrow('at least one table');
});

describe('the text', () => {
  const cells = a.map((x, t) => (t === 3 ? Number.NaN : Math.round(10 * x) / 10));
  const found = look([tableOf({ ...plain, a: cells, state: steps.map((t) => ['rest', 'go'][t % 2]) })], {
    target: ['state'],
    ignore: ['y'],
  });

  test('five lines before a training', () => {
    expect(summaryLines(found)).toEqual([
      'data     a.csv: 200 rows in 1 recording (--group, --split-gap)',
      'text     CSV with "," between cells, decimal mark ".", UTF-8, a header',
      'time     "time" (--time), plain numbers (--time-format), 0 to 11940; 60 nearly always; 0 gaps (--split-gap), ' +
        '0 equal times (--duplicates)',
      'columns  inputs a (--inputs, --ignore); targets state (--target); left out y',
      'missing  a 0.5 % (--missing, --missing-policy)',
    ]);
  });

  test('all of it: a line for each column', () => {
    const lines = lookLines(found);
    expect(lines[0]).toBe('files      a.csv');
    const at = lines.findIndex((line) => line.startsWith('column'));
    expect(lines.slice(at, at + 5).map((line) => line.split(/\s{2,}/))).toEqual([
      ['column', 'role', 'kind', 'missing', 'min', 'mean', 'deviation', 'max', 'classes'],
      ['time', 'time', 'monotone', '0', '5,970', '3,464', '11,940'],
      [
        'a',
        'input',
        'number',
        '1 empty',
        expect.any(String),
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ],
      [
        'y',
        'left out',
        'number',
        expect.any(String),
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ],
      ['state', 'target', 'label', 'rest, go'],
    ]);
  });

  test('a line for each warning and problem', () => {
    const lines = lookLines({ ...found, warnings: ['w'], problems: ['p', 'q'] });
    expect(lines.slice(-6)).toEqual(['', 'warnings', '- w', '', 'problems', '- p', '- q'].slice(-6));
  });
});
