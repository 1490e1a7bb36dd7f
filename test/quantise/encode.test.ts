/** Quantised weights: as near as they can be, whatever the weights are, and refused where they are none. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { weightsOf } from '../../src/format/decode.ts';
import { encodeMatrix } from '../../src/quantise/encode.ts';
import { fromHalf } from '../../src/quantise/half.ts';
import {
  groupOf,
  largestOf,
  quantisedTypes,
  scalesInRow,
  storageOf,
  type WeightType,
  weightTypes,
} from '../../src/quantise/types.ts';
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

describe.each(quantisedTypes)('%s', (type) => {
  const { scale: float } = storageOf(type);
  const most = largestOf(type);

  property.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }), fc.infiniteStream(weight)])(
    'every weight is at most half a scale away, and the bytes say the same',
    (rows, columns, stream) => {
      const weights = Float64Array.from({ length: rows * columns }, () => stream.next().value as number);
      const { bytes, values, error } = encodeMatrix(type, weights, rows, columns);
      expect(weightsOf({ kind: 'matrix', type, rows, columns, segments: 1, bytes })).toEqual(values);
      const group = groupOf(type, columns);
      let worst = 0;
      for (let i = 0; i < weights.length; i++) {
        const from = i - ((i % columns) % group);
        const end = Math.min(from + group, i - (i % columns) + columns);
        const largest = Math.max(...weights.subarray(from, end).map(Math.abs));
        // halves are rounded up, and 2⁻²⁴ is the smallest; of an f32 the rounding counts once for each of `most`
        const scale = largest / most;
        const bound =
          float === 'f16'
            ? (scale * (1 + 2 ** -10) + 2 ** -24) / 2
            : scale / 2 + largest * 2 ** -23 + most * 2 ** -149;
        // and the product is an f32
        expect(Math.abs(values[i] - weights[i])).toBeLessThanOrEqual(bound + largest * 2 ** -24 + 1e-30);
        worst = Math.max(worst, Math.abs(values[i] - weights[i]));
      }
      expect(error.worst).toBe(worst);
    },
  );

  test('weights of a group that is all zero are zero, and beyond the largest scale they are not finite', () => {
    expect([...encodeMatrix(type, new Float64Array(6), 2, 3).values]).toEqual([0, 0, 0, 0, 0, 0]);
    const beyond = float === 'f16' ? 65520 * most : 2 ** 128 * most;
    expect(encodeMatrix(type, Float64Array.of(beyond, 1), 1, 2).values[0]).not.toSatisfy(Number.isFinite);
    if (float === 'f16')
      expect(encodeMatrix(type, Float64Array.of(most * 65504, 1), 1, 2).values[0]).toBe(
        Math.fround(most * 65504),
      );
  });
});

/** What is wrong, how it comes about, and the element that is to blame: scales are counted first. */
type Refused = [what: string, change: Partial<Tensor>, element: number];

const [rows, columns] = [3, 33];
const count = rows * columns;
const matrix = (type: WeightType, change: Partial<Tensor> = {}): Tensor => ({
  kind: L.KIND_MATRIX,
  type: storageOf(type).code,
  rows,
  columns,
  scales: new Array(rows * scalesInRow(type, columns)).fill(storageOf(type).scale === 'f16' ? 0x3c00 : 1),
  values: new Array(count).fill(1),
  ...change,
});
const blobOf = (tensor: Tensor) => assemble(product(tensor, [0, 0, 0], 0).model);
const statusOf = (tensor: Tensor) =>
  BUILDS.map((build) => {
    const interpreter = fresh(build);
    const status = open(interpreter, blobOf(tensor));
    return [status, interpreter.detail(0), interpreter.detail(1)];
  });

describe.each(quantisedTypes)('the interpreter refuses in %s', (type) => {
  const each = scalesInRow(type, columns);
  const scales = rows * each;
  const { bits, scale } = storageOf(type);
  const lowest = -(2 ** (bits - 1));
  const values = (at: number, value: number) => Object.assign(new Array(count).fill(1), { [at]: value });
  const scaled = (at: number, value: number) => ({
    scales: Object.assign(new Array(scales).fill(0), { [at]: value }),
  });
  const [infinite, negative, none] =
    scale === 'f16' ? [0x7c00, 0x8000, 0x7e00] : [Infinity, -1e-45, Number.NaN];

  test('nothing of a right one', () => {
    for (const [status] of statusOf(matrix(type))) expect(status).toBe(L.OK);
    expect(fromHalf(0x3c00)).toBe(1);
  });

  test.each<Refused>([
    [`a value of ${lowest}`, { values: values(40, lowest) }, scales + 40],
    [`a value of ${lowest} at the end`, { values: values(count - 1, lowest) }, scales + count - 1],
    ['an infinite scale', scaled(1, infinite), 1],
    ['a negative scale', scaled(scales - 1, negative), scales - 1],
    ['a scale that is no number', scaled(0, none), 0],
    ...(bits === 4
      ? [['a value behind the last one', { values: [...values(0, 1), 1] }, scales + count - 1] as Refused]
      : []),
    ...(scale === 'f32'
      ? [
          [
            'a weight that overflows',
            { ...scaled(2, 2 ** 127), values: values(80, 2) },
            scales + 80,
          ] as Refused,
        ]
      : []),
  ])('%s', (_, change, element) => {
    const tensor = matrix(type, change);
    for (const found of statusOf(tensor)) expect(found).toEqual([L.ERROR_WEIGHT, 0, element]);
    const at = element - scales;
    const where =
      at < 0
        ? `the scale of row ${Math.floor(element / each)}`
        : `the weight at row ${Math.floor(at / columns)}, column ${at % columns}`;
    expect(() => loadSync(blobOf(tensor))).toThrow(where);
  });
});

const newer = weightTypes.filter((type) => storageOf(type).since > L.OLDEST_VERSION);

test.each(newer)('the interpreter refuses %s in a blob of a version before it', (type) => {
  const blob = blobOf(matrix(type));
  expect(() => loadSync(blob)).not.toThrow();
  for (let version = L.OLDEST_VERSION; version < storageOf(type).since; version++) {
    new DataView(blob.buffer).setUint32(L.HEADER_VERSION, version, true);
    expect(() => loadSync(seal(blob))).toThrow('field "type" of the tensor table is wrong');
  }
});

test.each([weightTypes.length, 8, 255])('the interpreter knows no type with the code %i', (code) => {
  const blob = blobOf(matrix('q8'));
  const view = new DataView(blob.buffer);
  view.setUint8(view.getUint32(L.HEADER_TENSORS_OFFSET, true) + L.TENSOR_TYPE, code);
  view.setUint32(L.HEADER_VERSION, L.VERSION, true);
  expect(() => loadSync(seal(blob))).toThrow('field "type" of the tensor table is wrong');
});
