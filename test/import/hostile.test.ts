/** Files that are wrong, cut short, changed or made to harm: each is refused with a message, and by nothing else. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ImportError } from '../../src/import/error.ts';
import { writeSafetensors } from '../../src/import/safetensors.ts';
import { atOffsets, fileOf, read, withFields } from './build-file.ts';

const good = writeSafetensors([
  { name: 'W', shape: [2, 2], data: [1, 2, 3, 4] },
  { name: 'b', shape: [], data: [5] },
]);

/** A file that states a header length. */
const headerOf = (length: bigint): Uint8Array => {
  const bytes = Buffer.from(good);
  bytes.writeBigUInt64LE(length);
  return bytes;
};

const faults: [string, Uint8Array, string][] = [
  ['no bytes', new Uint8Array(0), 'begins with 8 bytes for the length of its header but this one has 0'],
  [
    'a header cut short',
    good.subarray(0, 20),
    'the header ends at byte 120 but the file has 20: it is cut short',
  ],
  [
    'a header above 100 MB',
    headerOf(100_000_001n),
    'give the header 100,000,001 bytes but the format allows',
  ],
  ['a pickle', Uint8Array.from(Buffer.from('PK\x03\x04 0123456789')), 'not a safetensors file'],
  ['a length of 64 bits', headerOf(2n ** 64n - 1n), 'give the header 18,446,744,073,709,551,615 bytes'],
  ['an empty header', fileOf(''), 'the header must begin with "{" but is empty'],
  ['an array as header', fileOf('[]'), 'the header must begin with "{" but begins with "["'],
  ['a byte order mark', fileOf('\ufeff{}'), 'the header must begin with "{"'],
  ['a header that is not UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22)), 'the header is not UTF-8'],
  ['a header that is not JSON', fileOf('{"W": {'), 'the header is not JSON'],
  ['an escape that is none', fileOf('{"\\x": 1}'), 'the header is not JSON'],
  ['two headers', fileOf('{}{}'), 'the header is not JSON'],
  [
    'a tensor twice',
    fileOf('{"W":{},"b":{},"W":{}}'),
    'the header has the key "W" twice; save each name once',
  ],
  ['a tensor twice, escaped', fileOf('{"W":{},"\\u0057":{}}'), 'the header has the key "W" twice'],
  ['a field twice', fileOf('{"W":{"shape":[],"shape":[1]}}'), 'tensor "W" has the key "shape" twice'],
  ['brackets without end', fileOf(`{"W":{"x":${'['.repeat(1e6)}`), 'at level 4 of the header'],
  ['a list as tensor', fileOf('{"W":[1]}'), 'tensor "W" has [ at level 2 of the header'],
  [
    'a number as tensor',
    fileOf('{"W":1}'),
    'tensor "W" must be an object of dtype, shape and data_offsets but is 1',
  ],
  [
    'metadata of null',
    fileOf('{"__metadata__":null}'),
    '__metadata__ must be an object of strings but is null',
  ],
  ['metadata of numbers', fileOf('{"__metadata__":{"n":1}}'), '__metadata__ must hold strings but "n" is 1'],
  [
    'another dtype',
    withFields({ dtype: 'I32' }),
    'tensor "W" has dtype "I32", F32, F16, BF16, F64 can be read; save it with .float()',
  ],
  ['no dtype', withFields({ dtype: undefined }), 'tensor "W" has dtype missing'],
  [
    'no shape',
    withFields({ shape: undefined }),
    'must have a shape of whole numbers from 0 on but has missing',
  ],
  [
    'a negative size',
    withFields({ shape: [-2, -3] }),
    'must have a shape of whole numbers from 0 on but has [-2,-3]',
  ],
  ['a fraction', withFields({ shape: [1.5, 4] }), 'has [1.5,4]'],
  ['a size as text', withFields({ shape: ['6'] }), 'has ["6"]'],
  ['an inexact size', withFields({ shape: [2 ** 53] }), 'has [9007199254740992]'],
  ['a product too large', withFields({ shape: [2 ** 32, 2 ** 32] }), 'more than any file holds'],
  ['a product that wraps to 0', withFields({ shape: [2 ** 32, 2 ** 32, 0] }), 'more than any file holds'],
  [
    'a size beyond the file',
    withFields({ shape: [2 ** 40] }),
    'takes 4,398,046,511,104 bytes but its data_offsets give 24',
  ],
  ['a long shape', withFields({ shape: Array(1e5).fill(2) }), 'has shape [2,2,2'],
  [
    'no offsets',
    withFields({ data_offsets: undefined }),
    'must have data_offsets [begin, end] but has missing',
  ],
  ['one offset', withFields({ data_offsets: [24] }), 'must have data_offsets [begin, end] but has [24]'],
  ['offsets in reverse', withFields({ data_offsets: [24, 0] }), 'but has [24,0]'],
  ['a negative offset', withFields({ data_offsets: [-24, 0] }), 'but has [-24,0]'],
  [
    'offsets that do not fit the shape',
    withFields({ data_offsets: [0, 20] }),
    'tensor "W" of shape [2,3] and dtype F32 takes 24 bytes but its data_offsets give 20',
  ],
  [
    'offsets beyond the file',
    withFields({ data_offsets: [4, 28] }),
    'ends at byte 93 but the file has 89: it is cut short',
  ],
  [
    'an overlap',
    atOffsets({ a: [0, 8], b: [4, 12] }, 12),
    'tensor "b" begins at byte 120 but tensor "a" ends at 124: they overlap',
  ],
  ['an empty tensor inside another', atOffsets({ a: [0, 8], b: [4, 4] }, 8), 'they overlap'],
  ['one range for two', atOffsets({ a: [0, 8], b: [0, 8] }, 8), 'they overlap'],
  ['a hole', atOffsets({ a: [0, 4], b: [8, 12] }, 12), 'tensor "b" begins at byte 124 but should at 120'],
  ['a hole in front', atOffsets({ a: [4, 8] }, 8), 'bytes between belong to no tensor'],
  ['bytes that follow', atOffsets({ a: [0, 4] }, 5), 'bytes that belong to no tensor follow'],
];

/** What reading throws; null where it does not. */
function refusal(bytes: Uint8Array): Error | null {
  try {
    for (const { shape, data } of read(bytes).tensors.values()) {
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
    return null;
  } catch (error) {
    return error as Error;
  }
}

describe('refused is', () => {
  test.each(faults)('%s', (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(ImportError);
    expect(error?.name).toBe('ImportError');
    expect(error?.message).toMatch(/^a\.safetensors: /);
    expect(error?.message).toContain(message);
    expect(error?.message.length).toBeLessThan(400);
  });

  test('every prefix, and a byte more', () => {
    for (let length = 0; length < good.length; length++) {
      expect(refusal(good.subarray(0, length))?.message).toContain('it is cut short');
    }
    expect(refusal(good)).toBeNull();
    expect(refusal(Uint8Array.of(...good, 0))).toBeInstanceOf(ImportError);
  });

  test('a name that is long or has control characters, without repeating it', () => {
    const { message } = refusal(fileOf(JSON.stringify({ [`\u001b[2J${'x'.repeat(1e6)}`]: 1 })))!;
    expect(message).toContain('tensor "\\u001b[2Jxxx');
    expect(message.length).toBeLessThan(300);
  });

  property.prop([fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })], {
    numRuns: 2000,
  })('what bytes were changed in, unless it still is a file', (changes) => {
    const bytes = Uint8Array.from(good);
    for (const [at, value] of changes) bytes[at] = value;
    expect(refusal(bytes) ?? new ImportError()).toBeInstanceOf(ImportError);
  });

  property.prop([fc.json(), fc.uint8Array({ maxLength: 32 })])('any other JSON', (header, data) => {
    expect(refusal(fileOf(header, data)) ?? new ImportError()).toBeInstanceOf(ImportError);
  });
});
