import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { FileError } from '../files/error.ts';
import { writeOwn } from '../files/write.ts';
import type { Checkpoint } from '../train/trainer.ts';

/** Identifies a run: a checkpoint continues only with the same data and options. */
export const fingerprint = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const pack = (_key: string, value: unknown): unknown => {
  if (value instanceof Float64Array)
    return { f64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  return value;
};

const unpack = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('f64' in value && typeof value.f64 === 'string') {
    const bytes = Uint8Array.from(Buffer.from(value.f64, 'base64'));
    return new Float64Array(bytes.buffer);
  }
  if ('number' in value) return Number(value.number);
  return value;
};

/** Milliseconds between two saves: a stopped run loses no more. */
const BETWEEN = 1000;

/** Saves the first of many states, and then at most one a second: an epoch may take less time than its checkpoint. */
export class Saver {
  private saved = -Infinity;

  offer(save: () => void): void {
    if (performance.now() - this.saved < BETWEEN) return;
    save();
    this.saved = performance.now();
  }
}

export function saveCheckpoint(path: string, run: string, checkpoint: Checkpoint): void {
  saveRun(path, run, { checkpoint });
}

/** Saves the progress of a run for `loadRun`. */
export function saveRun(path: string, run: string, done: object): void {
  writeOwn(path, JSON.stringify({ run, ...done }, pack));
}

/** @throws FileError if the checkpoint belongs to another run or cannot be read */
export const loadCheckpoint = (path: string, run: string): Checkpoint | null =>
  loadRun<{ checkpoint: Checkpoint }>(
    path,
    run,
    'checkpoint',
    'other data or options; give those again, or delete it',
  )?.checkpoint ?? null;

/**
 * Loads what a stopped run has saved with its fingerprint; null without a file.
 * @param what the file should be, for messages
 * @param foreign says whom the file of another run belongs to, and what to do
 * @throws FileError if the file belongs to another run or cannot be read
 */
export function loadRun<T>(path: string, run: string, what: string, foreign: string): T | null {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return null;
  if (!there.isFile())
    throw new FileError(`${path}: is no ${what} but a link, a pipe or a folder; delete it`);
  let stored: T & { run: string };
  try {
    stored = JSON.parse(readFileSync(path, 'utf8'), unpack);
  } catch {
    throw new FileError(`${path}: is no ${what}; delete it to start again`);
  }
  if (stored.run !== run) throw new FileError(`${path}: belongs to ${foreign} to start again`);
  return stored;
}
