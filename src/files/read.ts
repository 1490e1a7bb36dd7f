/** Reading whole: files, and pipes that end. */
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

/** Milliseconds between two looks at a pipe that has nothing yet, and for which nobody may hold its other end. */
const LOOK = 10;
const PATIENCE = 2000;

const readDescriptor = promisify(readCallback);
type Read = (into: Uint8Array) => Promise<number>;

/**
 * The bytes of a file, all of one moment, or of a pipe up to its end.
 * @param kind what it should be, which says how large it may be
 * @throws FileError naming the file, and the nearest one beside it if there is none of that name; for a folder, a device, a pipe
 * that nobody writes to, one that is too large, a file that changes while it is read, and what its first bytes tell is something else
 */
export async function readBytes(path: string, kind: Wanted): Promise<Uint8Array> {
  const bytes = await readAll(path, kind);
  const wrong = wrongKind(bytes, kind);
  if (wrong !== null) throw new FileError(`${path}: ${wrong}`);
  return bytes;
}

async function readAll(path: string, kind: Wanted): Promise<Uint8Array> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== null) return await readStream(path, fstatSync(descriptor), kind, readerOf(descriptor));
    // without waiting: to open a pipe that nobody writes to would take forever
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
  // what the system makes up as it is read has no size of its own
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

/** All that comes until the end. */
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
      if (codeOf(error) === 'EAGAIN') return -1; // somebody holds the other end, and has not written yet
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
