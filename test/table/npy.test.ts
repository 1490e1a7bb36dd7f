import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { npyTables } from '../../src/table/npy.ts';
import type { TableOptions } from '../../src/table/table.ts';
import { cheetah } from '../cheetah.ts';

function npy(
  descr: string,
  shape: number[],
  data: Uint8Array,
  { version = 1, order = 'False' } = {},
): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const prefix = version === 1 ? 10 : 12;
  const header = `${dictionary.padEnd(64 * Math.ceil((prefix + dictionary.length + 1) / 64) - prefix - 1)}\n`;
  const bytes = new Uint8Array(prefix + header.length + data.length);
  bytes.set([0x93, ...Buffer.from('NUMPY'), version, 0]);
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(Buffer.from(header), prefix);
  bytes.set(data, prefix + header.length);
  return bytes;
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const read = (bytes: Uint8Array, more: Partial<TableOptions> = {}) =>
  npyTables(bytes, { file: 'a.npy', ...more });

const types: [string, (values: number[]) => ArrayBufferView & ArrayLike<number | bigint>][] = [
  ['<f4', (v) => Float32Array.from(v)],
  ['<f8', (v) => Float64Array.from(v)],
  ['|i1', (v) => Int8Array.from(v)],
  ['|u1', (v) => Uint8Array.from(v)],
  ['<i2', (v) => Int16Array.from(v)],
  ['<u2', (v) => Uint16Array.from(v)],
  ['<i4', (v) => Int32Array.from(v)],
  ['<u4', (v) => Uint32Array.from(v)],
  ['<i8', (v) => BigInt64Array.from(v.map(BigInt))],
  ['<u8', (v) => BigUint64Array.from(v.map((x) => BigInt(Math.abs(x))))],
];

test('every type, both shapes and each version come back exactly, from an unaligned view too', () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.tuple(size, size, size),
      fc.boolean(),
      fc.constantFrom(1, 2, 3),
      fc.infiniteStream(fc.integer()),
      fc.nat(7),
      ([descr, make], [s, t, c], three, version, numbers, shift) => {
        const count = (three ? s : 1) * t * c;
        const array = make([...numbers.take(count)]);
        const file = npy(descr, three ? [s, t, c] : [t, c], bytesOf(array), { version });
        const moved = new Uint8Array(file.length + shift).subarray(shift);
        moved.set(file);
        const tables = read(moved);
        expect(tables.map(({ file }) => file)).toEqual(
          three ? Array.from({ length: s }, (_, k) => `a.npy[${k}]`) : ['a.npy'],
        );
        for (const table of tables) {
          expect(table).toMatchObject({ rows: t, format: 'NPY', dialect: null });
          expect(table.single).toBe(descr === '<f4' || undefined);
          expect(table.columns.map(({ name }) => name)).toEqual(Array.from({ length: c }, (_, k) => `x${k}`));
        }
        const values = tables.flatMap(({ columns }) =>
          Array.from({ length: t }, (_, row) => columns.map(({ numbers }) => numbers![row])).flat(),
        );
        expect(values).toEqual(Array.from(array, Number));
      },
    ),
  );
});

test('each fault has its message', () => {
  const data = bytesOf(Float32Array.from({ length: 12 }, (_, k) => k));
  const good = npy('<f4', [4, 3], data);
  const faults: [Uint8Array, string][] = [
    [
      npy('|O', [4], data),
      'an array of objects (recordings of several lengths, perhaps) cannot be read: save each',
    ],
    [npy('<f4', [4, 3], data, { order: 'True' }), 'Fortran order; save numpy.ascontiguousarray'],
    [npy('>f4', [4, 3], data), "values of type >f4 cannot be read; save with .astype('<f4')"],
    [npy('|S4', [4, 3], data), 'values of type |S4 cannot be read'],
    [npy('<f4', [12], data), 'shape (12) is neither [T, C] nor [S, T, C]'],
    [npy('<f4', [0, 3], data), 'holds no value'],
    [npy('<f4', [4, 3], data, { version: 9 }), 'NPY version 9'],
    [npy('<f4', [2, 3], data), '24 bytes follow the array'],
    [good.subarray(0, 40), 'the header is cut short'],
    [good.subarray(0, good.length - 1), 'the values end at byte 176 but the file has 175: it is cut short'],
  ];
  for (const [bytes, message] of faults) expect(() => read(bytes)).toThrow(message);
});

test('no prefix of a file is read as data, and none fails otherwise than with a message', () => {
  const good = npy('<f4', [4, 3], bytesOf(new Float32Array(12)), { version: 2 });
  for (let length = 0; length < good.length; length++) {
    expect(() => read(good.subarray(0, length))).toThrow(/^a\.npy: /);
  }
});

test('an infinite value is named by recording, step and channel; NaN is missing, and so are markers', () => {
  fc.assert(
    fc.property(fc.nat(23), fc.constantFrom(Infinity, -Infinity), (index, value) => {
      const values = new Float32Array(24);
      values[index] = value;
      const where = `recording ${(index / 12) | 0}, step ${((index % 12) / 3) | 0}, channel ${index % 3} is ${value}`;
      expect(() => read(npy('<f4', [2, 4, 3], bytesOf(values)))).toThrow(where);
    }),
  );
  const [{ columns }] = read(npy('<f8', [3, 1], bytesOf(Float64Array.of(Number.NaN, -200, 7))), {
    missing: ['-200.0'],
  });
  expect(Array.from(columns[0].numbers!)).toEqual([Number.NaN, Number.NaN, 7]);
  expect(columns[0].missing).toEqual(
    new Map([
      ['NaN', 1],
      ['-200.0', 1],
    ]),
  );
});

test('columns are chosen by name, and may be words', () => {
  const bytes = npy('<i4', [2, 3], bytesOf(Int32Array.of(1, 2, 3, 4, 5, 3)));
  const [{ columns }] = read(bytes, { columns: ['x2', 'x0'], texts: ['x2'] });
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['x0', 'number'],
    ['x2', 'text'],
  ]);
  expect(columns[1]).toMatchObject({ words: ['3'], codes: Int32Array.of(0, 0) });
  expect(() => read(bytes, { columns: ['x3'] })).toThrow('a.npy: has no column "x3"');
});

const statisticsFile = cheetah?.replace(/npy$/, 'json') ?? '';
const compared = existsSync(statisticsFile);
if (cheetah && !compared) console.log(`skipped: there is no ${statisticsFile}`);

test.skipIf(!compared)('HalfCheetah traces read with the statistics that numpy gave', () => {
  const file = cheetah as string;
  const facts = JSON.parse(readFileSync(statisticsFile, 'utf8')) as {
    splits_by_trace: { train: number[] };
    feature_mean_train: number[];
    feature_std_train: number[];
  };
  const tables = npyTables(readFileSync(file), { file });
  expect(tables.length).toBe(31);
  const train = facts.splits_by_trace.train.map((k) => tables[k].columns);
  for (let c = 0; c < 17; c++) {
    const values = train.flatMap((columns) => Array.from(columns[c].numbers!));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - facts.feature_mean_train[c])).toBeLessThan(1e-5);
    expect(Math.abs(Math.sqrt(variance) - facts.feature_std_train[c])).toBeLessThan(1e-5);
  }
});

describe('a header that is none', () => {
  const raw = (shape: string, descr = '<f4', values = 900): Uint8Array => {
    const header = `${`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117)}\n`;
    const start = Uint8Array.from([
      0x93,
      ...Buffer.from('NUMPY'),
      1,
      0,
      header.length,
      0,
      ...Buffer.from(header),
    ]);
    const bytes = new Uint8Array(start.length + 4 * values);
    bytes.set(start);
    return bytes;
  };

  test.each([
    'L, 3',
    '1 00, 3',
    '-1, 3',
    '1.5, 3',
    '1e2, 3',
    '0x10, 3',
    '3,, 3',
    ', 3',
    '3 3',
    `${'9'.repeat(60)}, 3`,
    "'3', 3",
    '+3, 3',
  ])('shape (%s)', (shape) => expect(() => read(raw(shape))).toThrow(/a\.npy: the header cannot be read: /));

  test.each(['300, 3', '300,3', '300L, 3L', '100, 3, 3,', ' 300 , 3 '])('but shape (%s) is one', (shape) => {
    expect(read(raw(shape))[0].columns.length).toBe(3);
  });

  test.each(['__proto__', 'constructor', 'toString', 'valueOf', ''])('type %s', (descr) => {
    expect(() => read(raw('300, 3', descr))).toThrow(/values of type .* cannot be read/);
  });

  test('a header as long as a file', () => {
    const bytes = new Uint8Array(12 + 70_000);
    bytes.set([0x93, ...Buffer.from('NUMPY'), 2, 0]);
    new DataView(bytes.buffer).setUint32(8, 70_000, true);
    expect(() => read(bytes)).toThrow('the header has more than 65,536 bytes');
  });
});
