import { expect, test } from 'vitest';
import { DataError } from '../../../src/check/data-error.ts';
import type { Dataset } from '../../../src/data/sequence.ts';
import type { Column, Table } from '../../../src/table/table.ts';
import { judge, type Readers } from './judge.ts';
import { type Axis, kindsOf } from './kinds.ts';
import { type MadeFile, make } from './make.ts';

/** A table that is as a file's truth has it. */
function truthOf(made: MadeFile): Table {
  const columns = made.columns.map((own): Column => {
    const words = [...new Set(own.texts?.filter((text) => text !== null))];
    const origin = own.moments ? Number(own.moments[0] / 1_000_000_000n) : 0;
    const since = (at: bigint): number => Number(at - BigInt(origin) * 1_000_000_000n) / 1e9;
    const gaps = [
      ...(own.numbers?.filter(Number.isNaN) ?? []),
      ...(own.texts?.filter((text) => text === null) ?? []),
    ];
    const time = { format: 'iso', holds: 'date and time', origin, zone: null, ambiguous: null } as const;
    return {
      name: own.name,
      unit: null,
      kind: own.kind as Column['kind'],
      numbers: own.texts ? null : Float64Array.from(own.numbers ?? own.moments!.map(since)),
      codes: own.texts && Int32Array.from(own.texts, (text) => (text === null ? -1 : words.indexOf(text))),
      words,
      missing: new Map([['', gaps.length]]),
      time: own.moments ? time : null,
      stray: null,
    };
  });
  const { file, rows } = made;
  return {
    file,
    format: 'CSV',
    rows,
    columns,
    dialect: null,
    guessed: [],
    notes: [],
    lineOf: (row) => row + 2,
  };
}

function datasetOf(made: MadeFile, channels: readonly string[]): Dataset {
  const own = channels.map((name) => made.columns.find((column) => column.name === name)!.numbers!);
  const recordings = made.recordings.map(({ group, rows }) => ({
    name: group === null ? made.file : `${made.file}[device=${group}]`,
    length: rows.length,
    channels: channels.length,
    values: Float64Array.from(rows.flatMap((row) => own.map((numbers) => numbers[row]))),
    dt: Float64Array.from(
      rows,
      (row, t) => Number(made.axis.moments[row] - made.axis.moments[rows[t - 1] ?? row]) / 1e9,
    ),
  }));
  return { channels: [...channels], recordings };
}

const wanted = { text: 'words', header: 'plain', order: 'sorted' };
const made = make(
  Array.from({ length: 1000 }, (_, number) => number).find((number) => {
    const kinds = kindsOf(number);
    return (
      kinds.time.startsWith('iso') &&
      Object.entries(wanted).every(([axis, kind]) => kinds[axis as Axis] === kind)
    );
  })!,
);

const judged = (change: (table: Table, dataset: Dataset) => void, readers: Partial<Readers> = {}) => {
  const table = truthOf(made);
  return judge(made, made.options, {
    readTable: async () => {
      change(table, { channels: [], recordings: [] });
      return table;
    },
    recordings: (_, { columns }) => {
      const dataset = datasetOf(made, columns);
      change(table, dataset);
      return dataset;
    },
    ...readers,
  });
};

test('the truth is read right', async () => {
  expect(await judged(() => {})).toEqual({ outcome: 'read', said: '' });
});

const last = <T>(array: ArrayLike<T>): T => array[array.length - 1];

test.each<[string, RegExp, (table: Table, dataset: Dataset) => void]>([
  [
    'a number',
    /not -?\d/,
    ({ columns }) => last(columns.filter(({ kind }) => kind === 'number')).numbers!.fill(1e9),
  ],
  ['a text', /, not/, ({ columns }) => columns.find(({ kind }) => kind === 'text')!.codes!.fill(0)],
  ['a time', / s, not/, ({ columns }) => columns.find(({ kind }) => kind === 'time')!.numbers!.fill(0)],
  ['a row', /rows, not/, (table) => Object.assign(table, { rows: table.rows - 1 })],
  ['a name', /columns/, ({ columns }) => Object.assign(last(columns), { name: 'other' })],
  ['a sample', /of sample/, (_, { recordings }) => recordings[0]?.values.fill(1e9)],
  ['an interval', /interval 1/, (_, { recordings }) => recordings[0]?.dt?.fill(-1)],
  ['a recording', /recordings/, (_, { recordings }) => recordings.pop()],
])('%s that is wrong is a misreading', async (_, says, change) => {
  const { outcome, said } = await judged(change);
  expect(outcome).toBe('misread');
  expect(said).toMatch(says);
});

test.each([
  [new DataError(`${made.file}:3: "x" is no number: --missing x`), 'refused'],
  [new DataError(`${made.file}:3: "x" is no number`), 'misread'],
  [new DataError('a file has no number: --missing x'), 'misread'],
  [new TypeError(`${made.file}: --missing`), 'misread'],
])('%s: %s', async (error, outcome) => {
  const readTable = () => Promise.reject(error);
  expect((await judged(() => {}, { readTable })).outcome).toBe(outcome);
});
