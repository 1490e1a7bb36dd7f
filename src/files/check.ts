/** Checks before work starts that its result can be written. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, FileError } from './error.ts';
import { type Target, targetOf } from './target.ts';

/**
 * @param inputs files that the work reads and must not overwrite
 * @throws FileError if the result could not be written
 */
export function checkWritable(path: string, ...inputs: readonly string[]): void {
  const target = found(path);
  if (target.kind === 'descriptor') return;
  if (target.kind === 'folder') throw new FileError(`${path}: is a folder; name a file in it`);
  // as integers: doubles cannot tell apart the large file numbers of Windows
  const there = statSync(target.path, { bigint: true, throwIfNoEntry: false });
  if (target.kind === 'file') {
    for (const input of inputs) {
      const read = statSync(input, { bigint: true, throwIfNoEntry: false });
      if (there && read && there.ino === read.ino && there.dev === read.dev)
        throw new FileError(`${path}: is also the input; name another file to write`);
    }
    checkFolder(path, target.path);
  }
  if (there) checkAccess(path, target.path);
}

function found(path: string): Target {
  try {
    return targetOf(path);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') throw new FileError(`${path}: there is no folder ${dirname(path)}`);
    throw new FileError(`${path}: cannot be written (${codeOf(error)})`);
  }
}

function checkFolder(path: string, target: string): void {
  const folder = dirname(target);
  const said = target === resolve(path) ? dirname(path) : folder;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new FileError(`${path}: there is no folder ${said}`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new FileError(`${path}: the folder ${said} cannot be written`);
  }
}

function checkAccess(path: string, target: string): void {
  try {
    accessSync(target, constants.W_OK);
  } catch (error) {
    throw new FileError(`${path}: cannot be written (${codeOf(error)})`);
  }
}
