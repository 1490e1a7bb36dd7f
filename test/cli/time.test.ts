/** What the commands take as time, in which unit, and which columns they feed a model with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

const folder = temporary();
const at = (name: string): string => join(folder, name);
const ROWS = 140;

/** A table of 140 rows, a minute apart, as functions of the row. */
const columns: Record<string, (t: number) => string | number> = {
  seconds: (t) => 60 * t,
  milliseconds: (t) => 1.77e12 + 60_000 * t,
  minute: () => 60,
  a: (t) => Math.sin(0.3 * t),
  b: (t) => Math.cos(0.2 * t),
  y: (t) => Math.sin(0.3 * t - 0.4),
  rising: (t) => 20 + 0.2 * t,
  text: () => 'north',
};

/** Writes a file of columns, each as `NAME` or `NAME=WHAT`. @returns its path */
function csv(name: string, header: readonly string[], rows = ROWS): string {
  const parts = header.map((one) => one.split('='));
  const lines = Array.from({ length: rows }, (_, t) =>
    parts.map(([as, of = as]) => columns[of](t)).join(','),
  );
  writeFileSync(at(name), `${[parts.map(([as]) => as).join(','), ...lines].join('\n')}\n`);
  return at(name);
}

const quick = ['--units', '2', '--unfolds', '1', '--epochs', '1'];
const training = (file: string, out: string, ...flags: string[]) =>
  called(['train', file, '--target', 'y', ...quick, '-o', at(out), ...flags]);
const metadataOf = (name: string) => loadSync(readFileSync(at(name))).metadata as Record<string, unknown>;
const predictions = (stdout: string): number[] => stdout.trim().split('\n').slice(1).map(Number);

describe('train', () => {
  test('says what it took as time, and how to change it', async () => {
    const { stderr, status } = await training(csv('time.csv', ['Time=seconds', 'a', 'y']), 'time.mns');
    expect(status).toBe(0);
    expect(stderr).toContain(
      'meniscus: time     "Time" (--time), plain numbers (--time-format), 0 to 8340; 60 nearly always;',
    );
    expect(metadataOf('time.mns')).toMatchObject({
      inputs: ['a'],
      timed: true,
      timeColumn: 'Time',
      interval: 60,
    });
    const intervals = await training(csv('dt.csv', ['dt=minute', 'a', 'y']), 'dt.mns');
    expect(intervals.stderr).toContain('"dt" (--time), intervals');
    expect(metadataOf('dt.mns')).toMatchObject({
      inputs: ['a'],
      timed: true,
      timeColumn: 'dt',
      interval: 60,
    });
  });

  test.each(['T', 't', 'ts', 'epoch'])('reads %s, and warns that it rises', async (name) => {
    const { stderr, status } = await training(csv('other.csv', [`${name}=rising`, 'a', 'y']), 'other.mns');
    expect(status).toBe(0);
    expect(stderr).toContain(
      `column "${name}" only rises or only falls, as a time or a counter does: --time ${name} takes it as the time, --ignore ${name}`,
    );
    expect(metadataOf('other.mns')).toMatchObject({ inputs: [name, 'a'], timed: false });
    expect(metadataOf('other.mns')).not.toHaveProperty('interval');
  });

  test('with --time none an input of such a name is one; a column called none is in quotes', async () => {
    const file = csv('none.csv', ['time=rising', 'a', 'none=seconds', 'y']);
    const none = await training(file, 'none.mns', '--time', 'none');
    expect(none.stderr).toContain(`the column of that name is --time '"none"'`);
    expect(none.stderr).toContain(
      `as a counter does: --time '"none"' takes it`.replace('a counter', 'a time or a counter'),
    );
    expect(metadataOf('none.mns')).toMatchObject({ inputs: ['time', 'a', 'none'], timed: false });
    await training(file, 'quoted.mns', '--time', '"none"');
    expect(metadataOf('quoted.mns')).toMatchObject({
      inputs: ['a'],
      timeColumn: 'none',
      interval: 60,
    });
  });

  test('with --inputs reads these alone, and the others may hold anything', async () => {
    const file = csv('inputs.csv', ['text', 'b', 'time=seconds', 'date=text', 'a', 'y']);
    const made = await training(file, 'inputs.mns', '--inputs', 'a,b');
    expect(made.status).toBe(0);
    expect(made.stderr).toContain('the time is "time", not "date"; --time NAME|none otherwise');
    expect(metadataOf('inputs.mns')).toMatchObject({ inputs: ['a', 'b'], timeColumn: 'time' });
    const { stdout, status } = await called(['run', at('inputs.mns'), file]);
    expect(status).toBe(0);
    expect(predictions(stdout)).toHaveLength(ROWS);
  });

  test.each<[string, string[], string]>([
    ['y,a', ['--inputs', 'y'], 'channel "y" is an input and a target at the same sample'],
    ['y,a', ['--inputs', 'aa'], 'no column is or fits "aa" (--inputs): did you mean "a"?'],
    ['y,a', ['--inputs', ','], '--inputs needs names, separated by commas'],
    ['y,time=seconds', [], '"time" is taken as the time and every other column is a target'],
    [
      'y,a,time=a',
      [],
      'line 8, column "time": 0.9738476308781953 comes after 0.9974949866040544 in line 7: rows are not in order of time, 72 times: --sort',
    ],
    ['y,a,DT=a', [], 'line 2, column "DT": the interval 0 is not > 0: mend the cell, or --time none'],
    ['y,a', ['--time', 'seconds'], 'there is no time column "seconds": there are y, a'],
    [
      'y,a,time=seconds',
      ['--time', 'time', '--inputs', 'time,a'],
      'column "time" is to be read (--inputs), but is the time too',
    ],
  ])('of %s %j is refused in one line', async (header, flags, message) => {
    const { stderr, status } = await training(csv('bad.csv', header.split(',')), 'bad.mns', ...flags);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});

describe('run', () => {
  beforeAll(async () => {
    await training(csv('ts.csv', ['ts=seconds', 'a', 'y']), 'ts.mns', '--time', 'ts');
    await training(csv('steps.csv', ['a', 'y']), 'steps.mns');
  });

  test('takes the column that the model was trained with, without a word', async () => {
    const { stdout, stderr } = await called(['run', at('ts.mns'), at('ts.csv')]);
    expect(stderr).toBe('');
    const session = loadSync(readFileSync(at('ts.mns'))).session();
    const want = Array.from({ length: ROWS }, (_, t) => session.step([columns.a(t) as number], 60)[0]);
    predictions(stdout).forEach((y, t) => {
      expect(y).toBeCloseTo(want[t], 5);
    });
  });

  test('of another name takes what is called time, and says so; without any it wants to know', async () => {
    const { stdout } = await called(['run', at('ts.mns'), at('ts.csv')]);
    const other = await called(['run', at('ts.mns'), csv('other.csv', ['timestamp=seconds', 'a'])]);
    expect(other.stderr).toContain('column "timestamp" is taken as the time; --time NAME');
    expect(other.stdout).toBe(stdout);
    const without = await called(['run', at('ts.mns'), csv('without.csv', ['a'])]);
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('name it with --time, or say --time none for steps of 60');
    const none = await called(['run', at('ts.mns'), at('without.csv'), '--time', 'none']);
    expect(none.stderr).toBe('');
    expect(none.stdout).toBe(stdout);
  });

  test('steps by 1 where the model was trained without times, and says that it leaves them out', async () => {
    const plain = await called(['run', at('steps.mns'), at('steps.csv')]);
    expect(plain.stderr).toBe('');
    const timed = await called(['run', at('steps.mns'), csv('timed.csv', ['time=milliseconds', 'a', 'y'])]);
    expect(timed.stderr).toContain('column "time" is not read, since the model was trained without times');
    expect(timed.stdout).toBe(plain.stdout);
    const asked = await called(['run', at('steps.mns'), at('timed.csv'), '--time', 'time']);
    expect(asked.stderr).toContain('the median interval is 60, 60 times longer than the 1 that');
  });

  test.each(['file', 'stream'])('warns once of intervals in another unit: %s', async (how) => {
    for (const rows of [3, ROWS]) {
      const file = csv('ms.csv', ['ts=milliseconds', 'a'], rows);
      const { stderr, status } =
        how === 'file'
          ? await called(['run', at('ts.mns'), file])
          : await called(['run', at('ts.mns')], { input: readFileSync(file) });
      expect(status).toBe(0);
      expect(stderr).toContain(
        'the median interval is 60000, 1000 times longer than the 60 that the model was trained at: ' +
          'is it in milliseconds, and the model in seconds?',
      );
      // far intervals are long gaps too, which is said once
      expect(stderr).toContain('line 3: a gap of 60000 is longer than in training, so the state starts anew');
      expect(stderr.trim().split('\n')).toHaveLength(2);
    }
  });

  test('does not warn of intervals that are up to ten times as long, or of a few gaps', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, t) => `${t < 30 ? 590 * t : 590 * t + 1e6 * (t % 20 === 0 ? 1 : 0)},0`,
    );
    rows.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
    const { stderr } = await called(['run', at('ts.mns')], { input: ['ts,a', ...rows].join('\n') });
    expect(stderr).toMatch(
      /^meniscus: standard input: line 61: a gap of \d+ is longer than in training.*\n$/,
    );
  });
});
