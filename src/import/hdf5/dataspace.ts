import type { FileBytes } from './bytes.ts';

/** The sizes that are described there (IV.A.2.b), the outermost first: [] is a scalar, [0] nothing. */
export function dataspaceOf(from: FileBytes, at: number): number[] {
  from.need(at, 4, 'sizes');
  const [version, rank, kind] = [from.u8(at), from.u8(at + 1), from.u8(at + 3)];
  if (version !== 1 && version !== 2)
    throw from.error(`sizes at byte ${at.toLocaleString('en')} are of the unknown version ${version}`);
  if (version === 2 && kind === 2) return [0];
  if (rank > 32)
    throw from.error(`sizes at byte ${at.toLocaleString('en')} have ${rank} dimensions: the file is damaged`);
  const first = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, k) => {
    const size = from.u64(first + 8 * k);
    if (size < 0)
      throw from.error(`a size at byte ${at.toLocaleString('en')} has no end: the file is damaged`);
    return size;
  });
}

export const countOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
