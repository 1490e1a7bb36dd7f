import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kindOf, wrongKind } from '../../src/check/kind.ts';

/** A character for each byte. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const file = (path: string): Uint8Array => readFileSync(new URL(`../../${path}`, import.meta.url));
const zip = (name: string): Uint8Array => bytes(`PK\x03\x04${'\0'.repeat(26)}${name}`);

const samples: readonly (readonly [kind: string, start: Uint8Array])[] = [
  ['blob', file('models/greenhouse.mns')],
  ['text', file('examples/greenhouse.csv')],
  ['json', file('package.json')],
  ['wasm', file('build/simd.wasm')],
  ['png', file('docs/report.png')],
  ['torch', zip('archive/data.pkl')],
  ['torch', zip('model/data.pklFB')],
  ['npz', zip('arr_0.npy')],
  ['zip', zip('word/document.xml')],
  ['zip', bytes('PK\x05\x06')],
  ['pickle', bytes('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.')],
  ['pickle', bytes('\x80\x04\x95\x10\0\0\0\0\0\0\0}')],
  ['onnx', bytes('\x08\x07\x12\x07pytorch\x1a\x052.1.0:')],
  ['onnx', bytes('\x08\x08:\x80\x02')],
  ['gzip', bytes('\x1f\x8b\x08\0')],
  ['bzip2', bytes('BZh91AY')],
  ['xz', bytes('\xfd7zXZ\0\0')],
  ['zstd', bytes('\x28\xb5\x2f\xfd\x04')],
  ['hdf5', bytes('\x89HDF\r\n\x1a\n\0')],
  ['npy', bytes("\x93NUMPY\x01\0v\0{'descr'")],
  ['safetensors', bytes('\x10\0\0\0\0\0\0\0{"a":{}}        ')],
  ['tflite', bytes('\x1c\0\0\0TFL3')],
  ['gguf', bytes('GGUF\x03\0\0\0')],
  ['parquet', bytes('PAR1\x15')],
  ['matlab', bytes('MATLAB 5.0 MAT-file, Platform')],
  ['jpeg', bytes('\xff\xd8\xff\xe0')],
  ['pdf', bytes('%PDF-1.7')],
  ['program', bytes('\x7fELF\x02')],
  ['snapshot', bytes('MNSS\x01\0\0\0')],
  ['utf16', bytes('\xff\xfea\0,\0')],
  ['html', bytes('  <!DOCTYPE html><html>')],
  ['text', bytes('\xef\xbb\xbftime,größe\n0,1\n')],
  ['text', bytes('t')],
  ['empty', bytes('')],
  ['unknown', bytes('\x01\x02\x03\x04')],
];

describe('the first bytes tell what a file is', () => {
  test.each(samples)('%s', (kind, start) => expect(kindOf(start).name).toBe(kind));

  test('and what it cannot be', () => {
    expect(wrongKind(zip('archive/data.pkl'), 'tensors')).toBe(
      'is a zip archive (a PyTorch checkpoint), not a safetensors file: save the state_dict of its model with examples/save_safetensors.py',
    );
    expect(wrongKind(bytes('\x1f\x8b\x08\0'), 'table')).toBe(
      'is compressed with gzip, not CSV or NPY: unpack it first',
    );
    expect(wrongKind(bytes('a,b\n'), 'blob')).toBe('is text, not a blob of meniscus');
    for (const wanted of ['blob', 'tensors', 'table', 'json'] as const) {
      expect(wrongKind(bytes('\x01\x02'), wanted)).toBe(null);
      expect(samples.filter(([, start]) => wrongKind(start, wanted) === null).length).toBeLessThan(8);
    }
  });
});
