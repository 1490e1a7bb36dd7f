/**
 * Code of the checked build alone: bounds for every access at run time, and counts of the work done.
 *
 * Callers guard every use with `if (!ASC_NO_ASSERT)`, a compile-time constant, so the other builds contain none of it.
 */

let modelStart: usize = 0;
let modelEnd: usize = 0;
let bufferStart: usize = 0;
let bufferEnd: usize = 0;
let sessionStart: usize = 0;
let sessionEnd: usize = 0;

export let multiplyAdds: u32 = 0;
export let transcendentals: u32 = 0;

/** The resident model, which may be read, and the run buffer inside it, which may also be written. */
export function allowModel(start: usize, end: usize, writableStart: usize, writableEnd: usize): void {
  modelStart = start;
  modelEnd = end;
  bufferStart = writableStart;
  bufferEnd = writableEnd;
}

/** The session, arena and kept state, that the running step may read and write. */
export function allowSession(start: usize, end: usize): void {
  sessionStart = start;
  sessionEnd = end;
}

// @ts-ignore: decorator
@inline
function inside(address: usize, bytes: usize, start: usize, end: usize): bool {
  return address >= start && address <= end && end - address >= bytes;
}

/** Traps unless the bytes lie in the session or the resident model. */
export function checkRead(address: usize, bytes: usize): void {
  assert(inside(address, bytes, sessionStart, sessionEnd) || inside(address, bytes, modelStart, modelEnd));
}

/** Traps unless the bytes lie in the session or the run buffer. */
export function checkWrite(address: usize, bytes: usize): void {
  assert(inside(address, bytes, sessionStart, sessionEnd) || inside(address, bytes, bufferStart, bufferEnd));
}

export function addMultiplyAdds(count: u32): void {
  multiplyAdds += count;
}

export function addTranscendentals(count: u32): void {
  transcendentals += count;
}

export function resetCounters(): void {
  multiplyAdds = 0;
  transcendentals = 0;
}
