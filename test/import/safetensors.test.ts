import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/import/safetensors.ts';
import { casesOf, names, weightsOf } from '../golden/vectors.ts';
import { atOffsets, bytesOf, fileOf, read, withFields } from './build-file.ts';

/**
 * Any text, and those that objects and the format treat apart. None begins with letters before a backslash: after such a key,
 * JSON.parse of Node 24 takes others for it that have an escape there (nodejs/node#63785).
 */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((any) => !any.includes('\\')),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '0', '17', '"', '"\\"', '\n', '\ud800'),
);
const tensor = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
    minLength: length,
    maxLength: length,
  });
  return fc.record({
    name: text.filter((name) => name !== '__metadata__'),
    shape: fc.constant(shape),
    data: values.map((v) => Float64Array.from(v)),
  });
});
const tensors = fc.uniqueArray(tensor, { maxLength: 6, selector: ({ name }) => name });

describe('a file', () => {
  property.prop([tensors, fc.dictionary(text, text), fc.nat(7)])(
    'that was written comes back exactly, in order, from an unaligned view too',
    (given, metadata, shift) => {
      const bytes = writeSafetensors(given, metadata);
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      const result = read(moved);
      const stored = [...result.tensors.values()];
      // tensors without elements may stand anywhere among those that begin at the same byte
      const full = <T extends { data: Float64Array }>(all: T[]) => all.filter(({ data }) => data.length > 0);
      expect(full(stored).map(({ name }) => name)).toEqual(full(given).map(({ name }) => name));
      expect(stored.length).toBe(given.length);
      for (const { name, shape, data } of given) {
        expect(result.tensors.get(name)).toEqual({ name, dtype: 'F32', shape, data });
      }
      expect(Object.entries(result.metadata).sort()).toEqual(Object.entries(metadata).sort());
      const header = Number(Buffer.from(bytes).readBigUInt64LE());
      expect(header % 8).toBe(0);
    },
  );

  test('is written as the reference implementation writes it', () => {
    const given = [
      { name: 'b', shape: [2], data: [1, -2] },
      { name: '0', shape: [], data: [0.5] },
    ];
    const header =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"0":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}';
    const padded = header.padEnd(8 * Math.ceil(header.length / 8));
    expect(writeSafetensors(given, { format: 'pt' })).toEqual(
      fileOf(padded, bytesOf(Float32Array.of(1, -2, 0.5))),
    );
    expect(writeSafetensors([])).toEqual(fileOf('{}      '));
  });

  test('may hold no tensor, a scalar, tensors out of order, and fields that are not known', () => {
    expect(read(fileOf('{}'))).toEqual({ tensors: new Map(), metadata: {} });
    expect(read(withFields({ shape: [], since: '0.9' }, new Uint8Array(4))).tensors.get('W')).toEqual({
      name: 'W',
      dtype: 'F32',
      shape: [],
      data: Float64Array.of(0),
    });
    expect([...read(atOffsets({ b: [8, 12], none: [8, 8], a: [0, 8] }, 12)).tensors.keys()]).toEqual([
      'a',
      'none',
      'b',
    ]);
  });

  test('cannot reach prototypes by its names', () => {
    const entry = '{"dtype":"F32","shape":[],"data_offsets":[0,4],"__proto__":"x"}';
    const { tensors, metadata } = read(
      fileOf(`{"__metadata__":{"__proto__":"p"},"__proto__":${entry}}`, new Uint8Array(4)),
    );
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(Object.entries(metadata)).toEqual([['__proto__', 'p']]);
    expect(metadata.constructor).toBeUndefined();
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
    const inherited = '{"W":{"__proto__":"x","shape":[],"data_offsets":[0,4]}}';
    expect(() => read(fileOf(inherited, new Uint8Array(4)))).toThrow('has dtype missing');
    expect(() => read(withFields({ dtype: 'constructor' }))).toThrow('has dtype "constructor"');
  });
});

/** Bits and what they stand for: smallest and largest subnormal, smallest and largest normal number, -0, others. */
const exact: [string, (bits: number[]) => ArrayBufferView, [number, number][]][] = [
  [
    'F16',
    (bits) => Uint16Array.from(bits),
    [
      [0x0001, 2 ** -24],
      [0x83ff, -1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x7bff, 65504],
      [0x8000, -0],
      [0x3c01, 1 + 2 ** -10],
      [0xc248, -3.140625],
    ],
  ],
  [
    'BF16',
    (bits) => Uint16Array.from(bits),
    [
      [0x0001, 2 ** -133],
      [0x807f, -127 * 2 ** -133],
      [0x0080, 2 ** -126],
      [0x7f7f, 255 * 2 ** 120],
      [0x8000, -0],
      [0x3f81, 1 + 2 ** -7],
      [0xc049, -3.140625],
    ],
  ],
  [
    'F32',
    (bits) => Uint32Array.from(bits),
    [
      [0x00000001, 2 ** -149],
      [0x807fffff, -8388607 * 2 ** -149],
      [0x00800000, 2 ** -126],
      [0x7f7fffff, 3.4028234663852886e38],
      [0x80000000, -0],
      [0xbdcccccd, Math.fround(-0.1)],
    ],
  ],
];

describe('the elements', () => {
  test.each(exact)('of %s come exactly', (dtype, make, cases) => {
    const data = bytesOf(make(cases.map(([bits]) => bits)));
    const { tensors } = read(withFields({ dtype, shape: [cases.length] }, data));
    expect(tensors.get('W')).toEqual({
      name: 'W',
      dtype,
      shape: [cases.length],
      data: Float64Array.from(cases, ([, value]) => value),
    });
  });

  test('of F64 are rounded to f32', () => {
    const data = bytesOf(Float64Array.of(0.1, -1e-60, 3.4028235e38, 1 + 2 ** -25));
    const { tensors } = read(withFields({ dtype: 'F64', shape: [2, 2] }, data));
    expect(tensors.get('W')?.data).toEqual(Float64Array.of(Math.fround(0.1), -0, 3.4028234663852886e38, 1));
  });

  property.prop([fc.constantFrom('F16', 'BF16', 'F32', 'F64'), fc.nat(5), fc.constantFrom(-1, 1), fc.nat(1)])(
    'that are not finite are refused by tensor and index',
    (dtype, index, sign, fraction) => {
      const exponent = { F16: 0x7c00n, BF16: 0x7f80n, F32: 0x7f800000n, F64: 0x7ff0000000000000n }[dtype]!;
      const bytes = { F16: 2, BF16: 2, F32: 4, F64: 8 }[dtype]!;
      const top = sign < 0 ? 1n << BigInt(8 * bytes - 1) : 0n;
      const element = Buffer.alloc(8);
      element.writeBigUInt64LE(exponent | top | BigInt(fraction));
      const data = new Uint8Array(6 * bytes);
      data.set(element.subarray(0, bytes), index * bytes);
      const value = fraction === 0 ? sign * Infinity : Number.NaN;
      const message = `a.safetensors: tensor "W", element ${index} of 6, is ${value} but weights must be finite`;
      expect(() => read(withFields({ dtype }, data))).toThrow(message);
    },
  );

  test('of F64 beyond f32 are refused by tensor and index', () => {
    const data = bytesOf(Float64Array.of(0, -1e300));
    expect(() => read(withFields({ dtype: 'F64', shape: [2] }, data))).toThrow(
      'a.safetensors: tensor "W", element 1 of 2, is -1e+300, beyond the largest f32, 3.4e38',
    );
  });
});

test.each<[string, { name: string; shape: number[]; data: number[] }[], string]>([
  [
    'a name twice',
    [
      { name: 'W', shape: [], data: [1] },
      { name: 'W', shape: [], data: [1] },
    ],
    'cannot be named "W"',
  ],
  [
    'the name of the metadata',
    [{ name: '__metadata__', shape: [], data: [1] }],
    'cannot be named "__metadata__"',
  ],
  ['another shape', [{ name: 'W', shape: [2], data: [1] }], 'tensor "W" of shape [2] has 1 elements'],
  [
    'NaN',
    [{ name: 'W', shape: [1], data: [Number.NaN] }],
    'tensor "W", element 0, is NaN: not finite as f32',
  ],
  ['what f32 cannot hold', [{ name: 'W', shape: [2], data: [0, 1e39] }], 'element 1, is 1e+39'],
])('not written is %s', (_, given, message) => {
  expect(() => writeSafetensors(given)).toThrow(new RegExp(message.replace(/[[\]+]/g, '\\$&')));
  expect(() => writeSafetensors(given)).toThrow(RangeError);
});

test('files of PyTorch models have the stated shapes, and are written the same', () => {
  for (const file of names) {
    const bytes = weightsOf(file);
    const { tensors, metadata } = readSafetensors(bytes, { file });
    const shapes = Object.fromEntries([...tensors.values()].map(({ name, shape }) => [name, shape]));
    expect(shapes, file).toEqual(casesOf(file).described.tensors);
    expect(Buffer.from(writeSafetensors(tensors.values(), metadata)).equals(bytes), file).toBe(true);
  }
});
