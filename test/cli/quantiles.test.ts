/** Quantiles on the command line: from training to a run and an evaluation. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { called } from './command-line.ts';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, run, metadata, at } = workshop();
const random = new Random(2);
const x = (t: number): number => Math.sin(t / 6);
const noise = Array.from({ length: 1200 }, () => random.normal());
const file = () => write('log.csv', table({ x, y: (t) => x(t) + 0.5 * noise[t] }, 1200));
const flags = ['--cell', 'gru', '--units', '4', '--epochs', '12', '--rate', '0.03', '--seed', '1'];

describe('a training', () => {
  let report = '';
  beforeAll(async () => {
    const words = ['train', file(), '--target', 'y', '--quantiles', '0.1,0.5,0.9', ...flags];
    const { status, stdout, stderr } = await called([...words, '-o', at('q.mns')]);
    expect(stderr).not.toMatch(/error/);
    expect(status).toBe(0);
    report = stdout;
  });

  test('says what share lies below each, and compares the median with the baselines', () => {
    const rows = report.split('\n').filter((line) => line.includes('y@'));
    const covered = rows
      .filter((line) => line.includes('%'))
      .map((line) => line.match(/[\d.]+ %/g)!.map(Number.parseFloat));
    expect(covered).toHaveLength(3);
    covered.forEach(([wanted, , validation, test], i) => {
      expect(wanted).toBe([10, 50, 90][i]);
      // 15 % of 1,200 rows are 180: chance alone moves a share of them by 0.03
      expect(Math.abs(validation - wanted)).toBeLessThan(4);
      expect(Math.abs(test - wanted)).toBeLessThan(12);
    });
    expect(report).toMatch(/mean in training/);
    expect(report).not.toMatch(/NaN/);
  });

  test('names its outputs, and the blob says what they are', async () => {
    expect(metadata('q.mns')).toMatchObject({
      outputs: ['y@0.1', 'y@0.5', 'y@0.9'],
      quantiles: [0.1, 0.5, 0.9],
    });
    const { stdout } = await run('q.mns', file());
    const rows = rowsOf(stdout);
    expect(stdout.split('\n')[0]).toBe('y@0.1,y@0.5,y@0.9');
    expect(rows).toHaveLength(1200);
    const ordered = rows.filter(
      ([low, middle, high]) => Number(low) < Number(middle) && Number(middle) < Number(high),
    );
    expect(ordered.length).toBeGreaterThan(1100);
  });

  test('evaluate scores it, as JSON too', async () => {
    const { status, stdout } = await called(['evaluate', at('q.mns'), file(), '--json']);
    expect(status).toBe(0);
    const { quantiles, outputs } = JSON.parse(stdout);
    expect(outputs.map(({ name }: { name: string }) => name)).toEqual(['y@0.5']);
    for (const { quantile, below, pinball } of quantiles) {
      expect(Math.abs(below - quantile)).toBeLessThan(0.05);
      expect(pinball).toBeLessThan(0.4);
    }
  });
});

test.each([
  [['--quantiles', '0.9,0.1'], '--quantiles must be numbers between 0 and 1, each above the one before'],
  [['--quantiles', 'half'], '--quantiles must be numbers between 0 and 1'],
  [['--quantiles', '0.5', '--loss', 'mae'], '--loss mae: --quantiles train with the loss of quantiles'],
  [['--quantiles', '0.5', '--classes', '2'], '--quantiles are of numbers'],
])('%j is refused', async (more, message) => {
  const classes = write('classes.csv', table({ x, y: (t) => t % 2 }, 300));
  const { status, stderr } = await called(['train', classes, '--target', 'y', ...more, '-o', at('none.mns')]);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
