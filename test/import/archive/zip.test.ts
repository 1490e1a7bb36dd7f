/** Zip archives as others write them, and those that are cut, damaged or lie. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { Archive, isZip } from '../../../src/import/archive/zip.ts';
import { ImportError } from '../../../src/import/error.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const long = text('abc'.repeat(500));
const made = (level: 0 | 9): Uint8Array =>
  zipSync({
    'a/data.pkl': [text('pickle'), { level }],
    'a/data/0': [long, { level }],
    'a/empty': [new Uint8Array(0), { level }],
  });
const open = (bytes: Uint8Array): Archive => new Archive(bytes, 'a.zip');
const place = (bytes: Uint8Array, signature: number): number => {
  for (let at = 0; at + 4 <= bytes.length; at++)
    if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) === signature) return at;
  throw new Error('is not there');
};
const CENTRAL = 0x02014b50;
const changed = (bytes: Uint8Array, at: number, ...values: number[]): Uint8Array => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};

describe.each([
  ['stored', 0],
  ['deflated', 9],
] as const)('%s', (_, level) => {
  const bytes = made(level);
  test('gives names, texts and bytes', () => {
    expect(isZip(bytes)).toBe(true);
    const archive = open(bytes);
    expect(archive.names).toEqual(['a/data.pkl', 'a/data/0', 'a/empty']);
    expect(archive.text('a/data.pkl')).toBe('pickle');
    expect(archive.read('a/data/0')).toEqual(long);
    expect(archive.read('a/empty').length).toBe(0);
    expect(() => archive.read('b')).toThrow('a.zip: the archive has no entry "b"');
  });

  test('every cut is refused', () => {
    for (let end = 0; end < bytes.length; end++)
      expect(() => open(bytes.subarray(0, end))).toThrow(ImportError);
  });

  test('every changed byte of an entry is noticed when it is read', () => {
    const start = 30 + 'a/data.pkl'.length;
    const wrong = open(changed(bytes, start, bytes[start] ^ 4));
    expect(() => wrong.read('a/data.pkl')).toThrow(
      /entry "a\/data\.pkl" of the archive (is damaged|does not unpack)/,
    );
  });
});

test.each<[string, Uint8Array, RegExp]>([
  ['an entry twice', zipSync({ aa: text('1'), ab: text('2') }), /has the entry "aa" twice/],
])('%s', (_, bytes, message) => {
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at++) if (copy[at] === 0x62 && copy[at - 1] === 0x61) copy[at] = 0x61;
  expect(() => open(copy)).toThrow(message);
});

describe('an entry of the directory that says', () => {
  const bytes = made(9);
  const at = place(bytes, CENTRAL);
  test.each<[string, Uint8Array, RegExp]>([
    ['encrypted', changed(bytes, at + 8, 1), /is encrypted/],
    ['another method', changed(bytes, at + 10, 14), /is packed by method 14/],
    ['gigabytes', changed(bytes, at + 24, 0, 0, 0, 0xf0), /says \d+ bytes unpack to \d+/],
    ['another place', changed(bytes, at + 42, 7), /begins at byte 7, where none is/],
    ['another name', changed(bytes, at + 46, 0x7a), /has another name where its bytes are/],
  ])('%s is refused', (_, wrong, message) => {
    expect(() => open(wrong)).toThrow(message);
  });

  test.each([5, 7])('%i bytes is refused where it unpacks to 6', (size) => {
    expect(() => open(changed(bytes, at + 24, size)).read('a/data.pkl')).toThrow(
      /does not unpack to the \d bytes/,
    );
  });

  test('the bytes of another is refused', () => {
    const two = zipSync({ aa: [long, { level: 9 }], bb: [long, { level: 9 }] });
    const second = place(two, CENTRAL) + 48;
    const wrong = changed(two, second + 42, 0, 0, 0, 0);
    expect(() => open(wrong)).toThrow(ImportError);
  });
});

test('a bomb is refused before it is unpacked', () => {
  const zeros = new Uint8Array(2 ** 20);
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`f${i}`, [zeros, { level: 9 }] as const]),
  );
  const bytes = zipSync(files as never);
  // every entry says 15 MB, which its bytes could unpack to
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let k = 0; k + 4 <= copy.length; k++)
    if (view.getUint32(k, true) === CENTRAL)
      view.setUint32(k + 24, view.getUint32(k + 20, true) * 1030, true);
  let error: unknown;
  try {
    const archive = open(copy);
    archive.read('f0');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ImportError);
});
