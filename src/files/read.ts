/** Reads files and pipes, whole or in parts. */
import { fstatSync, read as readCallback, type Stats } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { joined } from '../check/bytes.ts';
import { type Wanted, wrongKind } from '../check/kind.ts';
import { beyond, limits } from '../check/limits.ts';
import { codeOf, FileError } from './error.ts';
import { missing } from './missing.ts';
import { descriptorOf } from './target.ts';

/** Milliseconds between two tries to read an empty pipe, and to wait for a pipe that may have no writer. */
const LOOK = 10;
const PATIENCE = 2000;
/** Bytes of a part of a file; a pipe gives what it has. */
const PART = 1 << 18;
/** The most bytes that one call reads of a file that is held whole. */
const WHOLE = 1 << 30;

const readDescriptor = promisify(readCallback);
type Read = (into: Uint8Array) => Promise<number>;

/**
 * Reads a file as it is at one moment, or a pipe to its end.
 * @param kind what the file should be; limits its size
 * @throws FileError for a missing file, with the nearest name beside it; for a folder, a device, a pipe without a writer, a
 * file that is too large or changes while it is read, and one whose first bytes show another kind
 */
export async function readBytes(path: string, kind: Wanted): Promise<Uint8Array> {
  const bytes = await readAll(path, kind);
  const wrong = wrongKind(bytes, kind, path);
  if (wrong !== null) throw new FileError(`${path}: ${wrong}`);
  return bytes;
}

async function readAll(path: string, kind: Wanted): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of partsOf(path, kind, false)) parts.push(part);
  return joined(parts);
}

/**
 * A file in parts, for readers that need not hold all of it; a pipe as its bytes come. `-` is standard input. A file that
 * grows meanwhile is read up to the size that it had.
 * @throws FileError as `readBytes`, but for other kinds of file
 */
export const openTable = (path: string): AsyncGenerator<Uint8Array, void, undefined> =>
  partsOf(path, 'table', true);

async function* partsOf(path: string, kind: Wanted, mayGrow: boolean): AsyncGenerator<Uint8Array, void> {
  try {
    const descriptor = path === '-' ? 0 : descriptorOf(path);
    if (descriptor !== null) {
      yield* streamOf(path, fstatSync(descriptor), kind, readerOf(descriptor), 0);
      return;
    }
    // without waiting: a blocking open of a pipe without a writer never returns
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      yield* fileOf(path, file, kind, mayGrow);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw codeOf(error) === 'ENOENT'
      ? missing(path)
      : new FileError(`${path}: cannot be read (${codeOf(error)})`);
  }
}

async function* fileOf(
  path: string,
  file: FileHandle,
  kind: Wanted,
  mayGrow: boolean,
): AsyncGenerator<Uint8Array, void> {
  const before = await file.stat();
  // files that the system makes up on reading have no size
  if (!before.isFile() || before.size === 0) {
    const read: Read = async (into) => (await file.read(into)).bytesRead;
    yield* streamOf(path, before, kind, read, PATIENCE);
    return;
  }
  if (before.size > limits[kind].most) throw new FileError(`${path}: ${beyond(kind)}`);
  let length = 0;
  while (length < before.size) {
    const part = new Uint8Array(Math.min(mayGrow ? PART : WHOLE, before.size - length));
    const { bytesRead } = await file.read(part, 0, part.length);
    if (bytesRead === 0) break;
    length += bytesRead;
    yield part.subarray(0, bytesRead);
  }
  const after = await file.stat();
  const grew = mayGrow && after.size > before.size;
  const same = after.size === before.size && after.mtimeMs === before.mtimeMs;
  if (length < before.size || !(grew || same))
    throw new FileError(`${path}: changed while it was read; try again when nothing writes to it`);
}

const readerOf =
  (descriptor: number): Read =>
  async (into) =>
    (await readDescriptor(descriptor, into, 0, into.length, null)).bytesRead;

/** Everything up to the end. @param patience milliseconds to wait for somebody who writes to a pipe */
async function* streamOf(
  path: string,
  stats: Stats,
  kind: Wanted,
  read: Read,
  patience: number,
): AsyncGenerator<Uint8Array, void> {
  if (stats.isDirectory()) throw new FileError(`${path}: is a folder; name a file in it`);
  if (stats.isCharacterDevice() || stats.isBlockDevice())
    throw new FileError(
      path === '-'
        ? 'standard input is a terminal or a device; name a file, or pipe one in'
        : `${path}: is a device, not a file; name a file, or a pipe that ends`,
    );
  let length = 0;
  const started = performance.now();
  for (;;) {
    const part = new Uint8Array(65_536);
    const got = await read(part).catch((error) => {
      if (codeOf(error) === 'EAGAIN') return -1; // there is a writer, but it has not written yet
      throw error;
    });
    if (got > 0) {
      length += got;
      if (length > limits[kind].most) throw new FileError(`${path}: ${beyond(kind)}`);
      yield part.subarray(0, got);
    } else if (got < 0) await wait(LOOK);
    else if (length > 0 || patience === 0 || !stats.isFIFO()) break;
    else if (performance.now() - started < patience) await wait(LOOK);
    else throw new FileError(`${path}: is a pipe that nobody writes to`);
  }
}
