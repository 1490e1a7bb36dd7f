/** `--folds`: how the error of a training varies with the data. */
import { describe, expect, test } from 'vitest';
import { called, root, start } from './command-line.ts';
import { table, workshop } from './workshop.ts';

const { at, write, train } = workshop();
const wave = (t: number): number => Math.sin(t / 3) + Math.cos(t / 1.7);

/** The rows of the table of folds: cells by the name of the row. */
function foldsOf(stdout: string): Map<string, string[]> {
  const lines = stdout.slice(0, stdout.indexOf('\n\n')).split('\n');
  return new Map(lines.map((line) => line.split(/ {2,}/)).map(([name, ...cells]) => [name, cells]));
}

const numbers = (cells: readonly string[] = []): number[] =>
  cells.flatMap((cell) => cell.split(' … ')).map(Number);

test('targets ahead: each fold trains on what comes before, beside the best baseline there', async () => {
  const drifting = write('drift.csv', table({ x: (t) => wave(t) + t / 50 }, 600));
  const { status, stdout, stderr } = await train('drift.mns', drifting, '--predict-next', '--folds', '3');
  expect(status).toBe(0);
  for (const fold of [1, 2, 3]) expect(stderr).toContain(`fold ${fold}/3 1/1 | best`);
  const rows = foldsOf(stdout);
  expect([...rows.keys()]).toEqual(['MSE by fold', '1', '2', '3', 'median', 'least … most']);
  // 510 rows before the test part: origins at 255, 340 and 425, each with 85 rows behind it
  const sizes = ['1', '2', '3'].map((fold) => numbers(rows.get(fold)?.slice(0, 3)));
  expect(sizes.map(([learnt, validated]) => learnt + validated)).toEqual([255, 340, 425]);
  expect(sizes.map(([, , scored]) => scored)).toEqual([85, 85, 85]);
  const errors = ['1', '2', '3'].map((fold) => Number(rows.get(fold)?.[3])).sort((a, b) => a - b);
  expect(numbers(rows.get('median'))[0]).toBe(errors[1]);
  expect(numbers(rows.get('least … most')).slice(0, 2)).toEqual([errors[0], errors[2]]);
  for (const fold of ['1', '2', '3']) expect(rows.get(fold)?.[5]).toMatch(/linear|persistence/);
  // the final training is what it is without folds
  const without = await train('plain.mns', drifting, '--predict-next');
  const report = (text: string) => text.slice(text.indexOf('test, ')).replaceAll(/drift|plain/g, '');
  expect(report(stdout)).toBe(report(without.stdout));
});

test('targets at the present row: each block is scored once', async () => {
  const file = write('now.csv', table({ x: wave, y: (t) => wave(t) ** 2 }, 400));
  const { stdout } = await train('now.mns', file, '--target', 'y', '--folds', '4');
  const rows = foldsOf(stdout);
  const scored = ['1', '2', '3', '4'].map((fold) => numbers(rows.get(fold)?.slice(0, 3)));
  expect(scored.map(([, , tested]) => tested)).toEqual([85, 85, 85, 85]);
  for (const [learnt, validated] of scored) expect(learnt + validated).toBe(255);
});

test('recordings with one label each are dealt label by label', async () => {
  const labels = ['a', 'b', 'c'].flatMap((name) => new Array<string>(8).fill(name));
  const rows = labels.flatMap((label, k) =>
    Array.from({ length: 6 }, (_, t) => `g${k},${wave(t + 7 * k)},${label}`),
  );
  const file = write('sorted.csv', ['who,x,state', ...rows, ''].join('\n'));
  const each = ['--target', 'state', '--label', 'per-recording', '--group', 'who', '--folds', '3'];
  const { status, stdout } = await train('sorted.mns', file, ...each);
  expect(status).toBe(0);
  const table = foldsOf(stdout);
  expect([...table.keys()][0]).toBe('error rate by fold');
  // 24 recordings of 6 rows, 4 of which test: 20 are dealt to three folds
  const scored = ['1', '2', '3'].map((fold) => numbers(table.get(fold)?.slice(0, 3))[2] / 6);
  expect(scored).toEqual([7, 7, 6]);
});

describe('it is refused', () => {
  const file = () => write('short.csv', table({ x: wave }, 40));

  test.each([
    [['--folds', '1'], '--folds must be a whole number ≥ 2'],
    [['--folds', '30'], 'short.csv: 34 samples before the test part are too few for 30 folds'],
    [['--folds', '2', '--lead', '20'], 'fold 1 of 2: too few samples'],
  ])('%j', async (flags, message) => {
    const { status, stderr } = await train('none.mns', file(), '--predict-next', ...flags);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^meniscus: [^\n]+\n$/);
    expect(status).toBe(2);
  });

  test('with weights that have seen the data', async () => {
    expect((await train('seen.mns', file(), '--predict-next')).status).toBe(0);
    const { status, stderr } = await train(
      'none.mns',
      file(),
      '--predict-next',
      '--folds',
      '2',
      '--from',
      at('seen.mns'),
    );
    expect(status).toBe(2);
    expect(stderr).toContain('the weights of --from may have learned from what a fold is scored on');
  });
});

test('what goes on from a checkpoint has had its folds', async () => {
  const file = write('resumed.csv', table({ x: wave }, 400));
  const flags = ['--predict-next', '--cell', 'gru', '--units', '4', '--folds', '2', '--epochs', '300'];
  const args = ['train', file, ...flags, '-o', at('resumed.mns')];
  const child = start(args, root);
  await new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.stderr.on('data', (text) => {
      if (/^training 30\/300/m.test(String(text))) child.kill('SIGKILL');
    });
  });
  expect(child.signalCode).toBe('SIGKILL');
  const { status, stdout, stderr } = await called([...args, '--resume']);
  expect(status).toBe(0);
  expect(stderr).toContain('--folds: left out, since');
  expect(stdout).not.toContain('by fold');
}, 60_000);
