/** `meniscus train` for the blob: with its weights, without blocks of them, from another. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { readBlob } from '../../src/format/read.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { temporary } from '../folder.ts';
import { checkpointOf, under } from '../import/state-dict.ts';
import { called, root } from './command-line.ts';

const greenhouse = join(root, 'examples/greenhouse.csv');

describe('training for the blob', async () => {
  const here = temporary();
  const run = async (out: string, ...more: string[]) => {
    const file = join(here, out);
    const flags = ['--units', '16', '--cell', 'gru', '--epochs', '4', ...more];
    const { status, stdout } = await called(['train', greenhouse, '--target', 'temp', ...flags, '-o', file]);
    expect(status).toBe(0);
    return { file, stdout, blob: readBlob(readFileSync(file)) };
  };
  const mse = (stdout: string, row: string): number =>
    Number(new RegExp(`^${row} +(\\S+)$`, 'm').exec(stdout)?.[1]);
  const whole = await run('whole.mns');

  test('--qat: what float64 computes with the trained weights is what the interpreter computes', async () => {
    const { stdout, blob } = await run('q8.mns', '--qat', 'q8');
    expect(blob.metadata).toMatchObject({ weights: 'q8', training: { qat: 'q8' } });
    const [trained, machine] = [
      mse(stdout, 'q8 in float64, q8 weights'),
      mse(stdout, 'q8 in WebAssembly, q8'),
    ];
    expect(Math.abs(machine / trained - 1)).toBeLessThan(1e-4);
  });

  test('--qat i16 trains for the products in integers that it exports', async () => {
    const { blob } = await run('i16.mns', '--qat', 'i16', '--units', '32');
    expect(blob.tensors.some(({ kind }) => kind === 'levels')).toBe(true);
  });

  test('--prune leaves out blocks, with any weight type', async () => {
    for (const weights of ['f32', 'i16'] as const) {
      const { stdout, blob, file } = await run(
        `${weights}.mns`,
        '--prune',
        '0.8:from=0,until=2',
        '--weights',
        weights,
      );
      expect(stdout).toMatch(/^pruned: \d{3} parameters are zero$/m);
      expect(blob.metadata).toMatchObject({ weights, sparse: true });
      expect(blob.tensors.filter(({ kind }) => kind === 'panel-sparse')).toHaveLength(2);
      expect(readFileSync(file).length).toBeLessThan(0.6 * readFileSync(whole.file).length);
    }
  });

  test('--from goes on with the weights of a blob', async () => {
    const best = ({ metadata }: typeof whole.blob) =>
      (metadata.training as { bestValidation: number }).bestValidation;
    const tuned = await run('tuned.mns', '--from', whole.file, '--qat', 'q8', '--rate', '0.001');
    expect(tuned.blob.metadata).toMatchObject({ training: { from: 'whole.mns' } });
    expect(best(tuned.blob)).toBeLessThan(best(whole.blob));
    // with so low a rate, what was drawn would have got nowhere
    expect(best((await run('slow.mns', '--qat', 'q8', '--rate', '0.001')).blob)).toBeGreaterThan(
      best(whole.blob),
    );
  });
});

test('--forcing trains another model, and says in scaled units how well it follows', async () => {
  const here = temporary();
  const bestOf = async (forcing: number) => {
    const file = join(here, `${forcing}.mns`);
    const flags = ['--units', '8', '--cell', 'sh-plrnn', '--epochs', '4', '--forcing', String(forcing)];
    expect((await called(['train', greenhouse, '--predict-next', ...flags, '-o', file])).status).toBe(0);
    return (readBlob(readFileSync(file)).metadata.training as { bestValidation: number }).bestValidation;
  };
  // to follow from one's own outputs is harder than from recorded inputs
  expect(await bestOf(0.2)).toBeGreaterThan(await bestOf(1));
});

test('--from a model of PyTorch, and with next to no rate, leaves what it computes', async () => {
  const here = temporary();
  const random = new Random(1);
  const vector = (length: number) => Array.from({ length }, () => 0.3 * random.normal());
  const matrix = (rows: number, columns: number) => Array.from({ length: rows }, () => vector(columns));
  const gru = {
    ...under('rnn.', { weight_ih_l0: matrix(24, 4), weight_hh_l0: matrix(24, 8) }),
    ...under('rnn.', { bias_ih_l0: vector(24), bias_hh_l0: vector(24) }),
    ...under('fc.', { weight: matrix(1, 8), bias: vector(1) }),
  };
  const [file, imported, tuned] = ['gru.safetensors', 'gru.mns', 'tuned.mns'].map((name) => join(here, name));
  writeFileSync(file, checkpointOf(gru));
  expect((await called(['import', file, '-o', imported])).status).toBe(0);
  const flags = ['--target', 'temp', '--cell', 'gru', '--units', '8', '--epochs', '1', '--rate', '1e-12'];
  expect((await called(['train', greenhouse, ...flags, '--from', imported, '-o', tuned])).status).toBe(0);
  const [before, after] = [imported, tuned].map((path) => {
    const inputs = Float32Array.from({ length: 4 * 50 }, (_, i) => Math.sin(i));
    return loadSync(readFileSync(path)).run(inputs);
  });
  const largest = Math.max(...before.map(Math.abs));
  before.forEach((y, i) => {
    expect(Math.abs(y - after[i])).toBeLessThanOrEqual(1e-5 * largest);
  });
});
