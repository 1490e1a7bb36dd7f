/** The status of the last call and the details that locate its error. `layout.ts` lists both. */
import { OK } from './layout';

let code: i32 = 0; // OK, as a literal: the module then needs no start function
let first: u32 = 0;
let second: u32 = 0;

/** Records an error with its details and returns its code. */
export function fail(status: i32, detail: u32 = 0, detail2: u32 = 0): i32 {
  code = status;
  first = detail;
  second = detail2;
  return status;
}

/** Records success; the details of the last error stay. */
// @ts-ignore: decorator
@inline
export function succeed(): i32 {
  code = OK;
  return OK;
}

export function lastStatus(): i32 {
  return code;
}

export function lastDetail(i: u32): u32 {
  return i == 0 ? first : i == 1 ? second : 0;
}

let raised: u32 = 0;

/** Raises a bit of FLAG_…: no error, but worth knowing for a caller. */
// @ts-ignore: decorator
@inline
export function raise(flag: u32): void {
  raised |= flag;
}

/** Returns the bits raised since the last call. */
export function takeFlags(): u32 {
  const flags = raised;
  raised = 0;
  return flags;
}
