/** Data far from 0 on the command line, and blobs that do not compute what was trained, which are not written. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { writeSafetensors } from '../../src/import/safetensors.ts';
import { type LoadOptions, loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

/** What the interpreter is made to add to its outputs. */
const wrong = vi.hoisted(() => ({ by: 0 }));
vi.mock('../../src/runtime/index.ts', async (original) => {
  const actual = await original<typeof import('../../src/runtime/index.ts')>();
  return {
    ...actual,
    loadSync(bytes: Uint8Array, options: LoadOptions) {
      const model = actual.loadSync(bytes, options);
      const run = model.run.bind(model);
      if (wrong.by) model.run = (...given) => run(...given).map((y, t) => y + wrong.by * Math.sin(t));
      return model;
    },
  };
});
afterEach(() => {
  wrong.by = 0;
});

const cwd = temporary();
const [north, epoch] = [5_300_000, 1.6e12];
/** Columns by their names, each a function of the step. */
function table(file: string, columns: Record<string, (t: number) => number | string>): string {
  const names = Object.keys(columns);
  const rows = Array.from({ length: 500 }, (_, t) => names.map((name) => columns[name](t)).join());
  writeFileSync(join(cwd, file), [names.join(), ...rows].join('\n'));
  return file;
}
const x = (t: number): number => Math.round(1000 * 0.2 * Math.sin(0.15 * t)) / 1000;
const y = (t: number): string => Math.sin(0.15 * t + 0.5).toFixed(4);
const train = (file: string, out: string, ...more: string[]) =>
  called(
    ['train', file, '--target', 'y', '--cell', 'gru', '--units', '4', '--epochs', '6', '-o', out, ...more],
    { cwd },
  );

/** The test errors that `train` printed, by row. */
const errors = (stdout: string): Record<string, number> =>
  Object.fromEntries(
    [...stdout.matchAll(/^\w+ in (float64|WebAssembly)\S* .*?([\d.e+-]+)$/gm)].map(([, where, mse]) => [
      where,
      Number(mse),
    ]),
  );

describe('a column far from 0 trains to the errors of the same around 0', () => {
  const centred = table('centred.csv', { x, y });
  let around = { status: 0, stdout: '' };
  beforeAll(async () => {
    around = await train(centred, 'centred.mns');
  });

  test.each([
    ['metres', (t: number) => (north + x(t)).toFixed(3)],
    ['milliseconds since 1970', (t: number) => String(epoch + Math.round(1e5 * x(t)))],
  ])('%s', async (_, far) => {
    const { status, stdout } = await train(table('far.csv', { x: far, y }), 'far.mns');
    expect(status).toBe(0);
    const [got, want] = [errors(stdout), errors(around.stdout)];
    expect(Object.keys(got)).toEqual(['float64', 'WebAssembly']);
    for (const where of ['float64', 'WebAssembly'] as const)
      expect(Math.abs(got[where] / want[where] - 1)).toBeLessThan(1e-3);
    expect(stdout).toMatch(/far\.mns has format version 4, a draft: .* "x" lies around \d/);
    expect(around.stdout).not.toContain('draft');
    expect(readBlob(readFileSync(join(cwd, 'centred.mns'))).header.version).toBe(3);
    const { stdout: shown } = await called(['inspect', 'far.mns'], { cwd });
    expect(shown).toMatch(/format version 4, a draft/);
    expect(shown).toMatch(/origins +input 0 "x" from \d+/);
  });

  test('and so does a target, which run prints in full', async () => {
    const far = table('target.csv', { x, y: (t) => (north + Number(y(t))).toFixed(4) });
    const { status, stdout } = await train(far, 'target.mns');
    expect(status).toBe(0);
    const [got, want] = [errors(stdout), errors(around.stdout)];
    expect(Math.abs(got.WebAssembly / want.WebAssembly - 1)).toBeLessThan(1e-2);
    const printed = async (model: string): Promise<number[]> => {
      const { stdout } = await called(['run', model, centred], { cwd });
      return stdout.trim().split('\n').slice(1).map(Number);
    };
    const [outputs, centredOutputs] = [await printed('target.mns'), await printed('centred.mns')];
    const apart = outputs.map((one, t) => Math.abs(one - north - centredOutputs[t]));
    expect(Math.max(...apart)).toBeLessThan(0.01);
  });

  test('in every command on such a blob', async () => {
    const far = table('both.csv', {
      x: (t) => (north + x(t)).toFixed(3),
      y: (t) => (north + Number(y(t))).toFixed(4),
    });
    expect((await train(far, 'both.mns', '--cell', 'ltc', '--unfolds', '2')).status).toBe(0);
    const { origins } = readBlob(readFileSync(join(cwd, 'both.mns')));
    const box = await called(
      ['certify', 'both.mns', '--inputs', `${north - 1}..${north + 1}`, '-o', 'box.mns', '--json'],
      { cwd },
    );
    expect(box.status).toBe(0);
    const [[low, high]] = JSON.parse(box.stdout).outputs;
    expect(low).toBeLessThan(north);
    expect(high).toBeGreaterThan(north);
    expect(high - low).toBeLessThan(50);
    const text = await called(
      ['certify', 'both.mns', '--inputs', `${north - 1}..${north + 1}`, '-o', 'box.mns'],
      { cwd },
    );
    expect(text.stdout).toMatch(/0 +(5\d{6}\.\d+) … (?!\1)5\d{6}\.\d+/);
    const small = await called(
      ['shrink', 'box.mns', '--data', far, '--tolerance', '50%', '-o', 'small.mns'],
      { cwd },
    );
    expect([small.status, small.stderr]).toEqual([0, expect.not.stringContaining('meniscus:')]);
    expect(small.stdout).toContain('small.mns has format version 4');
    for (const file of ['box.mns', 'small.mns'])
      expect(readBlob(readFileSync(join(cwd, file))).origins).toEqual(origins);
    expect((await train(far, 'torch.mns')).status).toBe(0);
    const exported = await called(['export', 'torch.mns', '-o', 'torch.safetensors'], { cwd });
    expect(exported.stdout).toMatch(
      /note: before inputs become float32, subtract their origins from them in float64: 5\d{6}/,
    );
    expect(exported.stdout).toMatch(/note: add their origins to the outputs in float64: 5\d{6}/);
    // what is left computes around 0
    await called(['import', 'torch.safetensors', '-o', 'again.mns'], { cwd });
    const [again, before] = ['again.mns', 'torch.mns'].map((file) => loadSync(readFileSync(join(cwd, file))));
    const { inputs, outputs } = before.origins ?? { inputs: [], outputs: [] };
    const [near] = again.run([0.1]);
    expect(before.run([inputs[0].origin + 0.1])[0] - outputs[0].origin).toBeCloseTo(near, 4);
    const stripped = await train(far, 'stripped.mns', '--strip');
    expect(stripped.status).toBe(0);
    const bytes = readFileSync(join(cwd, 'stripped.mns'));
    expect(readBlob(bytes).origins).toEqual(origins);
    // the first missing reading is held at the mean
    expect(loadSync(bytes).run([Number.NaN], { missing: 'hold' })[0]).toBeGreaterThan(north - 2);
  });
});

describe('a blob that is wrong in WebAssembly is not written', () => {
  const centred = table('right.csv', { x, y });

  test.each([[], ['--weights', 'q8'], ['--weights', 'i16', '--units', '40']])(
    'by train %s',
    async (...more) => {
      wrong.by = 0.3;
      const { status, stdout, stderr } = await train(centred, 'wrong.mns', ...more);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /meniscus: wrong\.mns is not written: output 0 "y": its mean squared error is [\d.]+ in WebAssembly and [\d.]+ in float64 with the same weights: single precision/,
      );
      expect(stdout).toBe('');
      expect(existsSync(join(cwd, 'wrong.mns'))).toBe(false);
    },
  );

  test('by train with classes', async () => {
    const classes = table('classes.csv', { x, y: (t) => Number(x(t) > 0) });
    wrong.by = 0.5;
    const { status, stderr } = await train(classes, 'wrong.mns', '--classes', '2');
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('output 0 "y=0": its mean squared error is'),
    ]);
    expect(existsSync(join(cwd, 'wrong.mns'))).toBe(false);
  });

  test('by import, which draws its inputs', async () => {
    const tensor = (name: string, shape: number[]) => ({
      ...{ name, shape },
      data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i + name.length)),
    });
    const file = join(cwd, 'gru.safetensors');
    writeFileSync(
      file,
      writeSafetensors([
        tensor('weight_ih_l0', [12, 2]),
        tensor('weight_hh_l0', [12, 4]),
        tensor('bias_ih_l0', [12]),
        tensor('bias_hh_l0', [12]),
      ]),
    );
    const good = await called(
      ['import', file, '-o', 'gru.mns', '--weights', 'q8', '--ranges', '0..2,-5..5'],
      { cwd },
    );
    expect(good.status).toBe(0);
    expect(good.stdout).toMatch(
      /compared with float64 on 300 steps drawn from 0\.\.2,-5\.\.5 \(--ranges and --calibrate change that\): outputs differ by \de-\d of their deviation; storing the weights in q8 itself changes them by \de-\d|\d\.\de-\d/,
    );
    wrong.by = 0.1;
    const { status, stderr } = await called(['import', file, '-o', 'wrong.mns'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /wrong\.mns is not written: output 0: in WebAssembly it is [\d.]+ \(root mean square\) away/,
    );
    expect(existsSync(join(cwd, 'wrong.mns'))).toBe(false);
    wrong.by = 0;
    expect(
      (await called(['import', file, '-o', 'x.mns', '--ranges', '0..1,0..1,0..1'], { cwd })).stderr,
    ).toContain('--ranges has 3 ranges, but');
  });

  test('by shrink', async () => {
    expect((await train(centred, 'large.mns')).status).toBe(0);
    wrong.by = 0.3;
    const { status, stderr } = await called(
      ['shrink', 'large.mns', '--data', centred, '--tolerance', '50%', '-o', 'wrong.mns'],
      { cwd },
    );
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('wrong.mns is not written: output 0 "y": its mean squared'),
    ]);
    expect(existsSync(join(cwd, 'wrong.mns'))).toBe(false);
  });
});
