/** Tables from outside, however they are written: only a DataError may come out, and what is read must hang together. */
import { gzipSync } from 'node:zlib';
import { DataError } from '../../../src/check/data-error.ts';
import { look } from '../../../src/data/look/look.ts';
import type { Random } from '../../../src/data/random.ts';
import { recordings } from '../../../src/data/recordings.ts';
import { readTable, streamTable } from '../../../src/table/index.ts';
import type { Table } from '../../../src/table/table.ts';
import { parts } from '../../table/corpus/judge-stream.ts';
import { kindsOf } from '../../table/corpus/kinds.ts';
import { make } from '../../table/corpus/make.ts';
import { type Outcome, type Target, Violation } from '../target.ts';

const file = 'fuzz.csv';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const jsonLines = ['{"t":0,"a":1.5,"s":"on"}', '{"t":1,"a":null,"s":"off"}', '{"t":2,"s":"on"}'].join('\n');
const plain = 'time,a,b\n0,1,2\n60,"3",4\r\n120,,-6e-3\n';

/** Short files of the corpus that need no flag. */
function short(count: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let number = 0; found.length < count; number++) {
    const { length, ends, quotes, header } = kindsOf(number);
    if (length !== 'short' || ends === '\r' || quotes === 'clash' || header === 'preamble') continue;
    const { bytes, options } = make(number);
    if (Object.keys({ ...options.table, ...options.recordings }).length === 0) found.push(bytes);
  }
  return found;
}

/** What the readers look for. */
const marks = [
  ',',
  ';',
  '\t',
  '|',
  ' ',
  '"',
  "'",
  '.',
  '-',
  '#',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\ufeff',
  'NaN',
  '?',
];
const cells = [
  '1e309',
  '-',
  '2026-02-30',
  '31/12/2026',
  '24:00',
  '99999999999999999999',
  '__proto__',
  '1.234,5',
  '{',
];

/** Damage that keeps lines and cells: another mark, another cell, a line twice, a line in another place. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const lines = new TextDecoder('latin1').decode(bytes).split('\n');
  const at = random.integer(lines.length);
  const place = random.integer(lines[at].length + 1);
  const of = (choice: readonly string[]): string => choice[random.integer(choice.length)];
  const insert = (more: string): string => lines[at].slice(0, place) + more + lines[at].slice(place);
  switch (random.integer(7)) {
    case 0:
      lines[at] = insert(of(marks));
      break;
    case 1:
      lines[at] = insert(of(cells));
      break;
    case 2:
      lines[at] = lines[at].replaceAll(of(marks), of(marks));
      break;
    case 3:
      lines.splice(at, 0, lines[random.integer(lines.length)]);
      break;
    case 4:
      lines.splice(at, 1);
      break;
    case 5:
      lines[at] = insert(of(marks).repeat(2000));
      break;
    default:
      lines[at] = lines[at].slice(0, place);
  }
  return Uint8Array.from(lines.join('\n'), (character) => character.charCodeAt(0));
}

/** What must hold of a table, whatever it was read from. */
function checkTable({ columns, rows }: Table): void {
  for (const { name, numbers, codes, words, missing, kind } of columns) {
    const wrong = (what: string): never => {
      throw new Violation(`column ${name}: ${what}`);
    };
    if ((kind === 'text') === (numbers !== null)) wrong('numbers of a text, or none');
    for (const of of [numbers, codes])
      if (of !== null && of.length !== rows) wrong('not as long as the table');
    if (numbers?.some((value) => Math.abs(value) === Infinity)) wrong('infinite');
    if (codes?.some((code) => code < -1 || code >= words.length)) wrong('a code without a word');
    const gaps = [...missing.values()].reduce((sum, count) => sum + count, 0);
    if (kind === 'number' && numbers!.filter(Number.isNaN).length !== gaps) wrong('gaps are not counted');
  }
}

/** What a recording must be. */
function checkRecordings(table: Table): void {
  for (const { name, length, channels, values, dt } of recordings(table, {}).recordings) {
    const sound =
      length >= 1 && values.length === length * channels && values.every((x) => Math.abs(x) !== Infinity);
    if (
      !(sound && (dt === null || (dt.length === length && dt.every((step) => step > 0 && step < Infinity))))
    )
      throw new Violation(`recording ${name} is unsound`);
  }
}

const refusing = async (run: () => unknown): Promise<Outcome> => {
  try {
    await run();
    return 'accepted';
  } catch (error) {
    if (error instanceof DataError) return 'refused';
    throw error;
  }
};

export const tables: Target = {
  name: 'tables',
  inputs: 300,
  corpus: () => [text(plain), text(jsonLines), gzipSync(plain), ...short(12)],
  damage,
  run: (bytes) =>
    refusing(async () => {
      const table = await readTable(bytes, { file });
      checkTable(table);
      await refusing(() => JSON.stringify(look([table])));
      await refusing(() => checkRecordings(table));
    }),
};

export const rows: Target = {
  name: 'rows',
  inputs: 300,
  corpus: () => [text(plain), ...short(12)],
  damage,
  run: (bytes) =>
    refusing(async () => {
      const stream = await streamTable(parts(bytes, 1 + (bytes.length % 50)), { file });
      let before = 0;
      for await (const { line, numbers, cells: own } of stream) {
        const sound =
          line > before && numbers.length === stream.columns.length && own.length === numbers.length;
        if (!sound || numbers.some((value) => Math.abs(value) === Infinity))
          throw new Violation(`row of line ${line}`);
        before = line;
      }
    }),
};
