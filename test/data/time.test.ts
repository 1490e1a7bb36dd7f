/** Which columns are time: by their names, by choice, and what breaks the rule of either. */
import { describe, expect, test } from 'vitest';
import { type CsvOptions, readCsv, streamCsv } from '../../src/data/csv.ts';
import { monotoneChannels } from '../../src/data/monotone.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { findTime, withTime } from '../../src/data/time.ts';

const read = (text: string, options: Partial<CsvOptions> = {}) =>
  readCsv(text, { file: 'a.csv', ...options });

async function stream(text: string, options: Partial<CsvOptions> = {}) {
  const rows = [];
  for await (const row of streamCsv(text.split('\n'), { file: 'a.csv', ...options })) rows.push(row);
  return rows;
}

/** A table of one column of that name, and a second one. */
const table = (name: string, values: readonly unknown[]) =>
  [`${name},x`, ...values.map((value, t) => `${value},${t}`)].join('\n');

const casesOf = (name: string) => [name, name.toUpperCase(), name[0].toUpperCase() + name.slice(1)];

describe('taken unasked', () => {
  test.each(['time', 'timestamp', 'date', 'datetime'].flatMap(casesOf))('times in %s', async (name) => {
    const text = table(name, [0, 60, 180]);
    const { channels, time, recordings } = read(text);
    expect(channels).toEqual(['x']);
    expect(time).toEqual({ name, holds: 'times', asked: false, beside: [] });
    expect([...(recordings[0].dt ?? [])]).toEqual([90, 60, 120]);
    expect((await stream(text)).map(({ dt }) => dt)).toEqual([null, 60, 120]);
  });

  test.each(casesOf('dt'))('intervals in %s', async (name) => {
    const text = table(name, [5, 60, 0.5]);
    const { channels, time, recordings } = read(text);
    expect(channels).toEqual(['x']);
    expect(time).toMatchObject({ name, holds: 'intervals' });
    expect([...(recordings[0].dt ?? [])]).toEqual([5, 60, 0.5]);
    expect((await stream(text)).map(({ dt }) => dt)).toEqual([5, 60, 0.5]);
    expect(read(table(name, [5])).recordings[0].dt).toEqual(Float64Array.of(5));
  });

  test.each(['t', 'T', 'ts', 'dT/dx', 'times', 'time_s', 'update', 'Zeit', 'epoch', 'delta_t'])(
    'never %s',
    (name) => {
      const { channels, time, recordings } = read(table(name, [0, 60, 180]));
      expect(channels).toEqual([name, 'x']);
      expect(time).toBeUndefined();
      expect(recordings[0].dt).toBeNull();
    },
  );

  test('of several the first by the order of the names; the others are left out, whatever they hold', () => {
    const text = 'dt,date,x,Time,a\n1,monday,3,10,5\n1,tuesday,4,20,6\n';
    expect(read(text)).toMatchObject({
      channels: ['x', 'a'],
      time: { name: 'Time', holds: 'times', asked: false, beside: ['date', 'dt'] },
    });
    expect(read('dt,x,time\n1,3,10\n1,4,20\n', { timeColumn: 'dt' })).toMatchObject({
      channels: ['x', 'time'],
      time: { name: 'dt', asked: true, beside: [] },
    });
  });

  test('not one that is to be read', () => {
    const text = 'date,x,y,time\n2,1,text,1\n1,2,text,2\n';
    expect(read(text, { columns: ['date', 'x'] })).toMatchObject({
      channels: ['date', 'x'],
      time: { name: 'time', beside: [] },
    });
    expect(() => read(text, { columns: ['time'], timeColumn: 'time' })).toThrow(
      'column "time" is to be read and is the time too',
    );
  });
});

describe('a column of such a name that breaks its rule is an error with the flags, whole and streamed', () => {
  const flags = /--time (NAME\|none|none --inputs NAMES)/;
  test.each([
    ...['time', 'Date'].flatMap((name): [string, unknown[], string][] => [
      [name, [0, 2, 1], `line 4, column "${name}": time 1 does not come after 2, but times must increase`],
      [name, [0, 1, 1], `time 1 does not come after 1`],
      [name, [0, '2026-03-01', 2], `"2026-03-01" is not a number; write times as numbers`],
    ]),
    ['dt', [1, 0, 1], 'line 3, column "dt": 0 is no interval'],
    ['DT', [-1, 1, 1], 'line 2, column "DT": -1 is no interval'],
    ['dt', [1, 'x', 1], '"x" is not a number'],
  ] as [string, unknown[], string][])('%s %j', async (name, values, message) => {
    const text = table(name, values);
    for (const part of [message, flags]) {
      expect(() => read(text)).toThrow(part);
      await expect(stream(text)).rejects.toThrow(part);
    }
    if (!values.every((value) => typeof value === 'number')) return;
    expect(read(text, { timeColumn: null }).channels).toEqual([name, 'x']);
    expect(read(text, { timeColumn: 'x' }).time?.name).toBe('x');
  });
});

describe('channels that only rise or only fall', () => {
  const of = (columns: Record<string, (t: number) => number>, length = 40): Dataset => ({
    channels: Object.keys(columns),
    recordings: [
      {
        ...{ name: 'a', length, channels: Object.keys(columns).length, dt: null },
        values: Float64Array.from(
          Array.from({ length }, (_, t) => Object.values(columns).map((f) => f(t))).flat(),
        ),
      },
    ],
  });

  test('are found, with a row or two that repeat', () => {
    const data = of({
      ts: (t) => 1e9 + 60 * t,
      left: (t) => -t,
      twice: (t) => (t === 7 ? 6 : t),
      steps: (t) => t >> 3,
      wave: (t) => Math.sin(t),
      wraps: (t) => t % 24,
      still: () => 7,
    });
    expect(monotoneChannels(data)).toEqual(['ts', 'left', 'twice']);
  });

  test('in every recording, of more than a few rows', () => {
    const rising = of({ x: (t) => t });
    const falling = of({ x: (t) => -t });
    const short = of({ x: (t) => t }, 5);
    const both = { ...rising, recordings: [...rising.recordings, ...falling.recordings] };
    expect(monotoneChannels(both)).toEqual([]);
    expect(monotoneChannels({ ...rising, recordings: [...rising.recordings, ...short.recordings] })).toEqual([
      'x',
    ]);
    expect(monotoneChannels(short)).toEqual([]);
  });
});

test('a channel of an array becomes the time', () => {
  const recording = {
    name: 'a[0]',
    length: 3,
    channels: 2,
    values: Float64Array.of(0, 7, 2, 8, 3, 9),
    dt: null,
  };
  const data: Dataset = { channels: ['x0', 'x1'], recordings: [recording] };
  const timed = withTime('a', data, findTime('a', data.channels, 'x0'));
  expect(timed).toMatchObject({ channels: ['x1'], recordings: [{ channels: 1, length: 3 }] });
  expect([...timed.recordings[0].values]).toEqual([7, 8, 9]);
  expect([...(timed.recordings[0].dt ?? [])]).toEqual([1.5, 2, 1]);
  expect(withTime('a', data, null)).toBe(data);
  expect(() => findTime('a', data.channels, 'x2')).toThrow('there is no time column "x2"');
  const back = { ...data, recordings: [{ ...recording, values: Float64Array.of(0, 7, 2, 8, 1, 9) }] };
  expect(() => withTime('a', back, findTime('a', data.channels, 'x0'))).toThrow(
    'a[0]: column "x0": times must strictly increase',
  );
});
