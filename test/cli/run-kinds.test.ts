/** `run` reads the file that `train` read, of every kind that loggers and spreadsheets write: alike, and without a flag more. */
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, stream, metadata } = workshop();
const ROWS = 150;
const START = Date.UTC(2026, 2, 1);
const a = (t: number): string => Math.sin(t / 3).toFixed(4);
const b = (t: number): string => Math.cos(t / 5).toFixed(4);
const y = (t: number): string => Math.sin((t - 1) / 3).toFixed(4);
const at = (t: number): Date => new Date(START + 60_000 * t);
const two = (n: number): string => String(n).padStart(2, '0');
const columns = { time: (t: number) => 60 * t, a, b, y };
const plain = table(columns, ROWS);
const comma = (of: (t: number) => string) => (t: number) => of(t).replace('.', ',');
const german = (t: number): string =>
  `${two(at(t).getUTCDate())}.03.2026 ${two(at(t).getUTCHours())}:${two(at(t).getUTCMinutes())}`;
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
const lines = plain.trimEnd().split('\n');

/** A file, and the flags that it needs. */
type Kind = [name: string, text: string | Uint8Array, flags?: readonly string[]];

const kinds: Kind[] = [
  ['ISO times', table({ ...columns, time: (t) => at(t).toISOString() }, ROWS)],
  [
    'dates without a zone',
    table({ ...columns, time: (t) => at(t).toISOString().slice(0, 19).replace('T', ' ') }, ROWS),
  ],
  ['milliseconds since 1970', table({ ...columns, time: (t) => at(t).getTime() }, ROWS)],
  ['seconds since 1970', table({ ...columns, time: (t) => at(t).getTime() / 1000 }, ROWS)],
  [
    'semicolons and decimal commas',
    table({ time: german, a: comma(a), b: comma(b), y: comma(y) }, ROWS).replace(/^.*$/gm, (line) =>
      // the cells have one comma each
      line.includes('time')
        ? line.replaceAll(',', ';')
        : line.replace(/^([^,]*),(-?\d,\d+),(-?\d,\d+),(-?\d,\d+)$/, '$1;$2;$3;$4'),
    ),
  ],
  ['a mark and carriage returns', `\ufeff${plain.replaceAll('\n', '\r\n')}`],
  ['tabs', plain.replaceAll(',', '\t')],
  ['blanks', plain.replaceAll(',', '   ')],
  ['UTF-16', utf16(plain)],
  ['comments', `# logger 7\n${plain.replace('\n60,', '\n# pause\n60,')}`],
  ['blank lines', plain.replaceAll('\n', '\n\n')],
  ['a row of units', [lines[0], 's,V,A,m', ...lines.slice(1), ''].join('\n')],
  ['a text column', table({ ...columns, site: () => 'north' }, ROWS)],
  ['a constant', table({ ...columns, k: () => 4 }, ROWS)],
  ['gzip', gzipSync(plain)],
  ['a last line that is cut off', `${plain}9000,0.1`],
  ['no header', lines.slice(1).join('\n'), ['--no-header', '--time', '1', '--target', '4']],
  ['two columns of one name', plain.replace('time,a,b,y', 'time,a,a,y'), ['--duplicate-names', 'number']],
  [
    'a row twice',
    [...lines.slice(0, 40), lines[39], ...lines.slice(40), ''].join('\n'),
    ['--duplicates', 'first'],
  ],
  [
    'rows out of order',
    [...lines.slice(0, 40), lines[41], lines[40], ...lines.slice(42), ''].join('\n'),
    ['--sort'],
  ],
  [
    'JSON lines',
    Array.from({ length: ROWS }, (_, t) =>
      JSON.stringify({ time: 60 * t, a: Number(a(t)), b: Number(b(t)), y: Number(y(t)) }),
    ).join('\n'),
  ],
];

let reference: string[][] = [];
beforeAll(async () => {
  await train('plain.mns', write('plain.csv', plain), '--target', 'y');
  reference = rowsOf((await run('plain.mns', write('plain.csv', plain))).stdout);
});

test.each<Kind>(kinds)('%s', async (name, text, flags = []) => {
  const file = write(`${name.replaceAll(' ', '-')}.log`, text);
  const target = flags.includes('--target') ? [] : ['--target', 'y'];
  const trained = await train('kind.mns', file, ...target, ...flags);
  expect(trained.stderr).not.toMatch(/^meniscus: .*refused/m);
  expect(trained.status).toBe(0);
  expect(metadata('kind.mns').interval).toBeCloseTo(60, 6);
  // what is chosen is known; how the text is cut and put in order is said again
  const again = flags.filter(
    (flag, i) => !['--target', '--time'].includes(flag) && !['--target', '--time'].includes(flags[i - 1]),
  );
  const { stdout, status, stderr } = await run('kind.mns', file, ...again);
  expect([status, stderr.split('\n').filter((line) => line.includes(' error'))]).toEqual([0, []]);
  const rows = rowsOf(stdout);
  expect(rows).toHaveLength(ROWS);
  if (name !== 'a constant')
    rows.forEach(([value], t) => {
      expect(Number(value)).toBeCloseTo(Number(reference[t][0]), 4);
    });
  if (flags.length > 0 && !name.includes('header') && !name.includes('name')) return;
  if (typeof text === 'string' && !name.startsWith('JSON'))
    expect((await stream('kind.mns', text, ...again)).stdout).toBe(stdout);
});
