/** A set that has a bit for each float of the arena, in words of 64. */

/** The bits of the word of bit `at` that lie in [at, end). */
// @ts-ignore: decorator
@inline
function mask(at: u32, end: u32): u64 {
  const from = ~(<u64>0) << (at & 63);
  return end > (at | 63) ? from : from & ~(~(<u64>0) << (end & 63));
}

// @ts-ignore: decorator
@inline
function wordOf(set: usize, at: u32): usize {
  return set + (at >> 6 << 3);
}

/** Whether all n bits from `at` on are set. */
export function hasAll(set: usize, at: u32, n: u32): bool {
  for (const end = at + n; at < end; at = (at | 63) + 1) {
    if (mask(at, end) & ~load<u64>(wordOf(set, at))) return false;
  }
  return true;
}

/** Whether any of the n bits from `at` on is set. */
export function hasAny(set: usize, at: u32, n: u32): bool {
  for (const end = at + n; at < end; at = (at | 63) + 1) {
    if (mask(at, end) & load<u64>(wordOf(set, at))) return true;
  }
  return false;
}

/** Clears the `room` bits from `at` on, then sets the first n of them. */
export function replace(set: usize, at: u32, n: u32, room: u32): void {
  const full = at + n;
  for (const end = at + room; at < end; at = (at | 63) + 1) {
    const word = wordOf(set, at);
    store<u64>(word, (load<u64>(word) & ~mask(at, end)) | (at < full ? mask(at, full) : 0));
  }
}
