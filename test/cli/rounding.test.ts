/** Rounding and stripping by flags: what is written, and what is refused in one line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { inspect } from '../../src/format/inspect.ts';
import { readBlob } from '../../src/format/read.ts';
import { temporary } from '../folder.ts';
import { Draw } from '../import/cases/index.ts';
import { checkpointOf } from '../import/state-dict.ts';
import { called, root } from './command-line.ts';

const greenhouse = join(root, 'examples/greenhouse.csv');
const folder = temporary();
const written = (name: string): Uint8Array => readFileSync(join(folder, name));

describe('train', () => {
  const train = (name: string, ...flags: string[]) =>
    called([
      ...['train', greenhouse, '--target', 'temp', '--units', '4', '--unfolds', '2', '--epochs', '2'],
      ...[...flags, '-o', join(folder, name)],
    ]);

  test('--rounding compensated rounds by the training data, and says which tensors', async () => {
    const { status, stdout, stderr } = await train(
      'compensated.mns',
      '--weights',
      'q8',
      '--rounding',
      'compensated',
    );
    // what was understood, the vent that never opens, and the split
    expect(stderr.match(/^meniscus: .*/gm)).toHaveLength(7);
    expect(status).toBe(0);
    expect(stdout).toMatch(/49 parameters, q8, compensated/);
    expect(stdout).toMatch(/^readout\.W +q8 .* compensated$/m);
    expect(stdout).toMatch(/in WebAssembly, q8/);
    expect(readBlob(written('compensated.mns')).metadata.rounding).toBe('compensated');
  });

  test('--strip leaves a smaller blob that runs to the same numbers', async () => {
    expect((await train('whole.mns', '--weights', 'q8')).status).toBe(0);
    expect((await train('bare.mns', '--weights', 'q8', '--strip')).status).toBe(0);
    const [whole, bare] = ['whole.mns', 'bare.mns'].map((name) => inspect(written(name)).bytes);
    expect(bare.metadata).toBeLessThan(0.3 * whole.metadata);
    expect({ ...bare, metadata: 0, padding: 0 }).toEqual({ ...whole, metadata: 0, padding: 0 });
    const input = readFileSync(greenhouse, 'utf8')
      .split('\n')
      .slice(0, 50)
      .map((row) =>
        row
          .split(',')
          .filter((_, i) => i !== 5)
          .join(','),
      )
      .join('\n');
    const ran = async (name: string) =>
      (await called(['run', join(folder, name)], { input })).stdout.trim().split('\n').slice(1);
    const [want, got] = [await ran('whole.mns'), await ran('bare.mns')];
    expect(want.length).toBeGreaterThan(40);
    expect(got).toEqual(want);
  });

  test.each([
    [['--rounding', 'nearst'], 'not "nearst": did you mean "nearest"?'],
    [
      ['--rounding', 'least-squares'],
      '--rounding least-squares chooses quantised values, which f32 does not have: add --weights q8',
    ],
    [['--weights', 'f16', '--rounding', 'compensated'], 'which f16 does not have'],
    [['--qat', 'q8', '--rounding', 'compensated'], 'would store other weights than --qat q8 trains with'],
  ])('%j is refused', async (flags, message) => {
    const { status, stderr } = await train('refused.mns', ...flags);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});

describe('import', () => {
  const d = new Draw(7);
  const tensors = {
    weight_ih_l0: d.matrix(120, 3, -0.4),
    weight_hh_l0: d.matrix(120, 40, -0.4),
    bias_ih_l0: d.vector(120, -0.4),
    bias_hh_l0: d.vector(120, -0.4),
  };
  writeFileSync(join(folder, 'gru.safetensors'), checkpointOf(tensors));
  const random = new Random(1);
  const rows = Array.from({ length: 60 }, (_, t) => [t, random.normal(), random.normal(), random.normal()]);
  const csv = (name: string, header: string, change: (row: number[], t: number) => (number | string)[]) =>
    writeFileSync(
      join(folder, name),
      `${[header, ...rows.map((row, t) => change(row, t).join(','))].join('\n')}\n`,
    );
  csv('log.csv', 'time,a,b,c', (row) => row);
  csv('narrow.csv', 'time,a,b', (row) => row.slice(0, 3));
  csv('still.csv', 'time,a,b,c', ([t, a, b]) => [t, a, b, 7]);
  csv('nan.csv', 'time,a,b,c', ([t, a, b, c], i) => [t, a, i === 9 ? 'high' : b, c]);
  const importing = (...flags: string[]) =>
    called(['import', 'gru.safetensors', ...flags, '-o', 'gru.mns'], { cwd: folder });
  const compensated = ['--weights', 'q8', '--rounding', 'compensated'];

  test('compensated by a recording, and stripped', async () => {
    const { status, stdout, stderr } = await importing(...compensated, '--calibrate', 'log.csv', '--strip');
    expect(stderr).toMatch(/column "time" is taken as the time/);
    expect(stderr).toMatch(/input 0 is "a", input 1 is "b", input 2 is "c"; --inputs NAMES takes others/);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /bytes in q8, compensated\ncompared with float64 on 60 steps of log\.csv: outputs differ by .*\n$/,
    );
    const compensatedBlob = readBlob(written('gru.mns'));
    expect(Object.keys(compensatedBlob.metadata)).toEqual(['ports']);
    expect((await importing('--weights', 'q8')).status).toBe(0);
    const nearest = readBlob(written('gru.mns'));
    expect(compensatedBlob.tensors.map(({ bytes }) => bytes)).not.toEqual(
      nearest.tensors.map(({ bytes }) => bytes),
    );
  });

  test('a recording gives i16 the ranges to be multiplied in integers', async () => {
    expect((await importing('--weights', 'i16', '--calibrate', 'log.csv')).status).toBe(0);
    expect(readBlob(written('gru.mns')).tensors.map(({ kind }) => kind)).toContain('levels');
    expect((await importing('--weights', 'i16')).status).toBe(0);
    expect(readBlob(written('gru.mns')).tensors.map(({ kind }) => kind)).not.toContain('levels');
  });

  test.each([
    [compensated, '--rounding compensated needs a recording of the model’s inputs: give --calibrate FILE'],
    [
      [...compensated, '--calibrate', 'narrow.csv'],
      'narrow.csv: has 2 columns besides the time, a, b, but the model reads 3',
    ],
    [[...compensated, '--calibrate', 'still.csv'], 'still.csv: calibration: input 2 is 7 in every step'],
    [[...compensated, '--calibrate', 'nan.csv'], 'nan.csv: line 11, column "b": "high" is not a number'],
    [[...compensated, '--calibrate', 'lg.csv'], 'did you mean log.csv?'],
    [['--rounding', 'least-squares'], 'which f32 does not have'],
  ])('%j is refused', async (flags, message) => {
    const { status, stderr, stdout } = await importing(...flags);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
  });
});
