/** What `train` says of a model at its end: metrics of all parts side by side, and a verdict. */
import { describe, expect, test } from 'vitest';
import { triesOf } from '../../src/cli/evaluation/tries.ts';
import { defineTask } from '../../src/train/task.ts';
import { called } from './command-line.ts';
import { table, workshop } from './workshop.ts';

const { write, train, at } = workshop();
const ROWS = 300;
const a = (t: number): number => Math.sin(t / 3);
const noise = (t: number): number => Math.sin(12.9898 * t * t);
const lastOf = (stdout: string): string => stdout.trimEnd().split('\n').at(-1) as string;
/** Cells of the row that begins with a text, without its name. */
const cellsOf = (stdout: string, name: string): string[] =>
  (stdout.split('\n').find((line) => line.trimStart().startsWith(`${name} `)) as string)
    .slice(name.length)
    .trim()
    .split(/\s\s+/);

describe('numbers', () => {
  const file = () => write('log.csv', table({ a, b: noise, y: (t) => a(t - 1) + 0.1 * noise(t) }, ROWS));

  test('parts stand side by side, and the last line is the verdict with what to try', async () => {
    const { stdout, status } = await train('y.mns', file(), '--target', 'y', '--window', '16');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ +train +validation +test$/m);
    expect(stdout).toContain('by output; skill is 1 − MSE / MSE of the last true target');
    const mse = Number(cellsOf(stdout, 'y in WebAssembly, f32')[0]);
    const rmse = (stdout.split('\n').find((line) => /^y +RMSE /.test(line)) as string).trim().split(/\s+/);
    expect(rmse).toHaveLength(5);
    expect(Number(rmse[4])).toBeCloseTo(Math.sqrt(mse), 3);
    expect(stdout).toMatch(/^ +R² +-?[\d.]+ +-?[\d.]+ +-?[\d.]+$/m);
    // the last true target is in the table, but not an alternative
    expect(lastOf(stdout)).toMatch(
      /^\S+y\.mns is WORSE than the best baseline, linear, \d lags?: test MSE \S+ against \S+, .* times: try more --epochs \(2\), a longer --window \(32\) or more --units \(4\)$/,
    );
  });

  test('a model that is better says by how much, and of what', async () => {
    // y is a product, which no linear map tells
    const words = [
      'train',
      write('product.csv', table({ a, b: noise, y: (t) => a(t) * noise(t) }, ROWS)),
      '--target',
      'y',
    ];
    const { stdout } = await called([
      ...words,
      ...['--cell', 'gru', '--units', '8', '--epochs', '60', '--rate', '0.03', '-o', at('product.mns')],
    ]);
    expect(lastOf(stdout)).toMatch(
      /product\.mns is [\d.]+ times better than the best baseline, .* \(test MSE \S+ against \S+\)$/,
    );
  });

  test('of many outputs the worst are shown, and what is left out is said', async () => {
    const columns = Object.fromEntries(
      Array.from({ length: 8 }, (_, k) => [`c${k}`, (t: number) => a(t + k) * 10 ** k]),
    );
    const { stdout } = await train('many.mns', write('many.csv', table(columns, ROWS)), '--predict-next');
    expect(stdout.match(/^c\d +RMSE /gm)).toHaveLength(5);
    expect(stdout).toMatch(
      /^3 more outputs: R² on the test part from -?[\d.]+ to -?[\d.]+, median -?[\d.]+; meniscus evaluate --json/m,
    );
    // each output counts by its own variance, not the largest alone
    expect(lastOf(stdout)).toContain('test MSE / variance');
  });

  test('of many steps ahead, near and far ones are shown', async () => {
    const { stdout } = await train('far.mns', file(), '--target', 'a', '--inputs', 'a', '--horizon', '12');
    expect(stdout.match(/^a\+\d+ +RMSE /gm)?.map((row) => row.split(' ')[0])).toEqual([
      'a+1',
      'a+5',
      'a+10',
      'a+12',
    ]);
    expect(stdout).toMatch(/^8 more outputs: /m);
    const [model, , , linear] = cellsOf(stdout, 'all').map(Number);
    const shown = lastOf(stdout);
    expect(shown).toContain(
      `test MSE ${Number(model.toPrecision(3))} against ${Number(linear.toPrecision(3))}`,
    );
    expect(shown).toContain('WORSE than the best baseline, linear, ');
  });

  test('an end that differs from the rest is said, with the factor', async () => {
    const end = write('end.csv', table({ a, y: (t) => (t < 255 ? a(t) : a(t) + 20) }, ROWS));
    const { stdout } = await train('end.mns', end, '--target', 'y');
    expect(stdout).toMatch(
      /end\.mns is [\d,.]+ times worse on the test part than on the validation part \(MSE /,
    );
    expect(stdout).toContain('the end of the data differs from the rest');
  });
});

describe('classes', () => {
  test('accuracies by part, beside linear classifiers, and the confusion matrix of the test part', async () => {
    const file = write(
      'states.csv',
      table({ a, b: noise, state: (t) => (a(t) > 0.3 ? 'open' : 'shut') }, ROWS),
    );
    const { stdout, status } = await train('state.mns', file, '--target', 'state');
    expect(status).toBe(0);
    for (const name of ['state in float64', 'most frequent class, shut', 'linear, 1 lag', 'linear, 5 lags'])
      expect(cellsOf(stdout, name)).toHaveLength(3);
    expect(stdout).toMatch(/^accuracy +[\d.]+ % +[\d.]+ % +[\d.]+ %$/m);
    expect(stdout).toMatch(/^balanced accuracy +[\d.]+ % +[\d.]+ % +[\d.]+ %$/m);
    expect(stdout).toMatch(/^test part: class, by guess +\S+ +\S+ +recall +precision +F1$/m);
    const counts = ['open', 'shut'].flatMap((name) => cellsOf(stdout, name).slice(0, 2).map(Number));
    expect(counts.reduce((sum, n) => sum + n)).toBe(45);
    expect(lastOf(stdout)).toMatch(/test error rate [\d.]+ % against [\d.]+ %/);
  });

  test('of many classes the ones told worst and the confusions are shown', async () => {
    const letter = (t: number): string => String.fromCharCode(97 + (t % 14));
    const file = write('letters.csv', table({ a: (t) => t % 14, letter }, ROWS));
    const { stdout } = await train('letter.mns', file, '--target', 'letter');
    expect(stdout).toContain('test part: the 12 classes told worst');
    expect(stdout).toMatch(/^most often confused: \w as \w \d+ ×/m);
    expect(stdout).toContain('2 more classes; meniscus evaluate --json prints all');
  });
});

test('what to try follows from what was asked for', () => {
  const task = defineTask(['x'], { next: true });
  const contest = (error: number) => ({
    measure: 'MSE',
    model: { name: 'm', error },
    baselines: [{ name: 'persistence', error: 1 }],
    shown: String,
  });
  const history = [3, 1, 2].map((validation, i) => ({
    ...{ epoch: i + 1, updates: 10 * (i + 1), validation },
    ...{ loss: 1, best: 1 },
  }));
  const trainer = { end: 'patience' as const, history, options: { window: 32, timeLimit: 600 } };
  const asked = { cell: 'ltc', units: 16, trainer, longest: 50, task, isClasses: false, contest: contest(2) };
  expect(triesOf(asked)).toEqual([
    '--learn change',
    '--cell gru',
    'a longer --window (50)',
    'more --units (32)',
  ]);
  const wide = { ...trainer, options: { window: 50, timeLimit: null } };
  expect(triesOf({ ...asked, cell: 'gru', trainer: wide })).toEqual(['--learn change', 'more --units (32)']);
  for (const other of [
    { contest: contest(0.5) },
    { isClasses: true },
    { task: { ...task, learn: 'change' as const } },
    { task: defineTask(['x', 'z'], { targets: ['x'] }) },
  ])
    expect(triesOf({ ...asked, ...other })).not.toContain('--learn change');
});

test('a training that was cut short may go on, one that got no better not', () => {
  const of = (end: 'epochs' | 'updates' | 'time' | 'patience', validation: readonly number[]) =>
    triesOf({
      ...{ cell: 'gru', units: 1, longest: 1, isClasses: true, task: defineTask(['x'], { next: true }) },
      contest: {
        measure: '',
        model: { name: '', error: 1 },
        baselines: [{ name: 'zero', error: 1 }],
        shown: String,
      },
      trainer: {
        ...{ end, options: { window: 1, timeLimit: 600 } },
        history: validation.map((loss, i) => ({
          ...{ epoch: i + 1, updates: 10 * (i + 1), validation: loss },
          ...{ loss, best: loss },
        })),
      },
    }).slice(0, -1);
  const falling = [4, 3, 2, 1];
  expect(of('epochs', falling)).toEqual(['more --epochs (8)']);
  expect(of('updates', falling)).toEqual(['more --updates (80)']);
  expect(of('time', falling)).toEqual(['a longer --time-limit (1200)']);
  expect(of('patience', falling)).toEqual([]);
  expect(of('epochs', [1, 2, 3, 4])).toEqual([]);
});
