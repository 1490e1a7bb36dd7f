/** Readings in JSON keep all their digits: a model far from zero needs them. */
import { expect, test } from 'vitest';
import { readingsOf } from '../../../examples/worker/src/readings.ts';

test('numbers of JSON have 64 bits, those of bytes the 32 that they came with', () => {
  const json = new TextEncoder().encode('{ "inputs": [5300000.0625, null], "dt": 0.1 }');
  const { rows } = readingsOf({ format: 'json', bytes: json }, 2);
  expect([...rows]).toEqual([0.1, 5300000.0625, Number.NaN]);
  const bytes = new Uint8Array(Float32Array.of(1, 5300000.0625, 2).buffer);
  expect(readingsOf({ format: 'bytes', bytes }, 2).rows).toBeInstanceOf(Float32Array);
});
