/** Linear memory from the end of the static data on: it only grows, in load and in `session()`, never in a step. */

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

/** Makes all bytes below `end` exist; false, with nothing changed, if the memory cannot grow that far. */
export function ensure(end: u64): bool {
  const pages = (end + 0xffff) >> 16;
  const present = <u64>memory.size();
  if (pages <= present) return true;
  if (pages > 0x10000) return false;
  return memory.grow(<i32>(pages - present)) >= 0;
}
