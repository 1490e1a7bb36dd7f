/**
 * Arrays in NumPy's NPY format, versions 1 to 3.
 * Source: numpy.lib.format. Magic, version, header length (u16, from version 2 on u32), a Python dictionary as text,
 * then the raw values.
 */

import { DataError, dataError } from '../check/data-error.ts';
import { beyond, limits } from '../check/limits.ts';
import { checkOptions } from '../check/options.ts';
import { needed, orNull, type Rules, text } from '../check/rules.ts';
import { oneLine } from '../check/visible.ts';
import type { Dataset, Recording } from './sequence.ts';
import { findTime, withTime } from './time.ts';

interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

const readers: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['<f4', { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['<f8', { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['|i1', { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ['|u1', { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ['<i2', { bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  ['<u2', { bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  ['<i4', { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  ['<u4', { bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  ['<i8', { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ['<u8', { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) }],
]);

interface Header {
  descr: string;
  fortran: boolean;
  shape: number[];
  /** Offset of the values in bytes. */
  start: number;
}

export interface NpyOptions {
  /** For messages. */
  file: string;
  timeColumn?: string | null;
}

const rules: Rules<NpyOptions> = { file: needed(text), timeColumn: orNull(text) };

/**
 * Reads an array [T, C] as one recording, or [S, T, C] as S recordings named `file[0]`, `file[1]` …; channels are
 * named x0, x1 …, `dt` is null. 64-bit integers are rounded to doubles.
 * @param options.timeColumn the channel that holds the time; none by default. It becomes `dt`.
 * @throws {DataError} on anything else: not NPY, cut short, Fortran order, big-endian or other types, other shapes,
 * a value that is not finite (with recording, step and channel), times that do not increase.
 */
export function readNpy(bytes: Uint8Array, options: NpyOptions): Dataset {
  checkOptions('readNpy', options, rules, dataError);
  const { file, timeColumn } = options;
  const { descr, fortran, shape, start } = parseHeader(bytes, file);
  const type = readers.get(descr);
  if (type === undefined) {
    const known = [...readers.keys()].join(' ');
    throw new DataError(
      `${file}: values of type ${descr} cannot be read; save with .astype('<f4') (known: ${known})`,
    );
  }
  if (fortran)
    throw new DataError(`${file}: the array is in Fortran order; save numpy.ascontiguousarray(array)`);
  if (shape.length !== 2 && shape.length !== 3) {
    throw new DataError(
      `${file}: shape (${shape.join(', ')}) is neither [T, C] nor [S, T, C]; reshape the array`,
    );
  }
  if (shape.includes(0)) throw new DataError(`${file}: shape (${shape.join(', ')}) holds no value`);
  const [count, length, channels] = shape.length === 3 ? shape : [1, ...shape];
  const needed = start + count * length * channels * type.bytes;
  if (bytes.length < needed) {
    const has = bytes.length.toLocaleString('en');
    throw new DataError(
      `${file}: the values end at byte ${needed.toLocaleString('en')} but the file has ${has}: it is cut short`,
    );
  }
  if (bytes.length > needed) {
    throw new DataError(
      `${file}: ${bytes.length - needed} bytes follow the array; a file must hold one array`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const recordings: Recording[] = [];
  for (let s = 0; s < count; s++) {
    const values = new Float64Array(length * channels);
    const first = start + s * values.length * type.bytes;
    for (let k = 0; k < values.length; k++) {
      values[k] = type.read(view, first + k * type.bytes);
      if (!Number.isFinite(values[k])) {
        const where = `recording ${s}, step ${Math.floor(k / channels)}, channel ${k % channels}`;
        throw new DataError(`${file}: ${where} is ${values[k]}; drop or fill such values before saving`);
      }
    }
    recordings.push({
      name: shape.length === 3 ? `${file}[${s}]` : file,
      length,
      channels,
      values,
      dt: null,
    });
  }
  const names = Array.from({ length: channels }, (_, c) => `x${c}`);
  const dataset = { channels: names, recordings, ...(descr === '<f4' && { single: true }) };
  return withTime(file, dataset, findTime(file, names, timeColumn ?? null));
}

function parseHeader(bytes: Uint8Array, file: string): Header {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, k) => bytes[k] !== byte)) {
    throw new DataError(`${file}: not an NPY file; write it with numpy.save`);
  }
  const version = bytes[6];
  if (version < 1 || version > 3)
    throw new DataError(`${file}: NPY version ${version}; versions 1 to 3 can be read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = version === 1 ? 2 : 4;
  const start =
    8 +
    lengthBytes +
    (version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true));
  const headerBytes = start - 8 - lengthBytes;
  if (bytes.length < start) throw new DataError(`${file}: the header is cut short`);
  if (headerBytes > limits.header.most) throw new DataError(`${file}: the header ${beyond('header')}`);
  const text = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, start));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  const sizes = shape === undefined ? null : sizesOf(shape);
  if (fortran === undefined || !sizes)
    throw new DataError(`${file}: the header cannot be read: ${oneLine(text.trim(), 120)}`);
  if (descr === undefined)
    throw new DataError(`${file}: a structured array cannot be read; save its fields as one plain array`);
  return { descr, fortran: fortran === 'True', shape: sizes, start };
}

/** The sizes of a shape as Python writes it: `3, 4`, `3,` or, from Python 2, `3L, 4L`; null for anything else. */
function sizesOf(shape: string): number[] | null {
  const parts = shape.split(',').map((part) => part.trim());
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  if (parts.length === 1 && parts[0] === '') return [];
  return parts.every((part) => /^\d{1,15}L?$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 10))
    : null;
}
