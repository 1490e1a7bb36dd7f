/** docs/data.md: its commands work as written on the files that it shows, and print what it shows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { called } from '../cli/command-line.ts';
import { temporary } from '../folder.ts';
import { blocks } from './blocks.ts';

const page = 'docs/data.md';
const folder = temporary();
const [log] = blocks(page, 'csv');
writeFileSync(join(folder, 'greenhouse.csv'), log);
mkdirSync(join(folder, 'runs'));
for (const run of [1, 2]) writeFileSync(join(folder, `runs/run${run}.csv`), log);
writeFileSync(
  join(folder, 'devices.csv'),
  `time,device,a\n${Array.from({ length: 40 }, (_, t) => `${60 * (t >> 1)},${'pq'[t % 2]},${t % 7}`).join('\n')}\n`,
);

const commands = blocks(page, 'sh').flatMap((block) => block.trim().split('\n'));

test.each(commands)('%s', async (line) => {
  const [program, ...words] = line.split(' ');
  expect(program).toBe('meniscus');
  const { status, stdout, stderr } = await called(words, { cwd: folder });
  expect([status, stderr]).toEqual([0, '']);
  if (line === commands[0]) expect(blocks(page, 'text')).toContain(stdout);
});
