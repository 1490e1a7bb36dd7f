import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { nearest } from '../check/nearest.ts';
import { readCsv } from '../data/csv.ts';
import { readNpy } from '../data/npy.ts';
import type { Dataset } from '../data/sequence.ts';

/** A file that cannot be read or written. */
export class FileError extends Error {
  override name = 'FileError';
}

/** The bytes of a file, all of one moment. @throws FileError for one that changes while it is read */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const before = await file.stat();
    const bytes = await file.readFile();
    const after = await file.stat();
    // a pipe has no size of its own
    if (before.isFile() && (after.size !== bytes.length || after.mtimeMs !== before.mtimeMs))
      throw new FileError(`${path}: changed while it was read; try again when nothing writes to it`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** @throws FileError naming the file, and the nearest one beside it if there is none of that name */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readWhole(path);
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new FileError(`${path}: cannot be read (${code})`);
    let beside: string[] = [];
    try {
      beside = readdirSync(dirname(path));
    } catch {
      throw new FileError(`${path}: there is no folder ${dirname(path)}`);
    }
    const near = nearest(basename(path), beside, basename(path, extname(path)).length);
    throw new FileError(
      `${path}: there is no such file${near ? `: did you mean ${join(dirname(path), near)}?` : ''}`,
    );
  }
}

/**
 * Reads a CSV or NPY file.
 * @param timeColumn of a CSV; undefined: a column named time, timestamp or t
 */
export async function readData(path: string, timeColumn?: string): Promise<Dataset> {
  return parseData(path, await readBytes(path), timeColumn);
}

/** As `readData`, from the file's bytes. */
export function parseData(path: string, bytes: Uint8Array, timeColumn?: string): Dataset {
  if (extname(path).toLowerCase() === '.npy') return readNpy(bytes, { file: path });
  const text = new TextDecoder().decode(bytes);
  return readCsv(text, { file: path, ...(timeColumn !== undefined && { timeColumn }) });
}

/**
 * Writes a file whole or not at all: beside it first, then renamed over it, so that a full disk or a killed process
 * leaves what was there before.
 * @throws FileError
 */
export function writeWhole(path: string, contents: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.part`;
  const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FileError(
      `${path}: cannot be written (${(error as NodeJS.ErrnoException).code}); nothing was changed`,
    );
  }
}

/**
 * @param inputs files that the work reads, none of which may be written over
 * @throws FileError before work starts whose result could not be written
 */
export function checkWritable(path: string, ...inputs: readonly string[]): void {
  const folder = dirname(path);
  const there = statSync(path, { throwIfNoEntry: false });
  for (const input of inputs) {
    const read = statSync(input, { throwIfNoEntry: false });
    if (there && read && there.ino === read.ino && there.dev === read.dev)
      throw new FileError(`${path}: is the file that is read; name another one to write`);
  }
  if (there?.isDirectory()) throw new FileError(`${path}: is a folder; name a file in it`);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new FileError(`${path}: there is no folder ${folder}`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new FileError(`${path}: the folder ${folder} cannot be written`);
  }
}
