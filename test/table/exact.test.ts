/** Numbers that JavaScript writes come back bit for bit, and cells that are none are named. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordings } from '../../src/data/recordings.ts';
import { parseTable } from '../../src/table/parse.ts';
import { streamTable } from '../../src/table/stream.ts';
import type { TableRow } from '../../src/table/table.ts';

const file = 'live.csv';
const rowsOf = async (text: string): Promise<TableRow[]> => {
  const rows: TableRow[] = [];
  for await (const row of await streamTable(text, { file })) rows.push(row);
  return rows;
};

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x));
const table = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 8 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
const headerOf = (rows: readonly number[][]): string[] => rows[0].map((_, c) => `c${c}`);

test('bit for bit, whole and streamed', async () => {
  const layout = fc.record({ eol: fc.constantFrom('\n', '\r\n'), mark: fc.boolean(), quoted: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(table, layout, async (rows, { eol, mark, quoted }) => {
      const line = (cells: readonly unknown[]) =>
        cells.map((cell) => (quoted ? `"${cell}"` : `${cell}`)).join(',');
      const text = (mark ? '\ufeff' : '') + [headerOf(rows), ...rows].map(line).join(eol) + eol;
      const { columns } = parseTable(text, { file });
      expect(columns.map(({ name }) => name)).toEqual(headerOf(rows));
      columns.forEach(({ numbers }, c) => {
        expect(Array.from(numbers!)).toEqual(rows.map((row) => row[c]));
      });
      const streamed = await rowsOf(text);
      expect(streamed.map(({ numbers }) => Array.from(numbers))).toEqual(rows);
      expect(streamed.map((row) => row.line)).toEqual(rows.map((_, k) => k + 2));
    }),
  );
});

test('a cell that is no number is named by line and column where the column is asked for, with the ways out', () => {
  const bad = fc.constantFrom('oops', 'Infinity', '0x10', '1;5', '--1', '1e', '1e999');
  fc.assert(
    fc.property(table, bad, fc.nat(), fc.nat(), (rows, cell, i, j) => {
      // a first row of texts alone would be units
      fc.pre(rows[0].length > 1);
      const [row, c] = [i % rows.length, j % rows[0].length];
      const cells = rows.map((line) => line.map(String));
      cells[row][c] = cell;
      const text = [headerOf(rows), ...cells].map((line) => `${line.join(',')}\n`).join('');
      const whole = parseTable(text, { file, separator: ',' });
      expect(() => recordings(whole, { columns: headerOf(rows) })).toThrow(
        `live.csv: line ${row + 2}, column "c${c}": "${cell}" is not a number: `,
      );
      expect(recordings(whole).channels).toEqual(headerOf(rows).filter((_, k) => k !== c));
      expect(() => recordings(whole, { columns: [`c${c}`] })).toThrow(/--missing .*--ignore/);
    }),
  );
});
