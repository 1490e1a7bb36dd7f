/** Files as safetensors may be, right or wrong, and what reads them in the tests. */
import { readSafetensors } from '../../src/import/safetensors.ts';

/** A file of any header, text or bytes, before any data. */
export function fileOf(header: string | Uint8Array, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Uint8Array.from(Buffer.concat([length, text, data]));
}

/** A file of one tensor "W", some of whose fields are not what they should be. */
export const withFields = (fields: object, data: Uint8Array = new Uint8Array(24)): Uint8Array =>
  fileOf(
    JSON.stringify({ W: { dtype: 'F32', shape: [2, 3], data_offsets: [0, data.length], ...fields } }),
    data,
  );

/** A file of F32 vectors, as long as their offsets say. */
export const atOffsets = (offsets: Record<string, [number, number]>, dataBytes: number): Uint8Array => {
  const entries = Object.entries(offsets).map(([name, data_offsets]) => [
    name,
    { dtype: 'F32', shape: [(data_offsets[1] - data_offsets[0]) / 4], data_offsets },
  ]);
  return fileOf(JSON.stringify(Object.fromEntries(entries)), new Uint8Array(dataBytes));
};

/** Reads it as a.safetensors. */
export const read = (bytes: Uint8Array) => readSafetensors(bytes, { file: 'a.safetensors' });
/** The bytes of an array's elements, copied. */
export const bytesOf = (array: ArrayBufferView) =>
  Uint8Array.from(Buffer.from(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength));
