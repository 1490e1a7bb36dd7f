/** `import --check`, `--scale`, `--interval`: known outputs, and what the file does not say. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { drawn } from '../import/cases/index.ts';
import { torchLayer } from '../import/reference.ts';
import { checkpointOf } from '../import/state-dict.ts';
import { called } from './command-line.ts';

const { tensors } = drawn(
  'torchNn',
  ({ config: { class: name, args } }) => name === 'GRU' && args.num_layers === 1,
);
const W = tensors.weight_ih_l0 as readonly (readonly number[])[];
const U = tensors.weight_hh_l0 as readonly (readonly number[])[];
const [inputs, units] = [W[0].length, U[0].length];
const x = Array.from({ length: 9 }, (_, t) =>
  Array.from({ length: inputs }, (_, i) => Math.sin(t * (i + 1))),
);
let h: readonly number[] = Array(units).fill(0);
const y = x.map((row) => {
  h = torchLayer(tensors, 'GRU', 0, row, h, []).h;
  return h;
});
const folder = temporary();
const at = (name: string) => join(folder, name);
const csv = (name: string, rows: readonly (readonly number[])[]) =>
  writeFileSync(at(name), `${rows[0].map((_, i) => `c${i}`)}\n${rows.map((row) => row.join()).join('\n')}\n`);
const imported = (...flags: string[]) => called(['import', 'gru.safetensors', ...flags], { cwd: folder });
const first = (row: readonly number[], name = 'gru.mns', dt = 1) =>
  Array.from(
    loadSync(readFileSync(at(name)))
      .session()
      .step(row, dt),
  );

beforeAll(() => {
  writeFileSync(at('gru.safetensors'), checkpointOf(tensors));
  csv('x.csv', x);
  csv('y.csv', y);
});

describe('--check', () => {
  test('says how near the model is to known outputs, in float64 and as a blob', async () => {
    const { status, stdout } = await imported('--check', 'x.csv', 'y.csv', '-o', 'gru.mns');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /--check x\.csv y\.csv, 9 steps: float64 is within \d\.\de-\d+ of the largest, the blob within/,
    );
  });

  test('refuses a model that gives others, says where, and writes nothing', async () => {
    csv(
      'off.csv',
      y.map((row, t) => row.map((v, i) => (t === 4 && i === 1 ? v + 0.1 : v))),
    );
    const { status, stderr } = await imported('--check', 'x.csv', 'off.csv', '-o', 'off.mns');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /--check x\.csv off\.csv: the model is off by 0\.\d+ of the largest output, at step 4, output 1: /,
    );
    expect(existsSync(at('off.mns'))).toBe(false);
  });

  test('takes tables without a line of names', async () => {
    for (const [name, rows] of Object.entries({ 'bare-x.csv': x, 'bare-y.csv': y }))
      writeFileSync(at(name), `${rows.map((row) => row.join()).join('\n')}\n`);
    const { status, stdout } = await imported('--check', 'bare-x.csv', 'bare-y.csv', '-o', 'gru.mns');
    expect([status, stdout]).toEqual([0, expect.stringContaining('bare-y.csv, 9 steps: float64 is within')]);
  });

  test.each<[string, string[], string]>([
    ['one file', ['--check', 'x.csv', '-o', 'a.mns'], '--check needs two values'],
    [
      'other widths',
      ['--check', 'y.csv', 'y.csv', '-o', 'a.mns'],
      `has ${units} inputs and ${units} outputs, the model has ${inputs}`,
    ],
    [
      'fewer outputs',
      ['--check', 'x.csv', 'few.csv', '-o', 'a.mns'],
      'has 9 steps of inputs and 3 of outputs',
    ],
    ['a word', ['--check', 'x.csv', 'word.csv', '-o', 'a.mns'], 'column "c0" is no number'],
    ['no file', ['--check', 'x.csv', 'none.csv', '-o', 'a.mns'], 'none.csv: there is no such file'],
  ])('refuses %s', async (_, flags, message) => {
    csv('few.csv', y.slice(0, 3));
    csv(
      'word.csv',
      y.map((row, t) => row.map((v) => (t === 2 ? ('high' as unknown as number) : v))),
    );
    const { status, stderr } = await imported(...flags);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(at('a.mns'))).toBe(false);
  });
});

describe('--scale', () => {
  test('takes raw inputs and gives raw outputs', async () => {
    await imported('-o', 'gru.mns');
    const scale = x[0].map((_, i) => `${i + 1}/${2 * i + 0.5}`).join();
    const { status } = await imported('--scale', scale, '--scale-outputs', '20/5', '-o', 'scaled.mns');
    expect(status).toBe(0);
    const row = x[3];
    const raw = row.map((v, i) => v * (2 * i + 0.5) + i + 1);
    first(row).forEach((v, i) => {
      expect(first(raw, 'scaled.mns')[i]).toBeCloseTo(20 + 5 * v, 4);
    });
  });

  test.each<[string, string[], string]>([
    ['another number', ['--scale', '1/2,3/4,5/6,7/8,9/9,1/1,2/2,1/3,1/4'], `but the model has ${inputs}`],
    ['no deviation', ['--scale', '3'], 'needs mean/deviation for each'],
    ['a deviation of 0', ['--scale', '3/0'], 'a deviation > 0'],
    ['no number', ['--interval', 'soon'], '--interval must be a number > 0'],
    ['a pair without a sign', ['--state', 'h'], '--state needs pairs as in=out'],
    ['numbers without a name', ['--start', '1,2'], '--start needs a name and its numbers'],
    ['what such a file does not take', ['--state', 'h=g'], '--state is no option of'],
    ['a state that is not there', ['--start', 'c=1'], '--start: there is no state "c"'],
    ['another length', ['--start', 'h=1'], `--start h has 1 numbers, the state ${units}`],
  ])('refuses %s', async (_, flags, message) => {
    const { status, stderr } = await imported(...flags, '-o', 'a.mns');
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('--start gives the first state, and reset() goes to it', async () => {
  const start = y[4].map((v) => Math.fround(v));
  const { status } = await imported('--start', `h=${start.join()}`, '-o', 'started.mns');
  expect(status).toBe(0);
  const session = loadSync(readFileSync(at('started.mns'))).session();
  for (let again = 0; again < 2; again++) {
    const got = session.step(x[5]);
    y[5].forEach((v, i) => {
      expect(got[i]).toBeCloseTo(v, 5);
    });
    session.reset();
  }
});

describe('--prewarm', () => {
  test('begins where zeros lead, with the same bits, and says so in the metadata', async () => {
    await imported('--interval', '0.01', '-o', 'cold.mns');
    const { status } = await imported('--interval', '0.01', '--prewarm', '0.2', '-o', 'warm.mns');
    expect(status).toBe(0);
    const cold = loadSync(readFileSync(at('cold.mns'))).session();
    for (let t = 0; t < 20; t++)
      cold.step(
        x[0].map(() => 0),
        0.01,
      );
    const warm = loadSync(readFileSync(at('warm.mns'))).session();
    expect(Array.from(warm.step(x[1], 0.01))).toEqual(Array.from(cold.step(x[1], 0.01)));
    warm.reset();
    expect(Array.from(warm.step(x[1], 0.01))).toEqual(first(x[1], 'warm.mns', 0.01));
    expect(readBlob(readFileSync(at('warm.mns'))).metadata.prewarm).toEqual({ seconds: 0.2, steps: 20 });
  });

  test.each([
    [['--prewarm', '0.5'], '--prewarm needs the time between steps'],
    [['--prewarm', '0.001', '--interval', '0.01'], 'less than a step'],
    [['--prewarm', '0'], '--prewarm must be a number > 0'],
  ])('refuses %j', async (flags, message) => {
    const { status, stderr } = await imported(...flags, '-o', 'a.mns');
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('--interval is the time between steps in the metadata', async () => {
  await imported('--interval', '0.01', '-o', 'timed.mns');
  expect(readBlob(readFileSync(at('timed.mns'))).metadata.interval).toBe(0.01);
});
