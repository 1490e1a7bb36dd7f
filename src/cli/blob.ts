import { FileError } from '../files/error.ts';
import { readBytes } from '../files/read.ts';
import { type ReadContents, readBlob } from '../format/read.ts';
import { workOfStep } from '../format/work.ts';
import { loadSync, type Model } from '../runtime/index.ts';
import type { LoadSyncOptions } from '../runtime/load.ts';
import type { Terminal } from './terminal.ts';

/** A blob that a command was given, as the machine accepts it. */
export interface OpenBlob {
  readonly blob: Uint8Array;
  readonly contents: ReadContents;
  /** Its `metadata` are those of `contents`, without what is malformed. Dispose of it. */
  readonly model: Model;
}

/**
 * Reads a blob, and says what of its metadata is ignored. Every command that reads one does it so.
 * @throws FileError, and MeniscusError with the machine's reason for a blob that it refuses
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
  // a device takes the metadata as they come; what a command makes of them has to be sound
  return { blob, contents, model: Object.assign(model, { metadata: contents.metadata }) };
}

/**
 * Refuses a blob whose step does more than --work allows: what is loaded may do so much that a file takes hours.
 * @throws FileError
 */
export function checkStepWork(blob: Uint8Array, file: string, most: number): void {
  const work = workOfStep(readBlob(blob));
  if (work > most)
    throw new FileError(
      `${file}: a step takes ${work.toLocaleString('en')} operations, more than the ${most.toLocaleString('en')} that --work allows: raise it if you trust the model`,
    );
}
