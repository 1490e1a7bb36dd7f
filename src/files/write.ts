/** Writing whole: the one way by which a file is written here. */
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
 * Writes a file whole or not at all: beside it first, then renamed over it, so that a full disk, a killed process or a power
 * cut leaves what was there before. Its mode stays, and its owner where the system allows; a new file has the mode that the
 * process gives. A symbolic link stays, and what it points to is written. A device or a pipe gets the bytes instead.
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
 * As `writeWhole`, under a name that this program made up: a link, a pipe or whatever somebody planted there is replaced
 * itself, and never followed.
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

/** @param there what is replaced, if there is something */
function replace(path: string, there: Stats | undefined, bytes: Uint8Array): void {
  // a file that its owner protects stays, though its folder would let it be replaced
  if (there) accessSync(path, constants.W_OK);
  const folder = dirname(path);
  sweep(folder);
  const temporary = temporaryIn(folder);
  // exclusive: what somebody planted under this name is an error, and no link is followed
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

/** As the file that is replaced; without its group's rights where the group cannot be kept. */
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

/** Writes, then does what is to be done before the file is closed. */
function writeOpened(file: number, bytes: Uint8Array, then?: () => void): void {
  try {
    writeAll(file, bytes);
    then?.();
  } finally {
    closeSync(file);
  }
}

/** Milliseconds after which a pipe that was full is tried again. */
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

/** Keeps the new name through a power cut, where the system can say so of a folder. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Windows and some network systems have no such thing, and the file itself is written
  }
}
