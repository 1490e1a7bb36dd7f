/** Finds out what a path to be written stands for. */
import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A file to replace or create, or a sink that takes bytes as they come: a device, a pipe, a stream of this process. */
export type Target =
  | { readonly kind: 'file'; readonly path: string; readonly there: Stats | undefined }
  | { readonly kind: 'folder' }
  | { readonly kind: 'device'; readonly path: string }
  | { readonly kind: 'descriptor'; readonly descriptor: number };

/** The most links to follow before a chain counts as endless, as in Linux. */
const LINKS = 40;

const streams: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };

/** The stream of this process that a path such as /dev/stdout or /dev/fd/3 names, by number; null for any other path. */
export function descriptorOf(path: string): number | null {
  if (process.platform === 'win32') return null;
  const own = streams[path] ?? /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path)?.[1];
  return own === undefined ? null : Number(own);
}

/**
 * Follows symbolic links, even to a target that does not exist yet.
 * @throws the system's error: ELOOP, EACCES, ENOTDIR
 */
export function targetOf(path: string): Target {
  let at = resolve(path);
  for (let links = 0; ; links++) {
    const descriptor = descriptorOf(at);
    if (descriptor !== null) return { kind: 'descriptor', descriptor };
    if (!lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    if (links === LINKS) throw Object.assign(new Error('links in a circle'), { code: 'ELOOP' });
    at = resolve(dirname(at), readlinkSync(at));
  }
  const there = statSync(at, { throwIfNoEntry: false });
  if (there?.isDirectory()) return { kind: 'folder' };
  if (there && !there.isFile()) return { kind: 'device', path: at };
  return { kind: 'file', path: at, there };
}

/** Whether a path stands for a file, existing or not. A path that cannot be checked counts as one. */
export function isFile(path: string): boolean {
  const target = lookedAt(path);
  return target === null || target.kind === 'file';
}

/** Whether a path stands for the standard output of this process. */
export function isStdout(path: string | undefined): boolean {
  const target = path === undefined ? null : lookedAt(path);
  return target?.kind === 'descriptor' && target.descriptor === 1;
}

function lookedAt(path: string): Target | null {
  try {
    return targetOf(path);
  } catch {
    return null;
  }
}
