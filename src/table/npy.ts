/**
 * Arrays in NumPy's NPY format, versions 1 to 3.
 * Source: numpy.lib.format. Magic, version, header length (u16, from version 2 on u32), a Python dictionary as text,
 * then the raw values.
 */
import { DataError } from '../check/data-error.ts';
import { beyond, limits } from '../check/limits.ts';
import { oneLine } from '../check/visible.ts';
import type { Column, Table, TableOptions } from './table.ts';
import type { Markers } from './text/markers.ts';
import { selected } from './text/selection.ts';
import { checkCells, markersOf, numberColumn, ValueColumn } from './values.ts';

interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

const readers: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['<f4', { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['<f8', { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['|b1', { bytes: 1, read: (view, at) => view.getUint8(at) }],
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
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Offset of the values in bytes. */
  readonly start: number;
}

/** Values of one type, [rows × columns] from an offset on. */
interface Values {
  readonly view: DataView;
  readonly type: ElementType;
  readonly first: number;
  readonly rows: number;
  readonly width: number;
}

/**
 * An array [T, C] as one table, [S, T, C] as S tables named `file[0]`, `file[1]` …; columns are named x0, x1 …, and NaN is
 * missing. 64-bit integers are rounded to doubles.
 * @throws {DataError} on anything else: cut short, Fortran order, big-endian or other types, other shapes, a value that is
 * infinite (with recording, step and channel)
 */
export function npyTables(bytes: Uint8Array, options: TableOptions): Table[] {
  const { file } = options;
  const header = parseHeader(bytes, file);
  const { descr, start } = header;
  const type = typeOf(header, file);
  const [count, rows, width] = sizesOf(header, file);
  checkLength(bytes, start + count * rows * width * type.bytes, file);
  checkCells(file, count * rows, width);
  const places = selected(
    Array.from({ length: width }, (_, c) => `x${c}`),
    options,
  );
  const markers = markersOf(options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, s) => {
    const values = { view, type, first: start + s * rows * width * type.bytes, rows, width };
    const where = header.shape.length === 3 ? `recording ${s}, ` : '';
    return {
      file: header.shape.length === 3 ? `${file}[${s}]` : file,
      format: 'NPY',
      rows,
      columns: places.map((c) => columnOf(values, c, where, options, markers)),
      dialect: null,
      guessed: [],
      ...(descr === '<f4' && { single: true }),
      notes: [],
      lineOf: (row: number) => row + 1,
    };
  });
}

function columnOf(
  { view, type, first, rows, width }: Values,
  c: number,
  where: string,
  options: TableOptions,
  markers: Markers,
): Column {
  const numbers = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    const value = type.read(view, first + (t * width + c) * type.bytes);
    if (value === Infinity || value === -Infinity)
      throw new DataError(
        `${options.file}: ${where}step ${t}, channel ${c} is ${value}; drop or fill such values before saving, or save NaN for a missing one`,
      );
    numbers[t] = value;
  }
  const name = `x${c}`;
  if (!options.texts?.includes(name)) return numberColumn(name, numbers, markers);
  const column = new ValueColumn(name, options, markers);
  numbers.forEach((value, t) => {
    column.add(value, t + 1);
  });
  return column.finish(rows);
}

function typeOf({ descr, fortran }: Header, file: string): ElementType {
  const type = readers.get(descr);
  if (descr === '|O')
    throw new DataError(
      `${file}: an array of objects (recordings of several lengths, perhaps) cannot be read: save each recording as an ` +
        `NPY or CSV file of its own in one folder, and name the folder: ` +
        `for i, x in enumerate(array): numpy.save(f'runs/{i}.npy', numpy.asarray(x, dtype=float))`,
    );
  if (type === undefined) {
    const known = [...readers.keys()].join(' ');
    throw new DataError(
      `${file}: values of type ${oneLine(descr, 40)} cannot be read; save with .astype('<f4') (known: ${known})`,
    );
  }
  if (fortran)
    throw new DataError(`${file}: the array is in Fortran order; save numpy.ascontiguousarray(array)`);
  return type;
}

/** Recordings, steps and channels. */
function sizesOf({ shape }: Header, file: string): readonly [number, number, number] {
  const said = `shape (${shape.join(', ')})`;
  if (shape.includes(0)) throw new DataError(`${file}: ${said} holds no value`);
  if (shape.length === 2) return [1, shape[0], shape[1]];
  if (shape.length === 3) return [shape[0], shape[1], shape[2]];
  throw new DataError(`${file}: ${said} is neither [T, C] nor [S, T, C]; reshape the array`);
}

function checkLength(bytes: Uint8Array, needed: number, file: string): void {
  if (bytes.length < needed) {
    const has = bytes.length.toLocaleString('en');
    throw new DataError(
      `${file}: the values end at byte ${needed.toLocaleString('en')} but the file has ${has}: it is cut short`,
    );
  }
  if (bytes.length > needed)
    throw new DataError(
      `${file}: ${bytes.length - needed} bytes follow the array; a file must hold one array`,
    );
}

function parseHeader(bytes: Uint8Array, file: string): Header {
  const version = bytes[6];
  if (bytes.length >= 10 && (version < 1 || version > 3))
    throw new DataError(`${file}: NPY version ${version}; versions 1 to 3 can be read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = version === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) throw new DataError(`${file}: the header is cut short`);
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = 8 + lengthBytes + headerBytes;
  if (headerBytes > limits.header.most) throw new DataError(`${file}: the header ${beyond('header')}`);
  if (bytes.length < start) throw new DataError(`${file}: the header is cut short`);
  const text = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, start));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  const sizes = shape === undefined ? null : shapeOf(shape);
  if (fortran === undefined || !sizes)
    throw new DataError(`${file}: the header cannot be read: ${oneLine(text.trim(), 120)}`);
  if (descr === undefined)
    throw new DataError(`${file}: a structured array cannot be read; save its fields as one plain array`);
  return { descr, fortran: fortran === 'True', shape: sizes, start };
}

/** The sizes of a shape as Python writes it: `3, 4`, `3,` or, from Python 2, `3L, 4L`; null for anything else. */
function shapeOf(shape: string): number[] | null {
  const parts = shape.split(',').map((part) => part.trim());
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  if (parts.length === 1 && parts[0] === '') return [];
  return parts.every((part) => /^\d{1,15}L?$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 10))
    : null;
}
