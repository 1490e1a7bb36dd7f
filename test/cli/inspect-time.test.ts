/** What `inspect` says of how time goes in a model's data, and of origins. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporary } from '../folder.ts';
import { blobOf, farModel, nearModel } from '../origins.ts';
import { called } from './command-line.ts';

const folder = temporary();
const fact = async (label: string, metadata: object, network = nearModel()): Promise<string | undefined> => {
  const file = join(folder, 'a.mns');
  writeFileSync(file, blobOf(network, metadata));
  const { stdout, status } = await called(['inspect', file]);
  expect(status).toBe(0);
  return new RegExp(`^  ${label} +(.*(?:\\n {6,}.*)*)`, 'm').exec(stdout)?.[1];
};

test.each([
  [
    { timed: true, timeColumn: 'when', interval: 4.98512, training: {} },
    'column "when", usual interval 4.985',
  ],
  [{ timed: true, timeColumn: null, interval: 0.1, training: {} }, 'from the data, usual interval 0.1'],
  [{ timed: false, training: {} }, 'no column of it in training: each row is a step of 1'],
  [{ training: {} }, 'no column of it in training: each row is a step of 1'],
  [{ interval: 2 }, 'its column is not known, usual interval 2'],
  [{}, 'its column is not known, no usual interval'],
  [{ timed: true, timeColumn: 'a\u001b[2Jb', interval: 1 }, 'column "a\\u001b[2Jb", usual interval 1'],
])('%j', async (metadata, want) => expect(await fact('time', metadata)).toBe(want));

test('origins, one for each number that has one', async () => {
  expect(await fact('origins', {})).toBeUndefined();
  const lines = (await fact('origins', { inputs: ['north', 'x', 'ms'] }, farModel()))?.split('\n');
  expect(lines?.map((line) => line.trim())).toEqual([
    'input 0 "north" from 5300000.0625, deviation 0.14',
    'input 2 "ms" from 1600000000000, deviation 50000',
    'output 0 from -7000000, deviation 0.5',
  ]);
});
