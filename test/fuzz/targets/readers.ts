/** Readers of data and of other programs' files: what is wrong with them they say by their own errors. */
import { readFileSync } from 'node:fs';
import { bodyOf } from '../../../examples/worker/src/body.ts';
import { readingsOf } from '../../../examples/worker/src/readings.ts';
import { Refusal } from '../../../examples/worker/src/refusal.ts';
import { DataError } from '../../../src/check/data-error.ts';
import { recordings } from '../../../src/data/recordings.ts';
import { ShapeError } from '../../../src/graph/op.ts';
import { ImportError, importModel } from '../../../src/import/index.ts';
import { writeSafetensors } from '../../../src/import/safetensors.ts';
import { npyTables } from '../../../src/table/npy.ts';
import { parseTable } from '../../../src/table/parse.ts';
import { refusedBy, rejectedBy, type Target, Violation } from '../target.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const csv: Target = {
  name: 'csv',
  corpus: () => [
    text(readFileSync('examples/greenhouse.csv', 'utf8').split('\n').slice(0, 12).join('\n')),
    text('t,a,b\n0,1,2\n0.5,"3",4\r\n1.5,5,-6e-3\n'),
    text('a,b\n1,5\n2,3\n'),
  ],
  run: (bytes) => refusedBy(() => recordings(parseTable(bytes, { file: 'fuzz.csv' })), DataError),
};

/** An array as numpy.save writes it. */
function numpy(shape: readonly number[], type: string, data: Uint8Array): Uint8Array {
  const described = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = text(`${described.padEnd(117)}\n`);
  return Uint8Array.from([
    0x93,
    ...text('NUMPY'),
    1,
    0,
    header.length & 255,
    header.length >> 8,
    ...header,
    ...data,
  ]);
}

export const npy: Target = {
  name: 'npy',
  corpus: () => [
    numpy([4, 2], '<f4', new Uint8Array(32)),
    numpy([2, 3, 2], '<f8', new Uint8Array(96)),
    numpy([3, 2], '|u1', new Uint8Array(6)),
  ],
  run: (bytes) =>
    refusedBy(() => recordings(npyTables(bytes, { file: 'fuzz.npy' }), { time: null }), DataError),
};

/** A GRU of torch.nn of three units. */
function gru(): Uint8Array {
  const tensor = (name: string, ...shape: number[]) => ({
    name,
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
  });
  return writeSafetensors([
    tensor('weight_ih_l0', 9, 2),
    tensor('weight_hh_l0', 9, 3),
    tensor('bias_ih_l0', 9),
    tensor('bias_hh_l0', 9),
  ]);
}

export const safetensors: Target = {
  name: 'safetensors',
  corpus: () => [gru()],
  run: (bytes) =>
    rejectedBy(
      () => importModel(bytes, { file: 'fuzz.safetensors' }),
      ImportError,
      DataError,
      ShapeError,
      RangeError,
    ),
};

/** Of the model that requests are for. */
const INPUTS = 4;

export const request: Target = {
  name: 'request',
  corpus: () => [
    text(JSON.stringify({ inputs: [1, 2, 3, 4] })),
    text(
      JSON.stringify({
        dt: [2, 0.5],
        inputs: [
          [1, null, 3, 4],
          [0, 0, 0, 0],
        ],
      }),
    ),
    new Uint8Array(new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).buffer),
  ],
  async run(bytes) {
    const type = bytes[0] === 0x7b ? 'application/json' : 'application/octet-stream';
    try {
      const body = await bodyOf(
        new Request('http://127.0.0.1/x', {
          method: 'POST',
          headers: { 'content-type': type },
          body: bytes as BodyInit,
        }),
      );
      const { rows } = readingsOf(body, INPUTS);
      if (rows.length % (1 + INPUTS) !== 0) throw new Violation('readings are no whole rows');
      return 'accepted';
    } catch (error) {
      if (error instanceof Refusal) return 'refused';
      throw error;
    }
  },
};
