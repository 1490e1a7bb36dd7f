/** Reads whole files, and pipes to their end. */
import { fstatSync, read as readCallback, readdirSync, type Stats } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Wanted, wrongKind } from '../check/kind.ts';
import { beyond, limits } from '../check/limits.ts';
import { nearest } from '../check/nearest.ts';
import { codeOf, FileError } from './error.ts';
import { descriptorOf } from './target.ts';

/** Milliseconds between two tries to read an empty pipe, and to wait for a pipe that may have no writer. */
const LOOK = 10;
const PATIENCE = 2000;

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
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== null) return await readStream(path, fstatSync(descriptor), kind, readerOf(descriptor));
    // without waiting: a blocking open of a pipe without a writer never returns
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readOpened(path, file, kind);
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

async function readOpened(path: string, file: FileHandle, kind: Wanted): Promise<Uint8Array> {
  const before = await file.stat();
  const { most } = limits[kind];
  // files that the system makes up on reading have no size
  if (!before.isFile() || before.size === 0)
    return readStream(path, before, kind, async (into) => (await file.read(into)).bytesRead);
  if (before.size > most) throw new FileError(`${path}: ${beyond(kind)}`);
  const bytes = await file.readFile();
  const after = await file.stat();
  if (after.size !== bytes.length || after.mtimeMs !== before.mtimeMs)
    throw new FileError(`${path}: changed while it was read; try again when nothing writes to it`);
  return bytes;
}

const readerOf =
  (descriptor: number): Read =>
  async (into) =>
    (await readDescriptor(descriptor, into, 0, into.length, null)).bytesRead;

/** Reads everything up to the end. */
async function readStream(path: string, stats: Stats, kind: Wanted, read: Read): Promise<Uint8Array> {
  if (stats.isDirectory()) throw new FileError(`${path}: is a folder; name a file in it`);
  if (stats.isCharacterDevice() || stats.isBlockDevice())
    throw new FileError(`${path}: is a device, not a file; name a file, or a pipe that ends`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const started = performance.now();
  for (;;) {
    const chunk = new Uint8Array(65_536);
    const got = await read(chunk).catch((error) => {
      if (codeOf(error) === 'EAGAIN') return -1; // there is a writer, but it has not written yet
      throw error;
    });
    if (got > 0) {
      chunks.push(chunk.subarray(0, got));
      length += got;
      if (length > limits[kind].most) throw new FileError(`${path}: ${beyond(kind)}`);
    } else if (got < 0) await wait(LOOK);
    else if (length > 0 || !stats.isFIFO()) break;
    else if (performance.now() - started < PATIENCE) await wait(LOOK);
    else throw new FileError(`${path}: is a pipe that nobody writes to`);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function missing(path: string): FileError {
  let beside: string[] = [];
  try {
    beside = readdirSync(dirname(path));
  } catch {
    return new FileError(`${path}: there is no folder ${dirname(path)}`);
  }
  const near = nearest(basename(path), beside, basename(path, extname(path)).length);
  return new FileError(
    `${path}: there is no such file${near ? `: did you mean ${join(dirname(path), near)}?` : ''}`,
  );
}
