/** A table that is written in any dialect is read as it was, or refused: never as another. */
import { fc, test as property } from '@fast-check/vitest';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { parseTable, streamTable, type Table, type TableOptions } from '../../src/table/index.ts';
import { rowsOf } from '../../src/table/text/rows.ts';

const file = 'made.csv';

interface Written {
  readonly text: string;
  readonly options: Partial<TableOptions>;
  readonly names: readonly string[];
  /** [rows][columns], null where a cell is missing. */
  readonly cells: readonly (readonly (number | string | null)[])[];
}

const names = fc.uniqueArray(fc.stringMatching(/^[a-zé][a-z0-9_ ()°]{0,8}[a-z)]$/), {
  minLength: 1,
  maxLength: 5,
});
// whole numbers of more than 15 digits may be times
const isLong = (x: number): boolean => Number.isInteger(x) && Math.abs(x) >= 1e15 && Math.abs(x) < 1e21;
const numbers: fc.Arbitrary<number | string> = fc
  .oneof(
    fc.integer({ min: -5000, max: 5000 }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => Math.round(x * 1000) / 1000 + 0),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  )
  .filter((x) => !isLong(x));
const words = fc.constantFrom<number | string>(
  'run',
  'stop',
  'two words',
  'a,b',
  'c;d',
  'say "x"',
  'é',
  "it's",
  '5" pipe',
);
const dialects = fc.record({
  separator: fc.constantFrom(',', ';', '\t', '|', ' '),
  decimal: fc.constantFrom('.', ','),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  quote: fc.constantFrom('needed', 'texts', 'all'),
  marker: fc.constantFrom('', 'NA', '-'),
  told: fc.constantFrom([], ['separator'], ['decimal'], ['separator', 'decimal']),
  blanks: fc.boolean(),
  comment: fc.boolean(),
  unended: fc.boolean(),
});

const written = fc
  .tuple(names, dialects, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .chain(([header, dialect, areTexts]) =>
    fc
      .array(
        fc.tuple(...header.map((_, k) => fc.option(k > 0 && areTexts[k] ? words : numbers, { freq: 8 }))),
        { minLength: 1, maxLength: 12 },
      )
      .map((cells): Written => write(header, cells, dialect)),
  );

type Made = typeof dialects extends fc.Arbitrary<infer T> ? T : never;

function write(header: readonly string[], cells: Written['cells'], dialect: Made): Written {
  const { separator, decimal, end, quote, told } = dialect;
  // between blanks nothing is a cell without a word
  const marker = separator === ' ' && dialect.marker === '' ? 'NA' : dialect.marker;
  const quoted = (cell: string, isText: boolean): string => {
    const must = /["\n]/.test(cell) || cell.includes(separator);
    return must || quote === 'all' || (quote === 'texts' && isText)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;
  };
  const cellOf = (cell: number | string | null): string => {
    if (cell === null) return quoted(marker, false);
    return typeof cell === 'string' ? quoted(cell, true) : quoted(String(cell).replace('.', decimal), false);
  };
  const joint = dialect.blanks && separator !== '\t' ? `${separator} ` : separator;
  const rows = cells.map((row) => row.map(cellOf).join(joint));
  const lines = [
    ...(dialect.comment ? ['# made, by; a test'] : []),
    header.map((name) => quoted(name, true)).join(joint),
    ...rows,
  ];
  const text = lines.join(end) + (dialect.unended ? '' : end);
  const options = Object.fromEntries(told.map((key) => [key, dialect[key as 'separator']]));
  return { text, options, names: header, cells: marker !== '' || quote === 'all' ? cells : keptOf(cells) };
}

/** A row of nothing but separators is no row; of one column it is a missing cell, if it stands between others. */
function keptOf(cells: Written['cells']): Written['cells'] {
  const isFull = (row: Written['cells'][number]): boolean => row.some((cell) => cell !== null);
  if (cells[0].length > 1) return cells.filter(isFull);
  return cells.slice(cells.findIndex(isFull), cells.findLastIndex(isFull) + 1);
}

/** A column's cells as they were written: numbers as texts where a column has both. */
function cellsOf(table: Table): (number | string | null)[][] {
  const columns = table.columns.map(({ numbers: values, codes, words: known }) =>
    values
      ? Array.from(values, (value) => (Number.isNaN(value) ? null : value))
      : Array.from(codes ?? [], (code) => (code < 0 ? null : known[code])),
  );
  return Array.from({ length: table.rows }, (_, row) => columns.map((column) => column[row]));
}

/** The table; null if it is refused, which must name the file and a way out. */
function readOrRefused(text: string, options: Omit<TableOptions, 'file'>): Table | null {
  try {
    return parseTable(text, { file, ...options });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message).toContain(file);
    expect(error.message).toMatch(/--\w|remove|close|quotes|write|add|rename/);
    return null;
  }
}

property.prop([written], { numRuns: 300 })(
  'read as it was written, or refused',
  ({ text, options, names: header, cells }) => {
    const table = readOrRefused(text, options);
    if (table === null) return;
    const last = table.notes.some((note) => note.includes('no end')) ? cells.slice(0, -1) : cells;
    expect([table.columns.map(({ name }) => name), cellsOf(table)]).toEqual([[...header], last]);
  },
);

property.prop([written], { numRuns: 100 })(
  'a stream gives the cells that the table has',
  async ({ text, options }) => {
    const table = readOrRefused(text, options);
    if (table === null) return;
    // what it guesses it guesses from complete lines, which may tell less
    const { separator, decimal, thousands } = table.dialect ?? {};
    const stream = await streamTable(text, { file, separator, decimal, thousands });
    expect(stream.columns.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
    let row = 0;
    for await (const { line, numbers: values } of stream) {
      if (row === table.rows) break; // a last line that is cut off, perhaps: the stream cannot know what is usual
      expect(line).toBe(table.lineOf(row));
      for (const [k, { numbers: column }] of table.columns.entries())
        if (column) expect(values[k]).toBe(column[row]);
      row += 1;
    }
    expect(row).toBe(table.rows);
  },
);

const rawCells = fc.array(fc.array(fc.stringMatching(/^[ab"',;\n ]{0,5}$/), { minLength: 2, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});

property.prop([rawCells])('quotes are those of csv-parse', (rows) => {
  const text = `${rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`;
  const truth = (parse(text, { relax_column_count: true }) as string[][]).map((cells) =>
    cells.map((cell) => cell.trim()),
  );
  expect([...rowsOf(text, ',')].map(({ cells }) => cells)).toEqual(truth);
  const width = Math.max(...rows.map(({ length }) => length));
  const wide = rows.filter(({ length }) => length === width).map((cells) => `x${cells[0]}`);
  const body = wide.map((cell) => `"${cell.replaceAll('"', '""')}",1`).join('\n');
  const { columns } = parseTable(`s,n\n${body}\n`, { file, texts: ['s'], separator: ',' });
  const { codes, words: known } = columns[0];
  expect(Array.from(codes ?? [], (code) => known[code])).toEqual(wide.map((cell) => cell.trim()));
});
