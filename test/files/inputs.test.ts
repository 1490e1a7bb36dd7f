/** Files, folders and patterns become lists of files, whatever the shell left of them. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputFiles } from '../../src/files/inputs.ts';
import { temporary } from '../folder.ts';

const folder = temporary();
const at = (...names: string[]): string => [folder, ...names].join('/');
const names = async (...args: string[]): Promise<string[]> =>
  (await inputFiles(args)).map((file) => file.slice(folder.length + 1));

beforeAll(() => {
  for (const below of ['runs/late', 'empty', 'pictures', '.hidden'])
    mkdirSync(join(folder, below), { recursive: true });
  for (const file of [
    ...['runs/run10.csv', 'runs/run2.csv', 'runs/run1.csv.gz', 'runs/notes.md', 'runs/.x.csv'],
    ...[
      'runs/late/a.parquet',
      'runs/late/b.jsonl',
      'pictures/a.png',
      'one.csv',
      'set[1].csv',
      '.hidden/a.csv',
    ],
  ])
    writeFileSync(join(folder, file), '');
});

describe('inputFiles', () => {
  test('keeps files as they are named, and standard input', async () => {
    expect(await names(at('one.csv'), at('runs/notes.md'), at('set[1].csv'))).toEqual([
      'one.csv',
      'runs/notes.md',
      'set[1].csv',
    ]);
    expect(await inputFiles(['-'])).toEqual(['-']);
  });

  test('takes the tables of a folder, numbers in order, folders within last', async () => {
    const notes: string[] = [];
    const runs = [
      'runs/run1.csv.gz',
      'runs/run2.csv',
      'runs/run10.csv',
      'runs/late/a.parquet',
      'runs/late/b.jsonl',
    ];
    expect(await names(at('runs'))).toEqual(runs);
    expect(await names(`${at('runs')}/`)).toEqual(runs);
    await inputFiles([at('runs')], (note) => notes.push(note));
    expect(notes).toEqual([`${at('runs')}: notes.md is no table by name, left out; name a file to read it`]);
  });

  test.each<[string, readonly string[]]>([
    ['runs/*.csv', ['runs/run2.csv', 'runs/run10.csv']],
    ['runs/run?.csv', ['runs/run2.csv']],
    ['runs/{run1.csv.gz,run2.csv}', ['runs/run1.csv.gz', 'runs/run2.csv']],
    ['r*/late/*', ['runs/late/a.parquet', 'runs/late/b.jsonl']],
    ['**/*.csv', ['one.csv', 'runs/run2.csv', 'runs/run10.csv', 'set[1].csv']],
    [
      'runs/**',
      [
        'runs/late/a.parquet',
        'runs/late/b.jsonl',
        'runs/notes.md',
        'runs/run1.csv.gz',
        'runs/run2.csv',
        'runs/run10.csv',
      ],
    ],
    [
      'ru*',
      ['runs/run1.csv.gz', 'runs/run2.csv', 'runs/run10.csv', 'runs/late/a.parquet', 'runs/late/b.jsonl'],
    ],
  ])('expands %s', async (pattern, files) =>
    expect((await names(at(pattern))).sort()).toEqual([...files].sort()),
  );

  test('reads a file once that is named twice', async () => {
    const notes: string[] = [];
    const files = await inputFiles([at('one.csv'), at('o*.csv')], (note) => notes.push(note));
    expect(files).toEqual([at('one.csv')]);
    expect(notes).toEqual([`${at('one.csv')}: is named twice and read once`]);
  });

  test.each([
    ['on.csv', 'on.csv: there is no such file: did you mean '],
    ['none/a.csv', 'there is no folder'],
    ['runs/*.tsv', 'runs/*.tsv: no file fits this pattern; there are '],
    ['nowhere/*.csv', 'there is no folder'],
    [
      'empty',
      'empty: there is no table in this folder (csv, tsv, txt, dat, npy, parquet, jsonl, with or without .gz); it is empty',
    ],
    ['pictures', 'it holds a.png'],
  ])('refuses %s', async (name, message) => {
    await expect(inputFiles([at(name)])).rejects.toThrow(message);
  });

  test.skipIf(process.platform === 'win32')('does not follow links to folders round and round', async () => {
    mkdirSync(at('round'));
    writeFileSync(at('round/a.csv'), '');
    symlinkSync(at('round'), at('round/again'));
    const notes: string[] = [];
    expect(await inputFiles([at('round')], (note) => notes.push(note))).toEqual([at('round/a.csv')]);
    expect(notes).toEqual([`${at('round/again')}: is a link to a folder and is not entered`]);
    expect(await inputFiles([at('round/**/*.csv')])).toEqual([at('round/a.csv')]);
  });
});
