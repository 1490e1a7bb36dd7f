/** Numbers in the metadata, which may be anything. */
import type { Metadata } from './blob.ts';

/** The interval that the model was trained at, as a step takes it; 1 where the metadata do not say. */
export function intervalOf({ interval }: Metadata): number {
  const dt = typeof interval === 'number' ? Math.fround(interval) : 0;
  return dt > 0 && dt < Infinity ? (interval as number) : 1;
}

/** So many numbers of an object in the metadata; null where it has something else. */
export function numbersIn(object: unknown, key: string, length: number): number[] | null {
  const list = (object as Metadata | null | undefined)?.[key];
  return Array.isArray(list) && list.length === length && list.every(Number.isFinite) ? list : null;
}
