/**
 * What is known of a session's arena while a program is followed: which floats are whole, and which vectors are a state's
 * compensation. It lies in scratch memory:
 *
 *     a u16 for each vector of the arena (`table`) | a bit for each float (`whole`)
 */
import { HEADER_ARENA_BYTES } from '../layout';
import { align16 } from '../memory';
import { replace } from './bits';
import { field } from './header';

/**
 * The table's entry for a vector of a compensation, with the length modulo 4 in its low bits. For one of a state that has a
 * compensation it is the distance between the two, in vectors; 0 for all others.
 */
export const COMPENSATION: u32 = 0x8000;
/** Of a compensation whose state was written by something else than its update. */
const STALE: u32 = 0x4000;

let table: usize = 0;
/** A bit for each float: whether it is whole. */
export let whole: usize = 0;

/** Bytes of scratch memory that it takes to follow a program. */
export function flowScratchBytes(blob: usize): u32 {
  const vectors = field(blob, HEADER_ARENA_BYTES) >> 4;
  return align16(vectors << 1) + align16((vectors >> 1) + 1);
}

/** Begins anew in `scratch`, with no float whole and no compensation. */
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

/** Gives n floats of state at a vector their compensation, right behind them; false if it is in use for others. */
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

/** Makes the compensation at a vector, if it is one of n floats, as good as new; false if it is none. */
export function renew(vector: u32, n: u32): bool {
  const count = vectorsOf(n);
  const entry = COMPENSATION | (n & 3);
  if (vector < count || entryOf(vector - 1) != count || (entryOf(vector) & ~STALE) != entry) return false;
  for (let v = vector; v < vector + count; v++) setEntry(v, entry);
  replace(whole, vector << 2, n, count << 2);
  return true;
}

/** Makes `n` floats in so many segments whole and the padding garbage; false if a compensation is in the way. */
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

/** Whether the compensation of n floats at a vector is that of another value than its state has now. */
export function isStale(vector: u32, n: u32): bool {
  for (const end = vector + vectorsOf(n); vector < end; vector++) if (entryOf(vector) & STALE) return true;
  return false;
}
