/** Input without an end, and input that is too large: an error by one line, in time and memory that are bounded. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { streamTable } from '../../src/table/stream.ts';
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
  await expect(streamTable(endless, { file: 'x.csv' })).rejects.toThrow(
    'x.csv: line 1 has more than 1,000,000 bytes, the most that a line may have here',
  );
  expect(given).toBeLessThan(4_000_000);
});

test('columns beyond what a model can read are refused by their number', async () => {
  const header = Array.from({ length: 70_000 }, (_, i) => `c${i}`).join(',');
  await expect(streamTable(`${header}\n`, { file: 'wide.csv' })).rejects.toThrow(
    'wide.csv: line 1 has more than 65,535 columns',
  );
});

test.each([
  ['run', (file: string) => ['run', model, file]],
  [
    'train',
    (file: string) => ['train', file, '--predict-next', '--epochs', '1', '-o', join(folder, 'm.mns')],
  ],
  ['inspect', (file: string) => ['inspect', file]],
])('%s says what a file is that it cannot read', async (_, words) => {
  const file = join(folder, 'model.pth');
  writeFileSync(file, Buffer.from(`PK\x03\x04${' '.repeat(26)}archive/data.pkl`));
  const { status, stderr } = await called(words(file));
  expect(status).toBe(2);
  expect(stderr).toMatch(/^meniscus: .*model\.pth: is a zip archive \(a PyTorch checkpoint\), not .*\n$/);
});

test('import says what a file is that holds no model', async () => {
  const file = join(folder, 'model.onnx');
  writeFileSync(file, '\x89PNG\r\n\x1a\n', 'latin1');
  const { status, stderr } = await called(['import', file, '-o', join(folder, 'm.mns')]);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/model\.onnx: is a PNG picture, not a model .*\n$/),
  ]);
});

test('an array is one whatever its file is called, and so is a table', async () => {
  const table = join(folder, 'table.npy');
  writeFileSync(table, 'time,outside,sun,heater,vent\n0,1,2,0,0\n5,1,2,0,0\n');
  const { status, stdout } = await called(['run', model, table]);
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(3);
});
