/**
 * The ABI of the machine: everything a host needs, in integers, floats and addresses of the exported `memory`.
 * docs/abi.md describes it with an example; docs/format.md the blob. There are no imports.
 *
 * One instance holds one model and any number of sessions. No function traps on a wrong argument: it returns a status,
 * or 0 where it returns an address or a count, and then `status()` and `detail()` tell more. Statuses are those of
 * `layout.ts`. `reserve`, `open` and `session` may grow the memory, after which JavaScript hosts have to make their
 * views anew; addresses stay.
 */
import { checkBlob, checkUnfolds } from './blob';
import { ERROR_MEMORY, ERROR_SESSION, OK, ORIGIN_BYTES, PORT_BYTES } from './layout';
import { runSession, stepSession } from './interpreter';
import { ensure, firstFree } from './memory';
import {
  buildResident, isOpen, modelEnd, modelStart, originCount, originsStart, portCount, portsStart, runCapacity,
  runDts as dts, runInputs as inputs, runOutputs as outputs,
} from './resident';
import { openSession, releaseSession, resetSession, sessionSize } from './sessions';
import { fail, lastDetail, lastStatus, succeed, takeFlags } from './status';

let reserved: u32 = 0;

/**
 * Makes room for a blob of `bytes` bytes and returns the address to write it to, a multiple of 16. Returns 0 with
 * `ERROR_MEMORY` if there is not so much memory, with `ERROR_SESSION` if a model is open already. May be called again.
 */
export function reserve(bytes: u32): usize {
  if (isOpen()) {
    fail(ERROR_SESSION);
    return 0;
  }
  if (!ensure(<u64>firstFree() + <u64>bytes)) {
    fail(ERROR_MEMORY);
    return 0;
  }
  reserved = bytes;
  succeed();
  return firstFree();
}

/**
 * Checks the blob of `bytes` bytes at the reserved address completely and makes it the model of this instance; the
 * memory of the blob is used again. `unfolds` other than 0 replaces the count of every loop and must not exceed it.
 *
 * `weights` says how matrices stay in memory: WEIGHTS_FAST as f32; WEIGHTS_SMALL as they are stored, decoded in each step,
 * with the same results; WEIGHTS_INTEGER as FAST, but those of kind KIND_LEVELS multiplied in 16-bit integers, which is
 * faster for large ones and has other results. What is no such number counts as WEIGHTS_FAST.
 *
 * Returns a status. After an error other blobs may be tried; after `OK`, `open` and `reserve` give `ERROR_SESSION`:
 * another model needs another instance. `ERROR_MEMORY` if more bytes are given than were reserved.
 */
export function open(bytes: u32, unfolds: u32, weights: u32): i32 {
  if (isOpen()) return fail(ERROR_SESSION);
  if (bytes > reserved) return fail(ERROR_MEMORY);
  const blob = firstFree();
  let status = checkBlob(blob, bytes);
  if (status == OK) status = checkUnfolds(blob, unfolds);
  if (status == OK) status = buildResident(blob, bytes, unfolds, weights);
  return status == OK ? succeed() : status;
}

/** The status of the last call that can fail. `OK` is 0. */
export function status(): i32 {
  return lastStatus();
}

/** Detail i (0 or 1) of the last error: where it is. `layout.ts` says what of each status; 0 where it says nothing. */
export function detail(i: u32): u32 {
  return lastDetail(i);
}

/** FLAG_… bits of what happened in steps since the last call of this; no error, but worth knowing. */
export function flags(): u32 {
  return takeFlags();
}

/** Bytes of the resident model: program, tensors, ports and run buffer. 0 before `open`. */
export function residentBytes(): u32 {
  return <u32>(modelEnd - modelStart);
}

/** Bytes that each session takes: a header of 16, the arena, and the kept copy of the state block. 0 before `open`. */
export function sessionBytes(): u32 {
  return sessionSize();
}

/** The address of entry i of the port table (u16 kind, u16 length in floats, u32 arena offset); 0 past the last. */
export function port(i: u32): usize {
  return i < portCount && isOpen() ? portsStart + i * PORT_BYTES : 0;
}

/**
 * The address of entry i of the origin table, inputs first (f64 origin, f64 deviation); 0 past the last, and where there is
 * no table. Hosts give x − origin as input and add the origin to an output, both in double precision.
 */
export function origin(i: u32): usize {
  return i < originCount && isOpen() ? originsStart + i * ORIGIN_BYTES : 0;
}

/** The address of a new session's arena, all zero; 0 with `ERROR_MEMORY` or, before `open`, `ERROR_SESSION`. */
export function session(): usize {
  return openSession();
}

/** Gives a session back; its memory goes to the next one. `ERROR_SESSION` if it is none. */
export function release(session: usize): i32 {
  return releaseSession(session);
}

/** Sets the state of a session back to zero. `ERROR_SESSION` if it is none. */
export function reset(session: usize): i32 {
  return resetSession(session);
}

/**
 * One step of length `dt`, in the model's unit of time. The inputs are read from the session's arena at the input
 * port and have to be written before every step; the outputs are left there at the output port until the next call.
 *
 * Returns `OK`; or `ERROR_INPUT`, `ERROR_DT`, `ERROR_RESULT` (not finite), `ERROR_SESSION`: then the state is as before.
 */
export function step(session: usize, dt: f32): i32 {
  if (ASC_FEATURE_SIMD) return stepSession<v128>(session, dt);
  else return stepSession<f32>(session, dt);
}

/**
 * Up to `runSteps()` steps at once: inputs [steps × N] at `runInputs()`, outputs [steps × M] at `runOutputs()`, each
 * step of length `dt` or, if `dt` is 0, of its own at `runDts()`.
 *
 * Returns the number of steps done. It stops at the first that fails, whose status `status()` gives; the state is that
 * after the last step done. More steps than `runSteps()` are not an error: they are not done.
 */
export function run(session: usize, steps: u32, dt: f32): u32 {
  if (ASC_FEATURE_SIMD) return runSession<v128>(session, steps, dt);
  else return runSession<f32>(session, steps, dt);
}

/** Steps that the run buffer holds: about 4 KB of inputs, dts and outputs, and at least one step. 0 before `open`. */
export function runSteps(): u32 {
  return isOpen() ? runCapacity : 0;
}

/** Address of the inputs of `run`: N floats a step, one step after the other. */
export function runInputs(): usize {
  return inputs;
}

/** Address of the dt of each step of `run`. */
export function runDts(): usize {
  return dts;
}

/** Address of the outputs of `run`: M floats a step, one step after the other. */
export function runOutputs(): usize {
  return outputs;
}
