import { between } from '../check/rules.ts';
import { FileError } from '../files/error.ts';
import { readBytes } from '../files/read.ts';
import { type ReadContents, readBlob } from '../format/read.ts';
import { workOfStep } from '../format/work.ts';
import { loadSync, type Model } from '../runtime/index.ts';
import type { LoadSyncOptions } from '../runtime/load.ts';
import { number } from './flags/flag.ts';
import type { Terminal } from './terminal.ts';

/** The most work of a step, or of a search. */
export const work = (help: string) =>
  number(between(1, Infinity), { help, hint: 'COUNT', option: 'work', default: '100000000' });

export const stepWork = work('The most multiply-adds, transcendentals and moves in a step');

/** A blob that the interpreter accepts. */
export interface OpenBlob {
  readonly blob: Uint8Array;
  readonly contents: ReadContents;
  /** Its `metadata` are those of `contents`, without malformed entries. Dispose of it. */
  readonly model: Model;
}

/**
 * Reads a blob, and reports the metadata that it ignores. All commands read blobs this way.
 * @throws FileError, or MeniscusError with the interpreter's reason to refuse the blob
 */
export async function openBlob(
  file: string,
  say: Terminal['say'],
  options: LoadSyncOptions = {},
): Promise<OpenBlob> {
  const blob = await readBytes(file, 'blob');
  const model = loadSync(blob, { name: file, ...options });
  const contents = readBlob(blob);
  for (const why of contents.ignored) say(`${file}: ${why}`);
  // the runtime passes metadata on unchecked, but commands need them valid
  return { blob, contents, model: Object.assign(model, { metadata: contents.metadata }) };
}

/**
 * Refuses a blob whose step does more work than --work allows, as it could take hours for a file.
 * @throws FileError
 */
export function checkStepWork(blob: Uint8Array, file: string, most: number): void {
  const work = workOfStep(readBlob(blob));
  if (work > most)
    throw new FileError(
      `${file}: a step takes ${work.toLocaleString('en')} operations, more than the ${most.toLocaleString('en')} that --work allows: raise it if you trust the model`,
    );
}
