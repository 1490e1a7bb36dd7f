/** --find-rate: shows what it tried, says what it takes, and trains with it. */
import { expect, test } from 'vitest';
import { called } from './command-line.ts';
import { table, workshop } from './workshop.ts';

const { write, at } = workshop();
const file = () =>
  write('log.csv', table({ x: (t) => Math.sin(t / 6), y: (t) => Math.sin((t - 2) / 6) }, 400));
const words = () => ['train', file(), '--target', 'y', '--cell', 'gru', '--units', '4', '--epochs', '2'];

test('the rate is found, said, and trained with', async () => {
  const { status, stdout, stderr } = await called([...words(), '--find-rate', '-o', at('found.mns')]);
  expect(status).toBe(0);
  expect(stderr).toMatch(/█+ ← falls fastest/);
  const [, rate] = stderr.match(/^meniscus: rate +([\d.e-]+), at which the loss falls fastest \(--rate\)$/m)!;
  const said = await called([...words(), '--rate', rate, '-o', at('again.mns')]);
  const metrics = (text: string): string =>
    text.slice(text.indexOf('\ntest')).replaceAll(/found|again/g, 'X');
  expect(metrics(stdout)).toBe(metrics(said.stdout));
});

test('a rate that is given needs no finding', async () => {
  const { status, stderr } = await called([...words(), '--find-rate', '--rate', '0.1', '-o', at('no.mns')]);
  expect(status).toBe(2);
  expect(stderr).toContain('--find-rate finds a rate, and --rate gives one, 0.1: leave one of them out');
});
