/** `meniscus look` on the kinds of files that loggers write: what is understood, as text and as JSON, and what is refused. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Look } from '../../src/data/look/look.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

const folder = temporary();
const T = 60;
const rows = (row: (t: number) => string): string => Array.from({ length: T }, (_, t) => row(t)).join('\n');
const [a, y] = [7, 11].map((k) => (t: number) => (((t * t * k) % 97) / 10).toFixed(1));
const text = (head: string, row: (t: number) => string) => `${head}\n${rows(row)}\n`;
const plain = text('time,a,y', (t) => `${60 * t},${a(t)},${y(t)}`);

async function looked(contents: string | Uint8Array, flags: readonly string[] = [], name = 'a.csv') {
  writeFileSync(join(folder, name), contents);
  const { status, stdout, stderr } = await called(['look', name, '--json', ...flags], { cwd: folder });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Look;
}

/** The same data in different writings: everything but the writing is the same. */
const writings: Readonly<Record<string, readonly [contents: string | Uint8Array, Partial<Look['dialect']>]>> =
  {
    'a mark and CRLF': [`\ufeff${plain.replaceAll('\n', '\r\n')}`, { encoding: 'utf-8' }],
    tabs: [plain.replaceAll(',', '\t'), { separator: '\t' }],
    'a decimal comma': [plain.replaceAll(',', ';').replaceAll('.', ','), { separator: ';', decimal: ',' }],
    'UTF-16': [Buffer.from(`\ufeff${plain}`, 'utf16le'), { encoding: 'utf-16le' }],
    comments: [`# logger v2\n${plain}`, {}],
    'blank lines': [plain.replaceAll(/(\n\d+00,)/g, '\n$1'), {}],
    'blanks after commas': [plain.replaceAll(',', ', '), {}],
    'a row of units': [plain.replace('\n', '\ns,degC,%\n'), {}],
    gzip: [gzipSync(plain), {}],
  };

describe('one table in many writings', () => {
  test.each(Object.entries(writings))('%s', async (_, [contents, dialect]) => {
    const same = await looked(plain);
    const found = await looked(contents, [], contents instanceof Uint8Array ? 'b.csv.gz' : 'b.csv');
    expect(found.dialect).toMatchObject({ ...dialect });
    const figures = ({ rows, time, recordings, columns, problems }: Look) => ({
      ...{ rows, time, recordings, problems },
      columns: columns.map((column) => ({ ...column, unit: null })),
    });
    expect(figures(found)).toEqual(figures(same));
  });
});

test('the plain one', async () => {
  const found = await looked(plain, ['--target', 'y']);
  expect(found).toMatchObject({
    files: ['a.csv'],
    rows: T,
    recordings: { count: 1, longest: T },
    dialect: { separator: ',', decimal: '.', encoding: 'utf-8', header: true },
    time: { columns: ['time'], kind: 'number', interval: { median: 60 }, gaps: 0, duplicates: 0 },
    problems: [],
  });
  expect(found.columns.map(({ name, role, kind }) => [name, role, kind])).toEqual([
    ['time', 'time', 'monotone'],
    ['a', 'input', 'number'],
    ['y', 'target', 'number'],
  ]);
});

test('missing cells by marker, and those of --missing', async () => {
  const cell = (t: number): string => (t === 3 ? '' : t === 4 ? 'NA' : t < 8 ? '-200' : a(t));
  const holed = text('time,a,y', (t) => `${60 * t},${cell(t)},${y(t)}`);
  const without = await looked(holed);
  expect(without.columns[1].missing).toEqual({ '': 1, NA: 1 });
  expect(without.warnings).toEqual([expect.stringContaining('--missing -200 counts it as missing')]);
  const told = await looked(holed, ['--missing', '-200']);
  expect(told.columns[1].missing).toEqual({ '': 1, NA: 1, '-200': 6 });
  expect(told.warnings).toEqual([]);
});

describe('what train would refuse is a problem with its flag, and the rest is told', () => {
  const devices = text('time,id,a', (t) => `${60 * Math.floor(t / 2)},${'pq'[t % 2]},${a(t)}`);
  test.each([
    ['two columns of one name', plain.replace('time,a,y', 'time,a,a'), '--duplicate-names number'],
    ['no header', plain.slice(plain.indexOf('\n') + 1), '--no-header'],
    ['rows out of order', plain.replace('\n1200,', '\n1201,').replace('\n1260,', '\n1190,'), '--sort'],
    ['one time twice', plain.replace('\n1260,', '\n1200,'), '--duplicates first'],
    ['several devices', devices, '--group id'],
  ])('%s', async (_, contents, flag) => {
    const found = await looked(contents);
    expect(found.problems).toEqual([expect.stringContaining(flag)]);
    expect(found.rows).toBe(T);
    expect(found.columns.some(({ mean }) => mean !== null)).toBe(true);
    const told = await looked(contents, flag.split(' '));
    expect(told.problems).toEqual([]);
  });

  test('a column of the flags that is not there', async () => {
    const { problems } = await looked(plain, ['--target', 'yy']);
    expect(problems).toEqual(['a.csv: no column is or fits "yy" (--target): did you mean "y"?']);
  });
});

test('a folder is several recordings', async () => {
  mkdirSync(join(folder, 'runs'));
  for (const run of [1, 2, 10]) writeFileSync(join(folder, 'runs', `run${run}.csv`), plain);
  const { stdout } = await called(['look', 'runs', '--json'], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    files: ['runs/run1.csv', 'runs/run2.csv', 'runs/run10.csv'],
    rows: 3 * T,
    recordings: { count: 3, shortest: T, longest: T },
  });
});

test('the text names every guess with its flag', async () => {
  writeFileSync(join(folder, 'a.csv'), plain);
  const { status, stdout } = await called(['look', 'a.csv'], { cwd: folder });
  expect(status).toBe(0);
  for (const flag of [
    '--separator',
    '--decimal',
    '--encoding',
    '--no-header',
    '--time',
    '--time-format',
    '--split-gap',
  ])
    expect(stdout).toContain(`(${flag})`);
  expect(stdout).toMatch(/^a +input +number +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+$/m);
});

describe('what no flag makes a table ends with one line', () => {
  test.each([
    ['missing.csv', null, 'there is no such file'],
    ['picture.csv', '\x89PNG\r\n\x1a\n', 'PNG'],
    ['ragged.csv', 'a,b\n1,2\n1,2,3\n4,5\n', 'line 3'],
  ])('%s', async (name, contents, said) => {
    if (contents !== null) writeFileSync(join(folder, name), contents, 'latin1');
    const { status, stdout, stderr } = await called(['look', name], { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(said)]);
  });
});

test('--header and --no-header contradict each other', async () => {
  const { status, stderr } = await called(['look', 'any.csv', '--header', '--no-header']);
  expect([status, stderr]).toEqual([
    2,
    'meniscus: --header and --no-header contradict each other: give one of them\n',
  ]);
});
