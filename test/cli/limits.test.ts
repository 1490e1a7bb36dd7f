/** Input without an end, and input that is too large: an error by one line, in time and memory that are bounded. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { linesOf } from '../../src/cli/data.ts';
import { streamCsv } from '../../src/data/csv.ts';
import { temporary } from '../folder.ts';
import { called, root } from './command-line.ts';

const model = join(root, 'models/greenhouse.mns');
const folder = temporary();

test('a line without an end is refused where it passes the limit', async () => {
  let given = 0;
  const endless = new Readable({
    read() {
      given += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  const read = async () => {
    for await (const _ of linesOf(endless, 'x.csv'));
  };
  await expect(read()).rejects.toThrow(
    'x.csv: line 1 has more than 1,000,000 bytes, the most that a line may have here',
  );
  expect(given).toBeLessThan(4_000_000);
});

test.each([
  ['a,b\n1,2\n', ['a,b', '1,2']],
  ['a,b\r\n1,2', ['a,b', '1,2']],
  ['\n\n', ['', '']],
  ['', []],
  ['größe', ['größe']],
])('lines of %j, however it is cut', async (text, lines) => {
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const found: string[] = [];
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
    for await (const line of linesOf(parts, 'x')) found.push(line);
    expect(found).toEqual(lines);
  }
});

test('columns beyond what a model can read are refused by their number', async () => {
  const header = Array.from({ length: 70_000 }, (_, i) => `c${i}`).join(',');
  const read = async () => {
    for await (const _ of streamCsv([header], { file: 'wide.csv' }));
  };
  await expect(read()).rejects.toThrow('wide.csv: line 1 has more than 65,535 columns');
});

test.each([
  ['run', (file: string) => ['run', model, file]],
  [
    'train',
    (file: string) => ['train', file, '--predict-next', '--epochs', '1', '-o', join(folder, 'm.mns')],
  ],
  ['import', (file: string) => ['import', file, '-o', join(folder, 'm.mns')]],
  ['inspect', (file: string) => ['inspect', file]],
])('%s says what a file is that it cannot read', async (_, words) => {
  const file = join(folder, 'model.pth');
  writeFileSync(file, Buffer.from(`PK\x03\x04${' '.repeat(26)}archive/data.pkl`));
  const { status, stderr } = await called(words(file));
  expect(status).toBe(2);
  expect(stderr).toMatch(/^meniscus: .*model\.pth: is a zip archive \(a PyTorch checkpoint\), not .*\n$/);
});

test('an array is one whatever its file is called, and so is a table', async () => {
  const table = join(folder, 'table.npy');
  writeFileSync(table, 'time,outside,sun,heater,vent\n0,1,2,0,0\n5,1,2,0,0\n');
  const { status, stdout } = await called(['run', model, table]);
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(3);
});
