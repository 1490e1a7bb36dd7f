/** Words for a file that is not there. */
import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { nearest } from '../check/nearest.ts';
import { FileError } from './error.ts';

/** The error for a path that leads nowhere, with the nearest name beside it. */
export function missing(path: string): FileError {
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
