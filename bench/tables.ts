/**
 * `npm run bench:tables [-- --json] [--rows 100000]`: what reading a text table costs, against csv-parse alone, which gives
 * cells without numbers. Both read the same bytes, in turn; ratios are of the same round. Then the most memory that a table of
 * 200 columns takes as it streams in, against its numbers, in a process of its own; goal: at most 3 times, and twice as fast.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { table } from '../src/charts/table.ts';
import { Random } from '../src/data/random.ts';
import { parseTable, TableBuilder } from '../src/table/index.ts';
import { jsonOption, report, wholePositive } from './run/report.ts';
import { ratioOf, type Spread, show, spreadOf } from './step/measure.ts';

const ROUNDS = 5;
const MB = 1e6;
const file = 'made.csv';

interface Made {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly separator: string;
  readonly cell: (value: number) => string;
}

const point = (value: number): string => value.toFixed(3);
const files: readonly Made[] = [
  { name: 'numbers', rows: 500_000, columns: 8, separator: ',', cell: point },
  {
    name: 'decimal comma',
    rows: 500_000,
    columns: 8,
    separator: ';',
    cell: (x) => point(x).replace('.', ','),
  },
  { name: 'quoted', rows: 250_000, columns: 8, separator: ',', cell: (x) => `"${point(x)}"` },
  { name: '17 digits', rows: 250_000, columns: 8, separator: ',', cell: String },
  { name: 'wide', rows: 5000, columns: 200, separator: ',', cell: point },
];

/** Lines of numbers, some of which come again and again. */
function linesOf({ rows, columns, separator, cell }: Made): string[] {
  const random = new Random(columns);
  const some = Array.from({ length: Math.min(rows, 1000) }, () =>
    Array.from({ length: columns }, () => cell(200 * random.next() - 100)).join(separator),
  );
  return Array.from({ length: rows }, (_, row) => some[row % some.length]);
}

const headerOf = ({ columns, separator }: Made): string =>
  Array.from({ length: columns }, (_, k) => `c${k}`).join(separator);

interface Result {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly megabytes: number;
  /** MB a second. */
  readonly ours: Spread;
  readonly csvParse: Spread;
  /** Time of csv-parse by ours. */
  readonly ratio: Spread;
}

function measure(made: Made): Result {
  const bytes = new TextEncoder().encode(`${[headerOf(made), ...linesOf(made)].join('\n')}\n`);
  const timed = (read: () => unknown): number => {
    const start = performance.now();
    read();
    return performance.now() - start;
  };
  const ours = () => timed(() => parseTable(bytes, { file }));
  const others = () => timed(() => parse(bytes, { delimiter: made.separator }));
  const times = { ours: [] as number[], others: [] as number[] };
  ours();
  others();
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? ['ours', 'others'] : ['others', 'ours'];
    for (const name of order) times[name as 'ours'].push(name === 'ours' ? ours() : others());
  }
  const rate = (milliseconds: readonly number[]) =>
    spreadOf(milliseconds.map((ms) => bytes.length / MB / (ms / 1000)));
  const { name, rows, columns } = made;
  const [own, other] = [times.ours, times.others];
  return {
    name,
    rows,
    columns,
    megabytes: bytes.length / MB,
    ours: rate(own),
    csvParse: rate(other),
    ratio: ratioOf(other, own),
  };
}

/** Bytes that this process takes more than before, at most, while it reads a table whose text is made as it is read. */
function peak(rows: number): number {
  const made = { name: 'wide', rows: 1000, columns: 200, separator: ',', cell: point };
  const encoder = new TextEncoder();
  const part = encoder.encode(`${linesOf(made).join('\n')}\n`);
  const before = process.memoryUsage.rss();
  const builder = new TableBuilder({ file });
  builder.push(encoder.encode(`${headerOf(made)}\n`));
  for (let row = 0; row < rows; row += made.rows) builder.push(part);
  builder.finish();
  return process.resourceUsage().maxRSS * 1024 - before;
}

const { values } = parseArgs({
  options: {
    ...jsonOption,
    rows: { type: 'string', default: '100000' },
    peak: { type: 'boolean', default: false },
  },
});
const rows = wholePositive('--rows', values.rows);
if (values.peak) {
  console.log(peak(rows));
} else {
  const child = spawnSync(process.execPath, [process.argv[1], '--peak', '--rows', String(rows)]);
  const memory = { rows, columns: 200, numbers: rows * 200 * 8, peak: Number(child.stdout) };
  const results = files.map(measure);
  report(
    values.json,
    { results, memory },
    () =>
      `; median [p10, p90] of ${ROUNDS} alternating rounds\n\n${table([
        ['file', 'rows × columns', 'MB', 'ours, MB/s', 'csv-parse, MB/s', 'csv-parse / ours'],
        ...results.map((each) => [
          each.name,
          `${each.rows} × ${each.columns}`,
          each.megabytes.toFixed(0),
          show(each.ours),
          show(each.csvParse),
          show(each.ratio, 2),
        ]),
      ])}\n\n${rows} × 200 numbers, ${(memory.numbers / MB).toFixed(0)} MB: at most ${(memory.peak / MB).toFixed(0)} MB, ` +
      `${(memory.peak / memory.numbers).toFixed(2)} times the numbers`,
  );
}
