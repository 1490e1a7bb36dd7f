/** Reads the metadata of a blob, which may contain anything. */
import { HEADER_BYTES, HEADER_METADATA_BYTES, HEADER_METADATA_OFFSET } from '../../assembly/layout.ts';
import { textOf, viewOf } from './bytes.ts';

/** The JSON in a blob, for people and tools. */
export type Metadata = { [key: string]: unknown };

/** Parses the JSON of a blob, accepted or not; `{}` if there is none or it cannot be read. */
export function metadataOf(bytes: Uint8Array): Metadata {
  const view = viewOf(bytes);
  try {
    const start = view.getUint32(HEADER_METADATA_OFFSET, true);
    const end = start + view.getUint32(HEADER_METADATA_BYTES, true);
    const parsed: unknown = JSON.parse(textOf(bytes.subarray(Math.max(start, HEADER_BYTES), end)));
    return parsed instanceof Object && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** Names an entry of the blob's table `ports` or `tensors`; undefined without a name. */
export function nameOf(metadata: Metadata, table: string, index: number): string | undefined {
  const entries = metadata[table];
  const name: unknown = Array.isArray(entries) && entries[index]?.name;
  return typeof name === 'string' && name ? name : undefined;
}

/** The dt that the model was trained at; 1 if the metadata do not say. */
export function intervalOf({ interval }: Metadata): number {
  const dt = typeof interval === 'number' ? Math.fround(interval) : 0;
  return dt > 0 && dt < Infinity ? (interval as number) : 1;
}

/** Reads `length` numbers of an object in the metadata; null if it holds anything else. */
export function numbersIn(object: unknown, key: string, length: number): number[] | null {
  const list = (object as Metadata | null | undefined)?.[key];
  return Array.isArray(list) && list.length === length && list.every(Number.isFinite) ? list : null;
}
