import { expect, test } from 'vitest';
import { inspect, readBlob } from '../../src/format/index.ts';

test.each<[string, unknown]>([
  ['an ArrayBuffer', new ArrayBuffer(100)],
  ['text', 'model.mns'],
  ['nothing', undefined],
  ['another array', new Float32Array(100)],
])('what is no Uint8Array is refused by that name: %s', (_, given) => {
  for (const read of [readBlob, inspect])
    expect(() => read(given as Uint8Array)).toThrow(/^readBlob: bytes must be a Uint8Array, not /);
});
