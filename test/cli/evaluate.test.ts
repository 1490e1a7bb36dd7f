/** `evaluate`: metrics of a blob on any data, against baselines that need no training. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { untrained } from '../../src/measure/untrained.ts';
import { called } from './command-line.ts';
import { type Columns, rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, at, load, folder } = workshop();
const ROWS = 120;
const minute = (t: number): number => 60 * t;
const a = (t: number): number => Math.sin(t / 3);
const b = (t: number): number => 50 * Math.cos(t / 5);
const y = (t: number): number => a(t - 1) + 0.02 * b(t);
const state = (t: number): string => (Math.sin(t / 3) > 0.2 ? 'open' : 'shut');
const columns: Columns = { time: minute, a, b, y, state };

const evaluate = (model: string, files: string | readonly string[], ...flags: string[]) =>
  called(['evaluate', at(model), ...[files].flat(), ...flags]);
const json = async (model: string, files: string | readonly string[], ...flags: string[]) => {
  const { stdout, stderr, status } = await evaluate(model, files, '--json', ...flags);
  expect([status, stderr.split('\n').filter((line) => line.includes('rror'))]).toEqual([0, []]);
  return JSON.parse(stdout);
};
/** Mean of the squared differences. */
const mse = (pairs: readonly (readonly [number, number])[]): number =>
  pairs.reduce((sum, [x, z]) => sum + (x - z) ** 2, 0) / pairs.length;

let file = '';
beforeAll(() => {
  file = write('log.csv', table(columns, ROWS));
});

describe('numbers of the present row', () => {
  beforeAll(async () => {
    expect((await train('y.mns', file, '--target', 'y', '--inputs', 'a,b')).status).toBe(0);
  });

  test('are compared with what run prints, from step 5 on', async () => {
    const pairs = rowsOf((await run('y.mns', file)).stdout)
      .map(([given], t) => [Number(given), y(t)] as const)
      .slice(5);
    const found = await json('y.mns', file);
    expect(found).toMatchObject({ recordings: 1, rows: ROWS, scoredFrom: 5, measure: 'MSE' });
    const [output] = found.outputs;
    expect(output).toMatchObject({ name: 'y', column: 'y', lead: 0, rows: ROWS - 5 });
    const error = mse(pairs);
    expect(output.mse).toBeCloseTo(error, 5);
    expect(output.rmse).toBeCloseTo(Math.sqrt(error), 5);
    const mean = pairs.reduce((sum, [, z]) => sum + z, 0) / pairs.length;
    expect(output.r2).toBeCloseTo(1 - error / mse(pairs.map(([, z]) => [mean, z])), 4);
    const last = mse(pairs.map(([, z], i) => [y(i + 4), z]));
    expect(output.skill).toBeCloseTo(1 - error / last, 4);
    // the last true target is not there for a model that has to do without it
    expect(found.baselines.map(({ name }: { name: string }) => name)).toEqual(['zero', 'mean of these data']);
  });

  test('prints a table, the baselines, what is not among them, and ends with the verdict', async () => {
    const { stdout, stderr } = await evaluate('y.mns', file);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`${at('y.mns')}: 120 rows in 1 recording, scored from step 5 of each on`);
    expect(stdout).toMatch(/^ +rows +RMSE +MAE +R² +skill\ny +115 /m);
    expect(stdout).toContain('--baselines-from FILES fits them');
    expect(lines[lines.length - 1]).toMatch(
      /y\.mns is (WORSE than|only as good as|[\d.]+ times better than) the best baseline that needs no training, (zero|mean of these data)/,
    );
  });

  test('--baselines-from fits linear maps on other data', async () => {
    const { verdict, baselines } = await json('y.mns', file, '--baselines-from', file);
    expect(verdict).toMatchObject({ best: 'linear, 5 lags', call: 'worse' });
    expect(baselines).toHaveLength(7);
    const { stdout } = await evaluate('y.mns', file, '--baselines-from', file);
    expect(stdout).not.toContain('linear maps are not among them');
    expect(stdout).toMatch(/WORSE than the best baseline, linear, 5 lags: MSE .* try training with data/);
  });

  test('other columns, names and orders are read as run reads them', async () => {
    const swapped = write('swapped.csv', table({ y, q: b, time: minute, p: a }, ROWS));
    expect((await json('y.mns', swapped, '--inputs', 'p,q')).outputs).toEqual(
      (await json('y.mns', file)).outputs,
    );
    const { status, stderr } = await evaluate('y.mns', swapped);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('columns "a", "b", which the model reads, are missing'),
    ]);
  });

  test('several files are recordings of their own, each from the zero state', async () => {
    const again = write('again.csv', table(columns, ROWS));
    const [one, two] = [await json('y.mns', file), await json('y.mns', [file, again])];
    expect(two).toMatchObject({ recordings: 2, rows: 2 * ROWS });
    expect(two.outputs[0]).toMatchObject({ rows: 2 * one.outputs[0].rows });
    expect(two.outputs[0].rmse).toBeCloseTo(one.outputs[0].rmse, 9);
  });

  test('gaps are filled as in training; rows without a target do not count', async () => {
    const gappy: Columns = {
      ...columns,
      a: (t) => (t % 6 === 3 ? '' : a(t)),
      y: (t) => (t % 4 === 0 ? 'NA' : y(t)),
    };
    const gaps = write('gaps.csv', table(gappy, ROWS));
    const pairs = rowsOf((await run('y.mns', gaps)).stdout).flatMap(([given], t) =>
      t < 5 || t % 4 === 0 ? [] : [[Number(given), y(t)] as const],
    );
    const [output] = (await json('y.mns', gaps)).outputs;
    expect(output.rows).toBe(pairs.length);
    expect(output.mse).toBeCloseTo(mse(pairs), 5);
    const { status, stderr } = await evaluate('y.mns', gaps, '--missing-policy', 'error');
    expect([status, stderr]).toEqual([2, expect.stringContaining('"a" is missing')]);
  });

  test('a model that reads what is missing is fed with it', async () => {
    const gappy: Columns = { time: minute, a: (t) => (t % 6 === 3 ? '' : a(t)), y };
    const gaps = write('mask.csv', table(gappy, ROWS));
    await train('mask.mns', gaps, '--target', 'y', '--missing-policy', 'mask');
    const pairs = rowsOf((await run('mask.mns', gaps)).stdout).map(
      ([given], t) => [Number(given), y(t)] as const,
    );
    const [output] = (await json('mask.mns', gaps)).outputs;
    expect(output.mse).toBeCloseTo(mse(pairs.slice(5)), 5);
    const { status, stderr } = await evaluate('mask.mns', gaps, '--missing-policy', 'mean');
    expect([status, stderr]).toEqual([2, expect.stringContaining('the model reads what is missing')]);
  });

  test('data without the target, or with none of its values, are refused', async () => {
    const bare = write('bare.csv', table({ time: minute, a, b }, 20));
    const without = await evaluate('y.mns', bare);
    expect(without.status).toBe(2);
    expect(without.stderr).toContain(`${bare}: column "y", which the model predicts, is missing`);
    expect(without.stderr).toContain('meniscus run needs no truth');
    const empty = write('empty.csv', table({ ...columns, y: () => '' }, 20));
    const none = await evaluate('y.mns', empty);
    expect([none.status, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain(`${empty}: column "y", which the model predicts, is empty: without it`);
  });

  test('a model that was trained with times is not run without them, unless that is said', async () => {
    const untimed = write('untimed.csv', table({ a, b, y }, ROWS));
    const { status, stderr } = await evaluate('y.mns', untimed);
    expect([status, stderr]).toEqual([2, expect.stringContaining('there is no time column')]);
    const steady = await json('y.mns', untimed, '--time', 'none');
    expect(steady.outputs[0].mse).toBeCloseTo((await json('y.mns', file)).outputs[0].mse, 9);
  });

  test('a blob that says nothing of its columns is refused', async () => {
    const { network, parameters } = untrained({
      inputs: 2,
      outputs: 1,
      layers: [{ cell: 'gru', units: 2 }],
      readout: 'dense',
    });
    write('bare.mns', compile(network, parameters).blob);
    const { status, stderr } = await evaluate('bare.mns', file);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('the blob does not name its inputs and outputs'),
    ]);
  });
});

describe('numbers ahead', () => {
  test('each lead is compared on its own rows, with persistence; a table has the leads', async () => {
    await train('ahead.mns', file, '--target', 'a', '--inputs', 'a,b', '--horizon', '3');
    const short = await evaluate(
      'ahead.mns',
      write('short.csv', table({ ...columns, a: (t) => (t > 0 ? '' : 1) }, 3)),
    );
    expect([short.status, short.stderr]).toEqual([
      2,
      expect.stringContaining(
        'no row has a value of "a" to compare with, which has to come up to 3 rows after',
      ),
    ]);
    const found = await json('ahead.mns', file);
    expect(found.outputs.map(({ name, lead }: { name: string; lead: number }) => [name, lead])).toEqual([
      ['a+1', 1],
      ['a+2', 2],
      ['a+3', 3],
    ]);
    const rows = rowsOf((await run('ahead.mns', file)).stdout).map((cells) => cells.map(Number));
    for (const [k, { rmse, rows: count }] of found.outputs.entries()) {
      const pairs = rows.slice(5, ROWS - k - 1).map((cells, i) => [cells[k], a(i + 5 + k + 1)] as const);
      expect(count).toBe(pairs.length);
      expect(rmse).toBeCloseTo(Math.sqrt(mse(pairs)), 5);
    }
    const { stdout } = await evaluate('ahead.mns', file);
    expect(stdout).toMatch(/^MSE, by steps ahead .*ahead\.mns +persistence/m);
    expect(stdout).toMatch(/^all +[\d.e-]+ /m);
  });

  test('a change is added to the present value, and known columns are read ahead', async () => {
    await train(
      'change.mns',
      file,
      '--target',
      'a',
      '--inputs',
      'a',
      '--predict-next',
      '--learn',
      'change',
      '--known',
      'b',
    );
    const pairs = rowsOf((await run('change.mns', file)).stdout)
      .map(([given], t) => [Number(given), a(t + 1)] as const)
      .slice(5);
    const found = await json('change.mns', file);
    expect(pairs).toHaveLength(ROWS - 6);
    expect(found.outputs[0].mse).toBeCloseTo(mse(pairs), 6);
    const persistence = found.baselines.find(({ name }: { name: string }) => name === 'persistence');
    expect(persistence.error).toBeCloseTo(mse(pairs.map(([, z], i) => [a(i + 5), z])), 9);
  });

  test('a series with a season is compared with it', async () => {
    const week = (t: number): number => [0, 8, 10, 5, -4, -9, -7][t % 7] + Math.sin(t * t);
    const sales = write('sales.csv', table({ sales: week }, 200));
    await train('sales.mns', sales, '--predict-next');
    const { verdict } = await json('sales.mns', sales);
    expect(verdict.best).toBe('seasonal-naive, 7 steps');
  });
});

describe('classes', () => {
  test('have accuracies, F1 and a confusion matrix that counts every row', async () => {
    await train('state.mns', file, '--target', 'state', '--inputs', 'a,b');
    const guesses = rowsOf((await run('state.mns', file)).stdout).map(([guess]) => guess);
    const right = guesses.filter((guess, t) => t >= 5 && guess === state(t)).length;
    const found = await json('state.mns', file);
    expect(found).toMatchObject({ rows: ROWS, scored: ROWS - 5, measure: 'error rate' });
    expect(found.accuracy).toBeCloseTo(right / (ROWS - 5), 9);
    expect(found.classes.map(({ name }: { name: string }) => name)).toEqual(['shut', 'open']);
    expect(found.confusion.flat().reduce((sum: number, n: number) => sum + n)).toBe(ROWS - 5);
    expect(found.baselines[0].name).toBe('most frequent class, shut');
    const { stdout } = await evaluate('state.mns', file);
    expect(stdout).toMatch(/^confusion: class, by guess +shut +open +recall +precision +F1$/m);
    expect(stdout).toMatch(/^accuracy +[\d.]+ %$/m);
  });

  test('a class that the model does not know is an error', async () => {
    const odd = write('odd.csv', table({ ...columns, state: (t) => (t === 4 ? 'jog' : state(t)) }, 30));
    const { status, stderr } = await evaluate('state.mns', odd);
    expect([status, stderr]).toEqual([2, expect.stringContaining('"jog"')]);
  });

  test('one label for each recording, from a file', async () => {
    const runs = join(folder, 'runs');
    mkdirSync(runs);
    const isFast = (r: number): boolean => r % 3 === 0;
    for (let r = 0; r < 12; r++)
      writeFileSync(
        join(runs, `r${r}.csv`),
        table({ a: (t) => Math.sin(t * (isFast(r) ? 2 : 0.5)) }, 20 + r),
      );
    const labels = write(
      'labels.csv',
      `name,label\n${Array.from({ length: 12 }, (_, r) => `r${r},${isFast(r) ? 'fast' : 'slow'}`).join('\n')}\n`,
    );
    const trained = await train('label.mns', runs, '--labels', labels);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toContain('linear, means and deviations of the inputs');
    const found = await json('label.mns', runs, '--labels', labels);
    expect(found).toMatchObject({ recordings: 12, scored: 12, scoredFrom: 0 });
    const guesses = rowsOf((await run('label.mns', runs)).stdout);
    const right = guesses.filter(
      ([name, guess]) => guess === (isFast(Number(/r(\d+)/.exec(name)?.[1])) ? 'fast' : 'slow'),
    );
    expect(found.accuracy).toBeCloseTo(right.length / 12, 9);
    const { stderr, status } = await evaluate('label.mns', runs);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('"label", which the model predicts, is missing'),
    ]);
  });

  test('--labels of a model of numbers is refused', async () => {
    const { status, stderr } = await evaluate('y.mns', file, '--labels', file);
    expect([status, stderr]).toEqual([2, expect.stringContaining('predicts no classes')]);
  });
});

test('on its test recordings a model is as good as its training said', async () => {
  const name = (r: number): string => `part${r}.csv`;
  const files = Array.from({ length: 7 }, (_, r) =>
    write(name(r), table({ ...columns, a: (t) => a(t + 9 * r), y: (t) => y(t + 9 * r) }, 60)),
  );
  const { stdout } = await train('parts.mns', files, '--target', 'y', '--inputs', 'a,b');
  const said = /parts in WebAssembly, f32 +(\S+)/.exec(stdout)?.[1];
  const [output] = (await json('parts.mns', files.slice(5))).outputs;
  expect(output.mse.toPrecision(5)).toBe(said);
  expect(load('parts.mns').outputs).toBe(1);
});
