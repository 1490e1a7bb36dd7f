/**
 * Tracks a session's arena along a program: the whole floats, and the vectors that are a state's compensation. It uses
 * scratch memory:
 *
 *     a u16 for each vector of the arena (`table`) | a bit for each float (`whole`)
 */
import { HEADER_ARENA_BYTES } from '../layout';
import { align16 } from '../memory';
import { replace } from './bits';
import { field } from './header';

/**
 * The table's entry for a vector of a compensation, with the length modulo 4 in its low bits. For a vector of a state with a
 * compensation, the entry is the distance between the two in vectors; for all others 0.
 */
export const COMPENSATION: u32 = 0x8000;
/** Marks a compensation if something other than its update wrote the state. */
const STALE: u32 = 0x4000;

let table: usize = 0;
/** A bit for each float: whether it is whole. */
export let whole: usize = 0;

/** Bytes of scratch memory for following a program. */
export function flowScratchBytes(blob: usize): u32 {
  const vectors = field(blob, HEADER_ARENA_BYTES) >> 4;
  return align16(vectors << 1) + align16((vectors >> 1) + 1);
}

/** Starts over in `scratch`, with no float whole and no compensation. */
export function forget(blob: usize, scratch: usize): void {
  const vectors = field(blob, HEADER_ARENA_BYTES) >> 4;
  table = scratch;
  whole = scratch + align16(vectors << 1);
  memory.fill(scratch, 0, flowScratchBytes(blob));
}

// @ts-ignore: decorator
@inline
export function vectorsOf(floats: u32): u32 {
  return (floats + 3) >> 2;
}

// @ts-ignore: decorator
@inline
export function entryOf(vector: u32): u32 {
  return load<u16>(table + (vector << 1));
}

function setEntry(vector: u32, value: u32): void {
  store<u16>(table + (vector << 1), value);
}

/** Claims the vectors right after n floats of state as their compensation; false if others use them. */
export function claim(state: u32, n: u32): bool {
  const count = vectorsOf(n);
  const isNew = entryOf(state) == 0;
  for (let v: u32 = 0; v < 2 * count; v++) {
    const entry = v < count ? count : COMPENSATION | (n & 3);
    if (entryOf(state + v) != (isNew ? 0 : entry)) return false;
    setEntry(state + v, entry);
  }
  return true;
}

/** Renews the compensation of n floats at a vector; false if there is none. */
export function renew(vector: u32, n: u32): bool {
  const count = vectorsOf(n);
  const entry = COMPENSATION | (n & 3);
  if (vector < count || entryOf(vector - 1) != count || (entryOf(vector) & ~STALE) != entry) return false;
  for (let v = vector; v < vector + count; v++) setEntry(v, entry);
  replace(whole, vector << 2, n, count << 2);
  return true;
}

/** Makes `n` floats in `segments` segments whole and the padding garbage; false if a compensation is in the way. */
export function put(vector: u32, n: u32, segments: u32): bool {
  const floats = n / segments;
  const each = vectorsOf(floats);
  for (let v = vector; v < vector + segments * each; v++) {
    const entry = entryOf(v);
    if (entry & COMPENSATION) return false;
    if (entry != 0) setEntry(v + entry, entryOf(v + entry) | STALE);
  }
  for (let i: u32 = 0; i < segments; i++) replace(whole, (vector + i * each) << 2, floats, each << 2);
  return true;
}

/** Whether the compensation of n floats at a vector belongs to an earlier value of its state. */
export function isStale(vector: u32, n: u32): bool {
  for (const end = vector + vectorsOf(n); vector < end; vector++) if (entryOf(vector) & STALE) return true;
  return false;
}
