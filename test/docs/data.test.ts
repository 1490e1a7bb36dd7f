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

// a sensor that fails now and then, states in words, and daily sales by the day of the week
const rows = (header: string, count: number, row: (t: number) => string): string =>
  `${header}\n${Array.from({ length: count }, (_, t) => row(t)).join('\n')}\n`;
const wave = (t: number): string => Math.sin(0.3 * t).toFixed(3);
writeFileSync(
  join(folder, 'gaps.csv'),
  rows('time,a,b,y', 120, (t) => `${60 * t},${t % 17 < 4 ? -200 : wave(t)},${wave(t + 2)},${wave(t - 1)}`),
);
writeFileSync(
  join(folder, 'states.csv'),
  rows('time,a,state', 120, (t) => `${60 * t},${wave(t)},${Math.sin(0.3 * t) > 0 ? 'run' : 'sit'}`),
);
writeFileSync(
  join(folder, 'sales.csv'),
  rows('date,sales,weekday', 140, (t) => {
    const day = new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
    return `${day},${100 + 5 * (t % 7)},${t % 7}`;
  }),
);

const commands = blocks(page, 'sh').flatMap((block) => block.trim().split('\n'));

test.each(commands)('%s', async (line) => {
  const [program, ...words] = line.split(' ');
  expect(program).toBe('meniscus');
  const { status, stdout, stderr } = await called(words, { cwd: folder });
  expect([status, words[0] === 'look' ? stderr : '']).toEqual([0, '']);
  if (line === commands[0]) expect(blocks(page, 'text')).toContain(stdout);
});
