/**
 * Tensors in the safetensors format, the exchange format of PyTorch models.
 * Source: github.com/huggingface/safetensors, README "Format"; the file's structure is `safetensors-header.ts`.
 */
import { checkOptions } from '../check/options.ts';
import { needed, text } from '../check/rules.ts';
import { weightOf } from './elements.ts';
import { importError, shown } from './error.ts';
import { METADATA, noWeights, readHeader } from './safetensors-header.ts';

export interface NamedTensor {
  readonly name: string;
  /** The stored type: F32, F16, BF16 or F64. */
  readonly dtype: string;
  /** Sizes, the outermost first. [] is a scalar with one element; a 0 means no element. */
  readonly shape: readonly number[];
  /** Row-major. Each number is a finite f32. */
  readonly data: Float64Array;
}

export interface Safetensors {
  /** By name, in the order of their data in the file. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Empty if the file has none. It has no prototype, so an absent key is undefined. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a whole safetensors file. F32, F16 and BF16 are exact; F64 is rounded to f32, in which the interpreter computes. The
 * file may come from anywhere: it is checked before memory is taken. Memory is at most four times the data's bytes, plus the
 * header.
 * @throws {ImportError} that names `file` and the tensor, if the file is too short or too long; if its header is longer than
 * 100 MB, is no JSON in UTF-8 or repeats a key; for another dtype; for sizes or offsets that do not fit each other and the
 * file, overlap or leave holes; for an element that is not finite as f32.
 */
export function readSafetensors(bytes: Uint8Array, options: { file: string }): Safetensors {
  checkOptions('readSafetensors', options, { file: needed(text) }, importError);
  const { file } = options;
  const { others, ...read } = readWeights(bytes, file);
  for (const { name, dtype } of others) throw noWeights(name, dtype, file);
  return read;
}

/** A tensor's name and sizes. */
export type Outline = Pick<NamedTensor, 'name' | 'dtype' | 'shape'>;

/** Like `readSafetensors`. Tensors of integers and booleans are listed as `others`; their data are not read. */
export function readWeights(bytes: Uint8Array, file: string): Safetensors & { others: readonly Outline[] } {
  const { entries, metadata } = readHeader(bytes, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tensors = new Map<string, NamedTensor>();
  const others: Outline[] = [];
  for (const { name, dtype, type, shape, elements, begin } of entries) {
    const { read } = type;
    if (read === null) {
      others.push({ name, dtype, shape });
      continue;
    }
    const data = new Float64Array(elements);
    for (let k = 0; k < elements; k++) {
      const stored = read(view, begin + k * type.bytes, true);
      data[k] = weightOf(stored, () => `${file}: tensor ${shown(name)}, element ${k} of ${elements},`);
    }
    tensors.set(name, { name, dtype, shape, data });
  }
  return { tensors, metadata, others };
}

/**
 * Writes tensors as a safetensors file of F32, laid out like the reference implementation's: metadata first, then the
 * tensors in the given order; spaces fill the header to a multiple of 8 bytes.
 * @param metadata left out of the file if it is missing or empty.
 * @throws {RangeError} if a name repeats or is `__metadata__`, if a shape does not fit its data, or if an element is not
 * finite as f32.
 */
export function writeSafetensors(
  tensors: Iterable<{ name: string; shape: readonly number[]; data: ArrayLike<number> }>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) fields.push(`"${METADATA}":${JSON.stringify(metadata)}`);
  const given = [...tensors];
  const names = new Set([METADATA]);
  let length = 0;
  for (const { name, shape, data } of given) {
    if (names.has(name)) throw new RangeError(`a tensor cannot be named ${shown(name)}: the name is taken`);
    names.add(name);
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new RangeError(`tensor ${shown(name)} of shape ${shown(shape)} has ${data.length} elements`);
    }
    const end = length + 4 * data.length;
    // field by field: an object would move names like "0" to the front
    fields.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype: 'F32', shape, data_offsets: [length, end] })}`,
    );
    length = end;
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const start = 8 + 8 * Math.ceil(json.length / 8);
  const bytes = new Uint8Array(start + length).fill(0x20, 8, start);
  bytes.set(json, 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  let at = start;
  for (const { name, data } of given) {
    for (let k = 0; k < data.length; k++, at += 4) {
      if (!Number.isFinite(Math.fround(data[k]))) {
        throw new RangeError(`tensor ${shown(name)}, element ${k}, is ${data[k]}: not finite as f32`);
      }
      view.setFloat32(at, data[k], true);
    }
  }
  return bytes;
}
