/** Linear memory after the static data. It only grows, in load and in `session()`, never in a step. */

/** The first free byte after the static data, a multiple of 16. */
// @ts-ignore: decorator
@inline
export function firstFree(): usize {
  return align16(__heap_base);
}

// @ts-ignore: decorator
@inline
export function align16(x: usize): usize {
  return (x + 15) & ~15;
}

/** The limit of memory: a page before 4 GiB, so that no end address wraps around to 0. */
export const MEMORY_LIMIT: u64 = 0xffff_0000;

/** Grows the memory to at least `end` bytes. Returns false and changes nothing if it cannot. */
export function ensure(end: u64): bool {
  if (end > MEMORY_LIMIT) return false;
  const pages = (end + 0xffff) >> 16;
  const present = <u64>memory.size();
  if (pages <= present) return true;
  return memory.grow(<i32>(pages - present)) >= 0;
}
