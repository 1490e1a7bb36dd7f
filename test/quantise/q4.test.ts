/** Levels of 4 bits: as near as they can be, whatever the weights are, and refused where they are none. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { fromHalf } from '../../src/quantise/half.ts';
import { q4Group, toQ4 } from '../../src/quantise/q4.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { seal } from '../format/corrupt.ts';
import { assemble, type Tensor } from '../interpreter/assemble.ts';
import { product } from '../interpreter/blocks.ts';
import { BUILDS, fresh, open } from '../interpreter/builds.ts';

const size = fc.tuple(
  fc.constantFrom(...[-42, -10, -3, 0, 3, 5]),
  fc.double({ min: -1, max: 1, noNaN: true }),
);
/** Rows of sizes from 10⁻⁴² to 10⁵, zeros among them. */
const weight = fc.oneof(
  size.map(([exponent, x]) => x * 10 ** exponent),
  fc.constant(0),
);

describe.each(['q4', 'q4-row'] as const)('%s', (type) => {
  property.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }), fc.infiniteStream(weight)])(
    'every weight is at most half a scale away, and the bytes say the same',
    (rows, columns, stream) => {
      const weights = Float64Array.from({ length: rows * columns }, () => stream.next().value as number);
      const { bytes, values } = toQ4(type, weights, rows, columns);
      expect(weightsOf({ kind: 'matrix', type, rows, columns, segments: 1, bytes })).toEqual(values);
      const group = q4Group(type, columns);
      for (let i = 0; i < weights.length; i++) {
        const from = i - ((i % columns) % group);
        const end = Math.min(from + group, i - (i % columns) + columns);
        const largest = Math.max(...weights.subarray(from, end).map(Math.abs));
        // a half above largest / 7; 2⁻²⁴ is the smallest
        const scale = (largest / 7) * (1 + 2 ** -10) + 2 ** -24;
        expect(Math.abs(values[i] - weights[i])).toBeLessThanOrEqual(scale / 2 + 1e-30);
      }
    },
  );

  test('weights of a group that is all zero are zero, and beyond the largest half they are not finite', () => {
    expect([...toQ4(type, new Float64Array(6), 2, 3).values]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(toQ4(type, Float64Array.of(7 * 65504, 1), 1, 2).values[0]).toBe(7 * 65504);
    expect(toQ4(type, Float64Array.of(1e30, 1), 1, 2).values[0]).not.toSatisfy(Number.isFinite);
  });
});

describe('the interpreter refuses', () => {
  const matrix = (change: Partial<Tensor> = {}): Tensor => ({
    kind: L.KIND_MATRIX,
    type: L.TYPE_Q4,
    rows: 3,
    columns: 33,
    scales: new Array(6).fill(0x3c00),
    values: new Array(99).fill(1),
    ...change,
  });
  const blobOf = (tensor: Tensor) => assemble(product(tensor, [0, 0, 0], 0).model);
  const statusOf = (tensor: Tensor) =>
    BUILDS.map((build) => {
      const machine = fresh(build);
      const status = open(machine, blobOf(tensor));
      return [status, machine.detail(0), machine.detail(1)];
    });
  const values = (at: number, level: number) => Object.assign(new Array(99).fill(1), { [at]: level });

  test('nothing of a right one', () => {
    for (const [status] of statusOf(matrix())) expect(status).toBe(L.OK);
    expect(fromHalf(0x3c00)).toBe(1);
  });

  test.each([
    ['a level of −8', matrix({ values: values(40, -8) }), 6 + 40],
    ['a level of −8 at the end', matrix({ values: values(98, -8) }), 6 + 98],
    ['a level behind the last one', matrix({ values: [...values(0, 1), 1] }), 6 + 98],
    ['an infinite scale', matrix({ scales: [0x3c00, 0x7c00, 0, 0, 0, 0] }), 1],
    ['a scale of −0', matrix({ scales: [0, 0, 0, 0, 0, 0x8000] }), 5],
    ['a scale that is no number', matrix({ scales: [0x7e00, 0, 0, 0, 0, 0] }), 0],
  ])('%s', (_, tensor, element) => {
    for (const found of statusOf(tensor)) expect(found).toEqual([L.ERROR_WEIGHT, 0, element]);
    const where = element < 6 ? `the scale of row ${element >> 1}` : 'the weight at row';
    expect(() => loadSync(blobOf(tensor))).toThrow(where);
  });

  test('4 bits in a blob of version 1', () => {
    const blob = blobOf(matrix());
    new DataView(blob.buffer).setUint32(L.HEADER_VERSION, 1, true);
    expect(() => loadSync(seal(blob))).toThrow('field "type" of the tensor table is wrong');
  });
});
