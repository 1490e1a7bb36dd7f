import { type ReadContents, readBlob } from '../format/read.ts';
import { loadSync, type Model } from '../runtime/index.ts';
import type { LoadSyncOptions } from '../runtime/load.ts';
import { readBytes } from './files.ts';
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
