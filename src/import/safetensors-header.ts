/**
 * The header of a safetensors file. It is checked completely before a value is read or memory is taken.
 * Source: github.com/huggingface/safetensors, README "Format". A u64, the header's length in bytes; the header, a JSON
 * object in UTF-8 that begins with `{` and may end in spaces; the data. All numbers are little-endian.
 */
import { type ElementType, elementTypes } from './elements.ts';
import { ImportError, shown } from './error.ts';
import { parseHeader } from './safetensors-json.ts';

/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;
/** The root's one key that is no tensor. */
export const METADATA = '__metadata__';

/** A tensor's place in the file. */
interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** The product of the shape; 1 for a scalar. */
  readonly elements: number;
  /** Its first byte in the file, and the one after its last. */
  readonly begin: number;
  readonly end: number;
}

interface Header {
  /** In the order of their data. They fill the data without overlap or hole, so they are never larger than the file. */
  readonly entries: readonly Entry[];
  /** Without a prototype. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads and checks the header of a whole safetensors file.
 * @throws {ImportError} if it breaks a rule of the format or has an unknown dtype.
 */
export function readHeader(bytes: Uint8Array, file: string): Header {
  if (bytes.length < 8) {
    throw new ImportError(
      `${file}: a safetensors file begins with 8 bytes for the length of its header but this one has ${bytes.length}: it is cut short`,
    );
  }
  const stated = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (stated > MAX_HEADER_BYTES) {
    throw new ImportError(
      `${file}: its first 8 bytes give the header ${stated.toLocaleString('en')} bytes but the format allows ${bytesOf(MAX_HEADER_BYTES)}: not a safetensors file`,
    );
  }
  const start = 8 + Number(stated);
  if (start > bytes.length) {
    throw new ImportError(
      `${file}: the header ends at byte ${bytesOf(start)} but the file has ${bytesOf(bytes.length)}: it is cut short, or not a safetensors file`,
    );
  }
  const root = parseHeader(bytes.subarray(8, start), file);
  let metadata = Object.create(null);
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(root)) {
    if (name === METADATA) metadata = metadataOf(value, file);
    else entries.push(entryOf(name, value, start, bytes.length, file));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, start, bytes.length, file);
  return { entries, metadata };
}

/** The error for a tensor of no weight type. */
export function noWeights(name: string, dtype: unknown, file: string): ImportError {
  const known = [...elementTypes].filter(([, { read }]) => read !== null).map(([type]) => type);
  return new ImportError(
    `${file}: tensor ${shown(name)} has dtype ${shown(dtype)}, ${known.join(', ')} can be read; save it with .float()`,
  );
}

/** A count or position of bytes, for a message. */
const bytesOf = (count: number): string => count.toLocaleString('en');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** False for `-0`, fractions, infinities and numbers too large to be exact. */
const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);

function metadataOf(value: unknown, file: string): Record<string, string> {
  if (!isObject(value)) {
    throw new ImportError(`${file}: ${METADATA} must be an object of strings but is ${shown(value)}`);
  }
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new ImportError(
        `${file}: ${METADATA} must hold strings but ${shown(key)} is ${shown(text)}; save str() of it`,
      );
    }
  }
  return Object.assign(Object.create(null), value);
}

function entryOf(name: string, value: unknown, start: number, fileBytes: number, file: string): Entry {
  const where = `${file}: tensor ${shown(name)}`;
  if (!isObject(value)) {
    throw new ImportError(
      `${where} must be an object of dtype, shape and data_offsets but is ${shown(value)}`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = value;
  const type = elementTypes.get(dtype);
  if (type === undefined || typeof dtype !== 'string') {
    throw noWeights(name, dtype, file);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new ImportError(
      `${where} must have a shape of whole numbers from 0 on but has ${shown(shape)}: the file is damaged`,
    );
  }
  // a size of zero does not excuse other sizes that are too large to count
  const extent = shape.reduce((product, size) => product * Math.max(1, size), type.bytes);
  if (!isSize(extent)) {
    throw new ImportError(
      `${where} has shape ${shown(shape)}, more than any file holds: the file is damaged`,
    );
  }
  const needed = shape.includes(0) ? 0 : extent;
  const pair = Array.isArray(offsets) && offsets.length === 2 && offsets.every(isSize);
  if (!pair || offsets[0] > offsets[1]) {
    throw new ImportError(
      `${where} must have data_offsets [begin, end] but has ${shown(offsets)}: the file is damaged`,
    );
  }
  const [begin, end] = [start + offsets[0], start + offsets[1]];
  if (end - begin !== needed) {
    throw new ImportError(
      `${where} of shape ${shown(shape)} and dtype ${dtype} takes ${bytesOf(needed)} bytes but its data_offsets give ${bytesOf(end - begin)}: the file is damaged`,
    );
  }
  if (end > fileBytes) {
    throw new ImportError(
      `${where} ends at byte ${bytesOf(end)} but the file has ${bytesOf(fileBytes)}: it is cut short`,
    );
  }
  return { name, dtype, type, shape, elements: needed / type.bytes, begin, end };
}

/** Checks that each byte of the data belongs to one tensor: the format forbids overlaps and holes. */
function checkCover(entries: readonly Entry[], start: number, fileBytes: number, file: string): void {
  let covered = start;
  let before = '';
  for (const { name, begin, end } of entries) {
    if (begin < covered) {
      throw new ImportError(
        `${file}: tensor ${shown(name)} begins at byte ${bytesOf(begin)} but tensor ${shown(before)} ends at ${bytesOf(covered)}: they overlap, the file is damaged`,
      );
    }
    if (begin > covered) {
      throw new ImportError(
        `${file}: tensor ${shown(name)} begins at byte ${bytesOf(begin)} but should at ${bytesOf(covered)}: bytes between belong to no tensor, the file is damaged`,
      );
    }
    covered = end;
    before = name;
  }
  if (covered < fileBytes) {
    throw new ImportError(
      `${file}: the data ends at byte ${bytesOf(covered)} but the file has ${bytesOf(fileBytes)}: bytes that belong to no tensor follow, the file is damaged`,
    );
  }
}
