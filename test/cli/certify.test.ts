import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { called } from './command-line.ts';

const models = fileURLToPath(new URL('../../models', import.meta.url));
const folder = temporary();
copyFileSync(join(models, 'greenhouse.mns'), join(folder, 'model.mns'));
copyFileSync(join(models, 'ltc-oscillator.mns'), join(folder, 'oscillator.mns'));
const certify = (...args: string[]) => called(['certify', ...args], { cwd: folder });

describe.sequential('certify', () => {
  test('prints the page’s example, stores the box, and what runs is the same', async () => {
    const { status, stdout } = await certify(
      'model.mns',
      '--inputs',
      '0..20',
      '--dt',
      '1..10',
      '-o',
      'certified.mns',
    );
    expect(status).toBe(0);
    const page = readFileSync(new URL('../../docs/certified-ranges.md', import.meta.url), 'utf8');
    expect(page).toContain(stdout.trim());
    const [before, after] = ['model.mns', 'certified.mns'].map((name) => readFileSync(join(folder, name)));
    expect(readBlob(after).metadata.certified).toMatchObject({
      dt: [1, 10],
      states: {},
      outputs: [[13.8904, 24.888]],
    });
    const outputs = [before, after].map((blob) => [...loadSync(blob).session().step([1, 2, 0, 1], 5)]);
    expect(outputs[1]).toEqual(outputs[0]);
    expect((await called(['inspect', 'certified.mns'], { cwd: folder })).stdout).toMatch(
      /certified {3}for inputs in 0\.000 … 20\.00, dt in 1\.000 … 10\.00:\n.*h in -1\.281 … 0\.9598\n.*outputs in 13\.89 … 24\.89/,
    );
  });

  test('says for which interval a box is, if none was given', async () => {
    const { status, stderr } = await certify('model.mns', '--inputs', '0..20', '-o', 'exact.mns');
    expect([status, stderr]).toEqual([0, expect.stringMatching(/for steps of exactly [\d.]+: pass --dt/)]);
  });

  test('writes nothing where there is no box, and says why', async () => {
    const before = readFileSync(join(folder, 'oscillator.mns'));
    const { status, stdout } = await certify('oscillator.mns', '--inputs=-1..1', '--dt', '0.01..0.2');
    expect(status).toBe(1);
    expect(stdout).toMatch(/no box was found; nothing was written\n {2}h\[\d\]: its time constant grows/);
    expect(readFileSync(join(folder, 'oscillator.mns')).equals(before)).toBe(true);
  });

  test.each([
    [['--inputs', '0..1,0..2'], '--inputs has 2 ranges, but model.mns has 4 inputs'],
    [['--inputs', '0-1'], '--inputs needs ranges such as -5..5, not "0-1"'],
    [['--inputs', 'a..1'], '--inputs must be a finite number, not "a"'],
    [['--inputs', '2..1'], 'a range must not end below its start: 2..1'],
    [['--inputs=-1e300..1'], '-1e300 is outside single precision'],
    [[], 'certify: --inputs is missing'],
    [['--inputs', '0..1', '--dt', '0..1'], 'the time between steps is > 0, not 0..1'],
  ])('%j is one line', async (args, message) => {
    const { status, stderr } = await certify('model.mns', ...args);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(message);
  });
});
