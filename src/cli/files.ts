/** What commands read and write. */
import { extname } from 'node:path';
import { readCsv } from '../data/csv.ts';
import { readNpy } from '../data/npy.ts';
import type { Dataset } from '../data/sequence.ts';
import { readBytes } from '../files/read.ts';

/**
 * Reads a CSV or NPY file.
 * @param timeColumn of a CSV; undefined: a column named time, timestamp or t
 */
export async function readData(path: string, timeColumn?: string): Promise<Dataset> {
  return parseData(path, await readBytes(path, 'table'), timeColumn);
}

/** As `readData`, from the file's bytes. */
export function parseData(path: string, bytes: Uint8Array, timeColumn?: string): Dataset {
  if (extname(path).toLowerCase() === '.npy') return readNpy(bytes, { file: path });
  const text = new TextDecoder().decode(bytes);
  return readCsv(text, { file: path, ...(timeColumn !== undefined && { timeColumn }) });
}

export { checkWritable } from '../files/check.ts';
export { FileError } from '../files/error.ts';
export { writeWhole } from '../files/write.ts';
export { readBytes };
