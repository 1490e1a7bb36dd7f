/** How `meniscus train` splits data, and what it says of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { table, workshop } from './workshop.ts';

const { at, write, train, run } = workshop();
const wave = (t: number): number => Math.sin(t / 3);

describe('in time', () => {
  const drifting = () => write('drift.csv', table({ x: (t) => wave(t) + t / 200 }, 1000));

  test('validation lies in blocks, or in the last one if that is asked for', async () => {
    const spread = await train('spread.mns', drifting(), '--predict-next');
    expect(spread.stderr).toContain(
      'split    700 rows train, 150 in 4 blocks between them validate, the last 150 test (--validation)',
    );
    const last = await train('last.mns', drifting(), '--predict-next', '--validation', 'last');
    expect(last.stderr).toContain('split    700 rows train, 150 validate, the last 150 test');
    const training = (name: string) => readBlob(readFileSync(at(name))).metadata.training as object;
    expect(training('spread.mns')).toMatchObject({ validation: 'spread' });
    expect(training('last.mns')).not.toHaveProperty('validation');
  });

  test('forecasts over the test part are those of the training', async () => {
    const trained = await train('same.mns', drifting(), '--predict-next');
    const scored = await run('same.mns', drifting(), '--forecast', '50', '--score');
    const figures = (text: string) =>
      /persistence.*/.exec(text.slice(text.indexOf('forecasts')))?.[0].split(/ +/);
    expect(figures(trained.stdout)?.length).toBeGreaterThan(4);
    expect(figures(scored.stderr)).toEqual(figures(trained.stdout));
  });

  test('a class that comes up in the test part alone is named', async () => {
    const state = (t: number) => ['rest', 'run', 'rest', 'fall'][t < 180 ? (t >> 3) % 3 : 3];
    const file = write('fall.csv', table({ x: wave, state }, 200));
    const { status, stderr } = await train('fall.mns', file, '--target', 'state');
    expect(status).toBe(0);
    expect(stderr).toContain(
      '"state": training never sees "fall", which other parts hold, so it cannot be told',
    );
  });
});

describe('whole recordings', () => {
  const groups = (states: readonly string[]): string =>
    [
      'who,x,state',
      ...states.flatMap((state, k) => Array.from({ length: 8 }, (_, t) => `g${k},${wave(t + k)},${state}`)),
      '',
    ].join('\n');
  const each = ['--target', 'state', '--label', 'per-recording', '--group', 'who'];

  test('sorted by class: every class is in every part, else that is said', async () => {
    const sorted = write('sorted.csv', groups(['a', 'b', 'c'].flatMap((name) => new Array(6).fill(name))));
    const { status, stdout, stderr } = await train('sorted.mns', sorted, ...each);
    expect(status).toBe(0);
    expect(stderr).toContain('split    12 recordings train, 3 validate, 3 test, by their labels');
    expect(stderr).not.toContain('has no recording of');
    // a third of the test part is of each class
    expect(stdout).toMatch(/most frequent class, a\D+33\.33 %/);

    const few = write('few.csv', groups([...new Array(6).fill('a'), ...new Array(6).fill('b'), 'c', 'c']));
    const { stderr: said } = await train('few.mns', few, ...each);
    expect(said).toMatch(/"state": the (validation|test) part has no recording of "c"/);
  });

  test('without a label of each, validation lies between what is learned from', async () => {
    const next = ['--target', 'x', '--predict-next', '--inputs', 'x', '--group', 'who'];
    const file = write('many.csv', groups(new Array(12).fill('a')));
    const { stderr } = await train('many.mns', file, ...next);
    expect(stderr).toContain('split    8 recordings train, 1 between them validate, the last 3 test');
  });
});
