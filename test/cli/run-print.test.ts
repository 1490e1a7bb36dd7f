/** What `run` prints beside predictions: columns, truth, scores, classes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, stream, load } = workshop();
const ROWS = 100;
const minute = (t: number): string => new Date(1.77e12 + 60_000 * t).toISOString();
const a = (t: number): number => Math.sin(t / 3);
const b = (t: number): number => Math.cos(t / 5);
const state = (t: number): string => ['rest', 'run', 'stop'][Math.floor(t / 7) % 3];
const wind = (t: number): string => ['N', 'NW', 'S'][Math.floor(t / 4) % 3];

/** Mean squared error, by hand. */
const mse = (pairs: readonly (readonly [number, number])[]): number =>
  pairs.reduce((sum, [x, y]) => sum + (x - y) ** 2, 0) / pairs.length;

let file = '';
beforeAll(() => {
  file = write('log.csv', table({ time: minute, a, b, y: (t) => a(t - 1), state, wind }, ROWS));
});

describe('numbers', () => {
  beforeAll(async () => {
    expect((await train('y.mns', file, '--target', 'y', '--inputs', 'a,b')).status).toBe(0);
  });

  test('--keep prints columns, the time and the truth beside the prediction', async () => {
    const plain = rowsOf((await run('y.mns', file)).stdout);
    const { stdout, stderr } = await run('y.mns', file, '--keep', 'wind,time,truth');
    expect(stderr).toBe('');
    expect(stdout.split('\n')[0]).toBe('wind,time,y truth,y');
    expect(rowsOf(stdout)).toEqual(plain.map(([y], t) => [wind(t), minute(t), String(a(t - 1)), y]));
  });

  test('--keep of an unknown column is refused with the nearest', async () => {
    const { status, stderr, stdout } = await run('y.mns', file, '--keep', 'wnd');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${file}: column "wnd", which --keep names, is missing: did you mean "wind"?`);
  });

  test('--score prints the errors on standard error, and those of the last true value', async () => {
    const { stdout, stderr } = await run('y.mns', file, '--score');
    const pairs = rowsOf(stdout).map(([y], t) => [Number(y), a(t - 1)] as const);
    const row = stderr.split('\n').find((line) => line.startsWith('y ')) as string;
    const [, count, rmse, mae, r2, skill] = row.trim().split(/\s\s+/);
    expect(Number(count)).toBe(ROWS);
    expect(Number(rmse)).toBeCloseTo(Math.sqrt(mse(pairs)), 3);
    expect(Number(mae)).toBeCloseTo(pairs.reduce((sum, [x, y]) => sum + Math.abs(x - y), 0) / ROWS, 3);
    const mean = pairs.reduce((sum, [, y]) => sum + y, 0) / ROWS;
    expect(Number(r2)).toBeCloseTo(1 - mse(pairs) / mse(pairs.map(([, y]) => [mean, y])), 2);
    const last = mse(pairs.slice(1).map(([, y], t) => [y, pairs[t][1]]));
    expect(Number(skill)).toBeCloseTo(1 - mse(pairs.slice(1)) / last, 2);
    expect(stderr).toContain('skill is 1 − MSE / MSE of the last true target');
  });

  test('--score leaves out rows without a truth, and says it if there is none', async () => {
    const gaps = write('gaps.csv', table({ time: minute, a, b, y: (t) => (t < 40 ? 'NA' : a(t - 1)) }, ROWS));
    expect((await run('y.mns', gaps, '--score')).stderr).toMatch(/^y +60 /m);
    const none = write('none.csv', table({ time: minute, a, b, y: () => '' }, ROWS));
    expect((await run('y.mns', none, '--score')).stderr).toContain('no row has a truth');
  });

  test('--score without the column says which, and why', async () => {
    const { status, stderr } = await run(
      'y.mns',
      write('bare.csv', table({ time: minute, a, b }, 9)),
      '--score',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('column "y", which the model predicts, is missing');
    expect(stderr).toContain('--score');
  });
});

describe('numbers ahead', () => {
  beforeAll(async () => {
    expect(
      (await train('ahead.mns', file, '--target', 'a', '--inputs', 'a,b', '--horizon', '3')).status,
    ).toBe(0);
  });

  test('the truth of a row comes later, and the last rows have none', async () => {
    const { stdout } = await run('ahead.mns', file, '--keep', 'truth');
    expect(stdout.split('\n')[0]).toBe('a+1 truth,a+2 truth,a+3 truth,a+1,a+2,a+3');
    const truth = (t: number): string => (t < ROWS ? String(a(t)) : '');
    rowsOf(stdout).forEach((cells, t) => {
      expect(cells.slice(0, 3)).toEqual([truth(t + 1), truth(t + 2), truth(t + 3)]);
    });
    expect(rowsOf(stdout)).toHaveLength(ROWS);
  });

  test('each lead is scored on its own rows, against persistence', async () => {
    const { stdout, stderr } = await run('ahead.mns', file, '--score');
    const rows = rowsOf(stdout).map((cells) => cells.map(Number));
    for (const lead of [1, 2, 3]) {
      const pairs = rows.slice(0, ROWS - lead).map((cells, t) => [cells[lead - 1], a(t + lead)] as const);
      const line = stderr.split('\n').find((one) => one.startsWith(`a+${lead} `)) as string;
      const [, count, rmse, , , skill] = line.trim().split(/\s\s+/);
      expect(Number(count)).toBe(ROWS - lead);
      expect(Number(rmse) ** 2).toBeCloseTo(mse(pairs), 3);
      const persistence = mse(pairs.map(([, y], t) => [y, a(t)]));
      expect(Number(skill)).toBeCloseTo(1 - mse(pairs) / persistence, 2);
    }
  });
});

describe('classes', () => {
  beforeAll(async () => {
    expect((await train('state.mns', file, '--target', 'state', '--inputs', 'a,b')).status).toBe(0);
  });

  test('their names are printed; with --probabilities all of them', async () => {
    const { stdout } = await run('state.mns', file, '--keep', 'truth');
    expect(stdout.split('\n')[0]).toBe('state truth,state');
    const { stdout: shares } = await run('state.mns', file, '--probabilities');
    expect(shares.split('\n')[0]).toBe('state=rest,state=run,state=stop');
    const named = rowsOf(stdout);
    rowsOf(shares).forEach((cells, t) => {
      const likely = cells.map(Number);
      expect(likely.reduce((sum, p) => sum + p)).toBeCloseTo(1, 4);
      expect(named[t]).toEqual([state(t), ['rest', 'run', 'stop'][likely.indexOf(Math.max(...likely))]]);
    });
  });

  test('--score gives the accuracy beside that of the most frequent class', async () => {
    const { stdout, stderr } = await run('state.mns', file, '--score');
    const right = rowsOf(stdout).filter(([word], t) => word === state(t)).length;
    expect(stderr).toContain(`score of ${ROWS} rows: accuracy ${right.toFixed(2)} %, balanced accuracy`);
    expect(stderr).toContain('; most frequent class, rest: 35.00 %');
    expect(stderr).toMatch(/, F1 [\d.]+ %;/);
  });

  test('a class that the model does not know is named by line; it is not read without --score', async () => {
    const odd = write(
      'odd.csv',
      table({ time: minute, a, b, state: (t) => (t === 4 ? 'jog' : state(t)) }, 9),
    );
    const { status, stderr } = await run('state.mns', odd, '--score');
    expect(status).toBe(2);
    expect(stderr).toContain(
      `${odd}: line 6, column "state": "jog" is none of the model's classes, rest, run, stop`,
    );
    expect((await run('state.mns', odd)).status).toBe(0);
  });

  test('--probabilities of numbers is refused before any data come', async () => {
    const { status, stderr } = await stream('y.mns', '', '--probabilities');
    expect(status).toBe(2);
    expect(stderr).toContain('--probabilities:');
    expect(stderr).toContain('predicts numbers, not classes');
  });
});

describe('words as inputs', () => {
  beforeAll(async () => {
    expect(
      (await train('wind.mns', file, '--target', 'y', '--inputs', 'a,wind', '--one-hot', 'wind')).status,
    ).toBe(0);
  });

  test('are an input for each word, in any stream', async () => {
    const { stdout, stderr } = await run('wind.mns', file);
    expect(stderr).toBe('');
    const model = load('wind.mns');
    expect(model.metadata.inputs).toEqual(['a', 'wind=N', 'wind=NW', 'wind=S']);
    const session = model.session();
    rowsOf(stdout).forEach(([y], t) => {
      const want = session.step([a(t), ...['N', 'NW', 'S'].map((word) => Number(word === wind(t)))], 60)[0];
      expect(Number(y)).toBeCloseTo(want, 5);
    });
    expect((await stream('wind.mns', table({ time: minute, a, wind }, ROWS))).stdout).toBe(stdout);
  });

  test('a missing word is a gap; an unknown one is none of them, which is said once', async () => {
    const odd = (t: number): string => (t === 3 || t === 5 ? 'E' : wind(t));
    const { status, stderr } = await stream('wind.mns', table({ time: minute, a, wind: odd }, 20));
    expect(status).toBe(0);
    expect(stderr.match(/"E"/g)).toHaveLength(1);
    expect(stderr).toMatch(/line 5, column "wind": "E" .*N, NW, S/);
  });
});

test('--inputs must name a column for each input', async () => {
  await train('y2.mns', file, '--target', 'y', '--inputs', 'a,b');
  const { status, stderr } = await stream('y2.mns', '', '--inputs', 'a');
  expect(status).toBe(2);
  expect(stderr).toContain('--inputs names 1 column, but the model reads 2');
  const swapped = await run('y2.mns', file, '--inputs', 'b,a');
  const session = load('y2.mns').session();
  rowsOf(swapped.stdout).forEach(([y], t) => {
    expect(Number(y)).toBeCloseTo(session.step([b(t), a(t)], 60)[0], 5);
  });
});

test('a column that is kept may have a comma in its name', async () => {
  const data = write('commas.csv', table({ time: minute, '"RH, %"': a, y: b }, ROWS));
  await train('commas.mns', data, '--target', 'y');
  const { stdout, status } = await run('commas.mns', data, '--keep', 'time,RH, %');
  expect([status, stdout.split('\n')[0]]).toEqual([0, 'time,"RH, %",y']);
});
