/** HDF5 files as h5py writes them, and those that are cut short or lie. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ImportError } from '../../../src/import/error.ts';
import { type Hdf5Object, readHdf5 } from '../../../src/import/hdf5/index.ts';

const golden = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../golden/${name}`, import.meta.url))));
const bytes = golden('keras-files/gru-h6-double-2.h5');
const open = (file: Uint8Array) => readHdf5(file, 'a.h5');

/** Everything that a file holds. */
function walk(object: Hdf5Object): number {
  if (object.isDataset) return object.numbers().length;
  object.attribute('weight_names');
  return object.names.reduce((sum, name) => sum + walk(object.find(name)!), 0);
}

test('names, shapes, numbers and attributes', () => {
  const root = open(bytes);
  expect(root.names).toEqual(['model_weights']);
  expect(root.text('keras_version')).toBe('2.15.0');
  expect(root.attribute('nothing')).toBeUndefined();
  const group = root.find('model_weights/normalization')!;
  expect(group.attribute('weight_names')).toEqual(
    ['mean:0', 'variance:0', 'count:0'].map((one) => `normalization/${one}`),
  );
  const count = group.find('normalization/count:0')!;
  expect([count.shape, [...count.numbers()], count.path]).toEqual([
    [],
    [7],
    '/model_weights/normalization/normalization/count:0',
  ]);
  expect(root.find('model_weights/nothing')).toBeNull();
  expect(root.find('model_weights/gru/gru/kernel:0')!.shape).toEqual([3, 18]);
  expect(walk(root)).toBe(3 + 3 + 1 + 3 * 18 + 6 * 18 + 6 * 2 + 2);
});

test('the newer forms of headers, groups and numbers', () => {
  const root = open(golden('hdf5-files/newer.h5'));
  expect([...root.names].sort()).toEqual(['double', 'group', 'half', 'small', 'whole']);
  expect([...root.find('half')!.numbers()]).toEqual([0, 0.5, -2, 65504]);
  expect([...root.find('double')!.numbers()]).toEqual([0.1, -1e300]);
  expect([...root.find('whole')!.numbers()]).toEqual([-3, 2 ** 40]);
  expect([...root.find('small')!.numbers()]).toEqual([200, 3]);
  expect(root.find('group')!.attribute('texts')).toEqual(['a', 'bcd']);
  expect(root.find('group')!.attribute('numbers')).toEqual(Float64Array.of(1.5, 2.5));
});

describe('is refused in one line', () => {
  const refused = (file: Uint8Array, message: RegExp) => {
    let error: unknown = null;
    try {
      walk(open(file));
    } catch (one) {
      error = one;
    }
    expect(error).toBeInstanceOf(ImportError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^a\.h5: HDF5: [^\n]*$/);
  };

  test.each([0, 7, 8, 50, 95, 100, 800, 5_000, bytes.length - 1])('cut to %i bytes', (length) =>
    refused(bytes.slice(0, length), /cut short|does not begin|says that it has/),
  );

  test('cut, with a header that knows nothing of it', () => {
    for (let length = 96; length < bytes.length; length += 251) {
      const file = bytes.slice(0, length);
      new DataView(file.buffer).setUint32(40, length, true);
      refused(file, /damaged/);
    }
  });

  test('of an unknown version, or with short addresses', () => {
    refused(
      Uint8Array.from(bytes, (byte, k) => (k === 8 ? 9 : byte)),
      /unknown version 9/,
    );
    refused(
      Uint8Array.from(bytes, (byte, k) => (k === 13 ? 4 : byte)),
      /addresses of 4 bytes/,
    );
  });

  test('data in chunks, and names in a heap, with what to do', () => {
    refused(golden('hdf5-files/chunked.h5'), /\/d is stored in chunks or compressed.*h5repack/);
    refused(golden('hdf5-files/many-ordered.h5'), /\/ keeps its many names.*libver="earliest"/);
  });

  test('a tree that holds itself', () => {
    const file = bytes.slice();
    const view = new DataView(file.buffer);
    const trees = [...file.keys()].filter((k) => String.fromCharCode(...file.subarray(k, k + 4)) === 'TREE');
    for (const at of trees) {
      file[at + 5] = 1;
      view.setBigUint64(at + 32, BigInt(at), true);
    }
    refused(file, /tree is (its own|of another kind)/);
  });
});
