/** The origin table is checked completely, by the interpreter, by the reader of the library and when it is written. */
import { describe, expect, test } from 'vitest';
import * as L from '../../assembly/layout.ts';
import { readBlob } from '../../src/format/read.ts';
import { type BlobContents, writeBlob } from '../../src/format/write.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { blobOf, farModel, inputOrigins, nearModel, outputOrigins } from '../origins.ts';
import { seal } from './assemble.ts';
import { BUILDS, fresh, open } from './builds.ts';
import { refusal } from './refusal.ts';

const blob = blobOf(farModel());
const table = readBlob(blob).header.originsOffset;

function patched(change: (view: DataView, bytes: Uint8Array) => void, of = blob): Uint8Array {
  const bytes = of.slice();
  change(new DataView(bytes.buffer), bytes);
  return seal(bytes);
}

const u32 = (at: number, value: number) => patched((view) => view.setUint32(at, value, true));
const f64 = (at: number, value: number) => patched((view) => view.setFloat64(table + at, value, true));

test.each(BUILDS)('%s keeps the table and hands it out, inputs first', (build) => {
  const machine = fresh(build);
  expect(machine.origin(0)).toBe(0);
  expect(open(machine, blob)).toBe(L.OK);
  const view = new DataView(machine.memory.buffer);
  const entries = [0, 1, 2, 3, 4].map((i) => machine.origin(i) >>> 0);
  expect(entries.every((at) => at % 8 === 0)).toBe(true);
  expect(entries.map((at) => view.getFloat64(at, true))).toEqual([...inputOrigins, ...outputOrigins]);
  expect(entries.map((at) => view.getFloat64(at + 8, true))).toEqual([0.14, 2, 5e4, 0.5, 0.25]);
  expect(machine.origin(5)).toBe(0);
  // it is part of the model's memory, and of nothing else
  const without = fresh(build);
  open(without, blobOf(nearModel()));
  expect(without.origin(0)).toBe(0);
  expect(machine.residentBytes() - without.residentBytes()).toBe(5 * L.ORIGIN_BYTES);
  expect(machine.sessionBytes()).toBe(without.sessionBytes());
});

describe('the interpreter refuses', () => {
  const input = L.ORIGIN_BYTES; // of entry 1
  const output = 4 * L.ORIGIN_BYTES;
  test.each([
    ['an origin that is NaN', f64(input, Number.NaN), [L.ERROR_ORIGIN, 1, L.ORIGIN_VALUE]],
    ['an infinite origin', f64(output, -Infinity), [L.ERROR_ORIGIN, 4, L.ORIGIN_VALUE]],
    ['a deviation that is NaN', f64(8, Number.NaN), [L.ERROR_ORIGIN, 0, L.ORIGIN_DEVIATION]],
    ['a negative deviation', f64(output + 8, -1), [L.ERROR_ORIGIN, 4, L.ORIGIN_DEVIATION]],
    ['an infinite deviation', f64(input + 8, Infinity), [L.ERROR_ORIGIN, 1, L.ORIGIN_DEVIATION]],
    ...[
      ['that is not aligned', table + 8],
      ['on the ports', table - 16],
      ['in the header', 16],
      ['on the weights', table + 16],
      ['at the end of the file', blob.length & ~15],
      ['beyond the file', 0x7fff_fff0],
      ['at the end of the address space', 0xffff_fff0],
    ].map(([where, at]): [string, Uint8Array, number[]] => [
      `a table ${where}`,
      u32(L.HEADER_ORIGINS_OFFSET, Number(at)),
      [L.ERROR_HEADER, L.HEADER_ORIGINS_OFFSET, 0],
    ]),
    [
      'a table that is not pointed to',
      u32(L.HEADER_ORIGINS_OFFSET, 0),
      [L.ERROR_HEADER, L.HEADER_WEIGHTS_OFFSET, 0],
    ],
    [
      'an initial state in the header',
      u32(L.HEADER_INITIAL_OFFSET, 1),
      [L.ERROR_HEADER, L.HEADER_INITIAL_OFFSET, 0],
    ],
    ...[1, 2, 3].map((version): [string, Uint8Array, number[]] => [
      `a table in version ${version}`,
      u32(L.HEADER_VERSION, version),
      [L.ERROR_HEADER, L.HEADER_ORIGINS_OFFSET, 0],
    ]),
  ])('%s', (_, bytes, status) => {
    expect(refusal(bytes)).toEqual(status);
    expect(() => loadSync(bytes)).toThrow(
      status[0] === L.ERROR_ORIGIN
        ? /entry \d of the origin table: its/
        : /header field "[^"]+" \(byte \d+\)/,
    );
  });

  test('a second input, which would make the table longer', () => {
    const { header } = readBlob(blob);
    const bytes = patched((view) => view.setUint16(header.portsOffset + L.PORT_BYTES, L.PORT_INPUT, true));
    expect(refusal(bytes)[0]).not.toBe(L.OK);
  });
});

test.each([1, 2, 3])('in version %i bytes 72 and 76 are zero', (version) => {
  const plain = readBlob(blobOf(nearModel()));
  const old = writeBlob({ ...plain, version });
  expect(refusal(old)[0]).toBe(L.OK);
  for (const at of [L.HEADER_ORIGINS_OFFSET, L.HEADER_INITIAL_OFFSET])
    for (const value of [1, 16, plain.header.weightsOffset, 0xffff_fff0])
      expect(refusal(patched((view) => view.setUint32(at, value, true), old))).toEqual([
        L.ERROR_HEADER,
        at,
        0,
      ]);
});

test('version 4 without a table runs as version 3', () => {
  const plain = readBlob(blobOf(nearModel()));
  const newer = loadSync(writeBlob({ ...plain, version: 4 }));
  expect(newer.origins).toBeNull();
  expect([...newer.run([1, 2, 3])]).toEqual([...loadSync(writeBlob(plain)).run([1, 2, 3])]);
});

test('a table is read and written again, byte for byte, and only where it fits', () => {
  const contents = readBlob(blob);
  expect(writeBlob(contents)).toEqual(blob);
  expect(contents.header.version).toBe(L.VERSION_ORIGINS);
  const { version: _, ...rest } = contents;
  expect(writeBlob(rest)).toEqual(blob);
  const write = (change: Partial<BlobContents>) => () => writeBlob({ ...contents, ...change });
  expect(write({ version: 3 })).toThrow(
    'a blob with origins of inputs or outputs has one from 4 to 4, not 3',
  );
  const { origins } = contents;
  if (!origins) throw new Error('no origins');
  expect(write({ origins: { ...origins, outputs: [] } })).toThrow(
    'there are 0 for the 2 numbers of the output',
  );
  for (const wrong of [
    { origin: Number.NaN, deviation: 1 },
    { origin: 1, deviation: -1 },
  ])
    expect(write({ origins: { ...origins, outputs: [wrong, wrong] } })).toThrow(
      'that of output 0 needs a finite number',
    );
});

test('the reader refuses a table that is not there or not all there', () => {
  for (const at of [0x7fff_fff0, blob.length - 8, readBlob(blob).header.weightsOffset])
    expect(() => readBlob(u32(L.HEADER_ORIGINS_OFFSET, at))).toThrow(/^origin table: /);
  expect(() => readBlob(u32(L.HEADER_VERSION, 3))).toThrow('there is none in a blob of version 3');
});
