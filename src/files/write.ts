/** Writes files whole. All files are written this way. */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, FileError } from './error.ts';
import { targetOf } from './target.ts';
import { sweep, temporaryIn } from './temporary.ts';

/**
 * Writes a file whole or not at all: writes a file beside it, then renames it, so that a full disk, a killed process or a
 * power cut leaves the old file. Keeps its mode, and its owner if the system allows; a new file gets the mode of the
 * process. Writes through a symbolic link, which stays. Sends the bytes straight to a device or a pipe.
 * @throws FileError
 */
export function writeWhole(path: string, contents: Uint8Array | string): void {
  const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
  let whole = true;
  try {
    const target = targetOf(path);
    if (target.kind === 'folder') throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    whole = target.kind === 'file';
    if (target.kind === 'descriptor') writeAll(target.descriptor, bytes);
    else if (target.kind === 'device') writeOpened(openSync(target.path, 'w'), bytes);
    else replace(target.path, target.there, bytes);
  } catch (error) {
    throw new FileError(
      `${path}: cannot be written (${codeOf(error)})${whole ? '; nothing was changed' : ''}`,
    );
  }
}

/**
 * Like `writeWhole`, under a name that this program made up: replaces a link, a pipe or anything planted there, and never
 * follows it.
 * @throws FileError
 */
export function writeOwn(path: string, contents: string): void {
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    replace(resolve(path), there?.isFile() ? there : undefined, new TextEncoder().encode(contents));
  } catch (error) {
    throw new FileError(`${path}: cannot be written (${codeOf(error)}); nothing was changed`);
  }
}

/** @param there the file to replace, if there is one */
function replace(path: string, there: Stats | undefined, bytes: Uint8Array): void {
  // a write-protected file stays, although its folder would allow a rename over it
  if (there) accessSync(path, constants.W_OK);
  const folder = dirname(path);
  sweep(folder);
  const temporary = temporaryIn(folder);
  // exclusive: fails if the name exists, and follows no link
  const file = openSync(temporary, 'wx', there ? 0o600 : 0o666);
  try {
    writeOpened(file, bytes, () => {
      if (there) keepOwnerAndMode(file, there);
      fsyncSync(file);
    });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** Copies owner and mode of the replaced file; drops the group's rights if the group cannot be kept. */
function keepOwnerAndMode(file: number, { uid, gid, mode }: Stats): void {
  const keeps = (owner: number): boolean => {
    try {
      fchownSync(file, owner, gid);
      return true;
    } catch {
      return false;
    }
  };
  const owned = keeps(uid) || keeps(process.getuid?.() ?? uid);
  fchmodSync(file, mode & (owned ? 0o777 : 0o707));
}

/** Writes, then calls back before it closes the file. */
function writeOpened(file: number, bytes: Uint8Array, then?: () => void): void {
  try {
    writeAll(file, bytes);
    then?.();
  } finally {
    closeSync(file);
  }
}

/** Milliseconds before a full pipe is tried again. */
const FULL = 2;
const clock = new Int32Array(new SharedArrayBuffer(4));

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, FULL);
    }
}

/** Syncs the folder, so that the new name survives a power cut, if the system supports that. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Windows and some network systems do not support it, but the file itself is written
  }
}
