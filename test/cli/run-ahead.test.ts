/** What lies ahead: forecasts that go on by themselves, and columns whose future is known. */
import { beforeAll, describe, expect, test } from 'vitest';
import { rowsOf, table, workshop } from './workshop.ts';

const { write, train, run, stream, load, metadata } = workshop();
const a = (t: number): number => Math.sin(t / 3);
const b = (t: number): number => Math.cos(t / 3);
const hour = (t: number): number => t % 24;
const day = (t: number): string => new Date(1.77e12 + 86_400_000 * t).toISOString().slice(0, 10);

describe('--forecast', () => {
  const file = () => write('waves.csv', table({ date: day, a, b }, 100));
  beforeAll(async () => {
    expect((await train('next.mns', file(), '--predict-next')).status).toBe(0);
  });

  test('is the model fed with its own outputs, with the times that follow', async () => {
    const { stdout, stderr } = await run('next.mns', file(), '--forecast', '5', '--keep', 'date');
    expect(stderr).toBe('');
    expect(stdout.split('\n')[0]).toBe('date,a,b');
    const session = load('next.mns').session();
    let last: number[] = [];
    for (let t = 0; t < 100; t++) last = Array.from(session.step([a(t), b(t)], 86_400));
    rowsOf(stdout).forEach(([date, ...values], k) => {
      expect(date.slice(0, 10)).toBe(day(100 + k));
      for (const [c, value] of values.entries()) expect(Number(value)).toBeCloseTo(last[c], 4);
      last = Array.from(session.step(last, 86_400));
    });
    expect(rowsOf(stdout)).toHaveLength(5);
    expect(
      (await stream('next.mns', table({ date: day, a, b }, 100), '--forecast', '5', '--keep', 'date')).stdout,
    ).toBe(stdout);
  });

  test('is scored against what needs no model', async () => {
    const { stderr } = await run('next.mns', file(), '--forecast', '5', '--score');
    for (const name of ['persistence', 'linear']) expect(stderr).toContain(name);
    const { status, stderr: refused } = await stream('next.mns', '', '--forecast', '5', '--score');
    expect(status).toBe(2);
    expect(refused).toContain('name a file');
  });

  test('needs a model that predicts all that it reads', async () => {
    await train('one.mns', file(), '--target', 'a', '--predict-next', '--inputs', 'a,b');
    const { status, stderr, stdout } = await run('one.mns', file(), '--forecast', '5');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('cannot go on by itself, since it reads "b" and does not predict it');
  });
});

describe('--known', () => {
  const text = table({ y: a, hour }, 100);
  beforeAll(async () => {
    const { status } = await train(
      'hour.mns',
      write('hour.csv', text),
      '--target',
      'y',
      '--predict-next',
      '--known',
      'hour',
    );
    expect(status).toBe(0);
  });

  test('the input of a row is the column of a later one', async () => {
    expect(metadata('hour.mns')).toMatchObject({ inputs: ['y', 'hour+1'], known: { hour: [1] } });
    const { stdout, stderr } = await stream('hour.mns', text);
    const session = load('hour.mns').session();
    const rows = rowsOf(stdout);
    expect(rows).toHaveLength(99);
    rows.forEach(([value], t) => {
      expect(Number(value)).toBeCloseTo(session.step([a(t), hour(t + 1)], 1)[0], 5);
    });
    expect(stderr).toContain('1 rows have no prediction: what they read is known only 1 steps later');
  });

  test('rows of the future have only what is known, and are not counted', async () => {
    const future = `${text},${hour(100)}\n`;
    const { stdout, stderr } = await stream('hour.mns', future);
    expect(rowsOf(stdout)).toHaveLength(100);
    expect(stderr).toBe('');
    expect((await run('hour.mns', write('future.csv', future))).stdout).toBe(stdout);
  });

  test('a column of the name of the input has the value of the row itself', async () => {
    const own = table({ y: a, 'hour+1': (t) => hour(t + 1) }, 100);
    const { stdout } = await stream('hour.mns', own);
    expect(rowsOf(stdout)).toHaveLength(100);
    expect(rowsOf(stdout).slice(0, 99)).toEqual(rowsOf((await stream('hour.mns', text)).stdout));
  });

  test('a forecast goes as far as it is known', async () => {
    const future = text + Array.from({ length: 4 }, (_, k) => `,${hour(100 + k)}\n`).join('');
    const { stdout } = await run('hour.mns', write('four.csv', future), '--forecast', '4');
    const session = load('hour.mns').session();
    let last = 0;
    for (let t = 0; t < 100; t++) [last] = session.step([a(t), hour(t + 1)], 1);
    rowsOf(stdout).forEach(([value], k) => {
      expect(Number(value)).toBeCloseTo(last, 4);
      [last] = session.step([last, hour(101 + k)], 1);
    });
    expect(rowsOf(stdout)).toHaveLength(4);
    const { status, stderr } = await run('hour.mns', write('four.csv', future), '--forecast', '9');
    expect(status).toBe(2);
    expect(stderr).toContain('--forecast 9 needs rows after the last reading with what is known ahead');
  });
});
