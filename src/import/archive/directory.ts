/**
 * The directory of a zip archive. It is checked completely before an entry is read or memory is taken.
 * Source: PKWARE's APPNOTE 6.3.9, sections 4.3 to 4.5. All numbers are little-endian.
 */
import { ImportError, shown } from '../error.ts';

/** The most bytes that the entries may have together, unpacked: models here are of kilobytes. */
export const MOST_BYTES = 2 ** 29;
const MOST_ENTRIES = 20_000;
/** Deflate packs at most 1,032 to 1. */
const MOST_RATIO = 1040;

const END = 0x06054b50;
const LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

export interface Entry {
  readonly name: string;
  readonly isDeflated: boolean;
  /** CRC-32 of the unpacked bytes. */
  readonly crc: number;
  /** Where its stored bytes begin and end in the file. */
  readonly begin: number;
  readonly end: number;
  /** How many bytes it has, unpacked. */
  readonly size: number;
}

/** Whether a file begins as a zip archive does. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** The names in an archive; none of one that is damaged. */
export function entryNames(bytes: Uint8Array): readonly string[] {
  if (!isZip(bytes)) return [];
  try {
    return readDirectory(bytes, '').map(({ name }) => name);
  } catch {
    return [];
  }
}

/**
 * Reads and checks the directory of a whole archive.
 * @returns its files, in the order of the directory; folders are left out
 * @throws ImportError for an archive that is cut short, repeats a name, has entries that overlap, is encrypted or packed
 * otherwise than by deflate, or gives sizes that the file cannot hold
 */
export function readDirectory(bytes: Uint8Array, file: string): readonly Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (what: string): never => {
    throw new ImportError(`${file}: ${what}`);
  };
  const { at: start, count, end } = extent(view, refuse);
  if (count > MOST_ENTRIES) refuse(`the archive has ${count} entries; a model has at most ${MOST_ENTRIES}`);
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = start;
  let total = 0;
  for (let k = 0; k < count; k++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL)
      refuse(`entry ${k} of the archive's directory is damaged`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const next = at + 46 + nameBytes + extraBytes + commentBytes;
    if (next > end) refuse(`entry ${k} of the archive's directory is damaged`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    if (names.has(name)) refuse(`the archive has the entry ${shown(name)} twice`);
    names.add(name);
    const entry = entryAt(view, at, nameBytes, name, refuse);
    total += entry.size;
    if (total > MOST_BYTES)
      refuse(
        `the archive unpacks to more than ${MOST_BYTES.toLocaleString('en')} bytes, which no model here has`,
      );
    if (!name.endsWith('/')) entries.push(entry);
    at = next;
  }
  checkApart(entries, start, refuse);
  return entries;
}

type Refuse = (what: string) => never;

/** Where the directory lies, and how many entries it has. */
function extent(view: DataView, refuse: Refuse): { at: number; count: number; end: number } {
  const last = view.byteLength - 22;
  let found = -1;
  for (let at = last; at >= Math.max(0, last - 0xffff) && found < 0; at--)
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength)
      found = at;
  if (found < 0)
    refuse('the archive has no directory at its end: it is cut short; save or download it again');
  let [count, size, at] = [
    view.getUint16(found + 10, true),
    view.getUint32(found + 12, true),
    view.getUint32(found + 16, true),
  ];
  let end = found;
  if (found >= 20 && view.getUint32(found - 20, true) === LOCATOR) {
    const end64 = whole(view, found - 12, refuse);
    if (end64 + 56 > found - 20 || view.getUint32(end64, true) !== END_64)
      refuse("the zip64 end of the archive's directory is damaged");
    [count, size, at] = [32, 40, 48].map((field) => whole(view, end64 + field, refuse));
    end = end64;
  }
  if (at + size !== end)
    refuse(`the archive's directory is damaged: it ends at byte ${at + size}, not ${end}`);
  return { at, count, end };
}

/** A u64 that is exact as a number. */
function whole(view: DataView, at: number, refuse: Refuse): number {
  const value = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(value)
    ? value
    : refuse('the archive gives a size that no file has: it is damaged');
}

function entryAt(view: DataView, at: number, nameBytes: number, name: string, refuse: Refuse): Entry {
  const what = `entry ${shown(name)} of the archive`;
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const crc = view.getUint32(at + 16, true);
  const [packed, size, local] = sizesOf(view, at, nameBytes, refuse);
  if (flags & 1) refuse(`${what} is encrypted: save it without a password`);
  if (method !== 0 && method !== 8)
    refuse(`${what} is packed by method ${method}; stored and deflated can be read`);
  if (method === 0 ? packed !== size : size > packed * MOST_RATIO)
    refuse(`${what} says ${packed} bytes unpack to ${size}: it is damaged`);
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== LOCAL)
    refuse(`${what} begins at byte ${local}, where none is: it is damaged or cut short`);
  const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (begin + packed > view.byteLength)
    refuse(`${what} ends at byte ${begin + packed}, the file at ${view.byteLength}: it is cut short`);
  if (view.getUint16(local + 26, true) !== nameBytes || !sameBytes(view, local + 30, at + 46, nameBytes))
    refuse(`${what} has another name where its bytes are: it is damaged`);
  return { name, isDeflated: method === 8, crc, begin, end: begin + packed, size };
}

/** Stored size, unpacked size and place of an entry; large ones stand in a field of their own. */
function sizesOf(view: DataView, at: number, nameBytes: number, refuse: Refuse): number[] {
  const short = [20, 24, 42].map((field) => view.getUint32(at + field, true));
  if (!short.includes(0xffffffff)) return short;
  const extra = at + 46 + nameBytes;
  const end = extra + view.getUint16(at + 30, true);
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    const stop = Math.min(end, field + 4 + view.getUint16(field + 2, true));
    // the unpacked size stands first, and only what did not fit above
    let next = field + 4;
    const take = (value: number): number => {
      if (value !== 0xffffffff) return value;
      if (next + 8 > stop) return refuse('a zip64 field of the archive is cut short: it is damaged');
      next += 8;
      return whole(view, next - 8, refuse);
    };
    const size = take(short[1]);
    const packed = take(short[0]);
    return [packed, size, take(short[2])];
  }
  return short;
}

function sameBytes(view: DataView, a: number, b: number, count: number): boolean {
  for (let k = 0; k < count; k++) if (view.getUint8(a + k) !== view.getUint8(b + k)) return false;
  return true;
}

/** Entries that share bytes unpack to much more than the file has. */
function checkApart(entries: readonly Entry[], start: number, refuse: Refuse): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered || end > start)
      refuse(`entry ${shown(name)} of the archive lies within another: it is damaged`);
    covered = end;
  }
}
