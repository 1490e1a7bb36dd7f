/** Which Linear is the read-out of a network, and which is another's. */
import { expect, test } from 'vitest';
import { importModel } from '../../src/import/index.ts';
import type { Tensors } from './reference.ts';
import { checkpointOf, under } from './state-dict.ts';

const wide = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array(columns).fill(0.1));
const gru: Tensors = { weight_ih_l0: wide(6, 2), weight_hh_l0: wide(6, 2) };
const fc: Tensors = { 'fc.weight': wide(3, 2), 'fc.bias': [0.1, 0.2, 0.3] };
const read = async (tensors: Tensors, options: { prefix?: string; readout?: string } = {}) =>
  (await importModel(checkpointOf(tensors), { file: 'x.safetensors', ...options })).spec;

test('fc beside the one network of a file is its read-out', async () => {
  expect(await read({ ...under('rnn.', gru), ...fc })).toMatchObject({ readout: 'dense', outputs: 3 });
});

test('fc outside of one network of several may be another’s', async () => {
  const two = { ...under('encoder.', gru), ...under('decoder.', gru), ...fc };
  expect(await read(two, { prefix: 'encoder.' })).toMatchObject({ readout: 'none', outputs: 2 });
  expect(await read(two, { prefix: 'encoder.', readout: 'fc' })).toMatchObject({
    readout: 'dense',
    outputs: 3,
  });
});
