/**
 * The ABI of the interpreter. A host passes integers, floats and addresses in the exported `memory`; there are no imports.
 * docs/abi.md describes it with an example; docs/format.md describes the blob.
 *
 * One instance holds one model and any number of sessions. No function traps on a wrong argument: it returns a status, or
 * 0 in place of an address or a count; `status()` and `detail()` then tell more. `layout.ts` lists the statuses. `reserve`,
 * `open` and `session` may grow the memory: JavaScript hosts then have to renew their views; addresses stay.
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
 * Reserves memory for a blob of `bytes` bytes and returns the address to write it to, a multiple of 16. Returns 0 with
 * `ERROR_MEMORY` if memory is short, with `ERROR_SESSION` if a model is open already. May be called again.
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
 * Checks the blob of `bytes` bytes at the reserved address completely, makes it the model of this instance, and reuses its
 * memory. `unfolds`, unless 0, replaces the count of every loop and must not exceed it.
 *
 * `weights` says how matrices stay in memory. WEIGHTS_FAST: as f32. WEIGHTS_SMALL: as stored, decoded in each step, with the
 * same results. WEIGHTS_INTEGER: like FAST, but multiplies matrices of kind KIND_LEVELS in 16-bit integers, which is faster
 * for large ones and gives other results. Any other number means WEIGHTS_FAST.
 *
 * Returns a status; `ERROR_MEMORY` if `bytes` exceeds the reserved ones. After an error the host may try another blob. After
 * `OK`, `open` and `reserve` give `ERROR_SESSION`: another model needs another instance.
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

/** Returns the status of the last call that can fail. `OK` is 0. */
export function status(): i32 {
  return lastStatus();
}

/** Returns detail i (0 or 1) of the last error, which tells its place. `layout.ts` has their meanings; 0 without one. */
export function detail(i: u32): u32 {
  return lastDetail(i);
}

/** Returns the FLAG_… bits that steps raised since the last call. They are no errors, but worth knowing. */
export function flags(): u32 {
  return takeFlags();
}

/** Bytes of the resident model: program, tensors, ports and run buffer. 0 before `open`. */
export function residentBytes(): u32 {
  return <u32>(modelEnd - modelStart);
}

/** Bytes of each session: a header of 16, the arena, and the kept copy of the state block. 0 before `open`. */
export function sessionBytes(): u32 {
  return sessionSize();
}

/** The address of entry i of the port table (u16 kind, u16 length in floats, u32 arena offset); 0 past the last. */
export function port(i: u32): usize {
  return i < portCount && isOpen() ? portsStart + i * PORT_BYTES : 0;
}

/**
 * The address of entry i of the origin table, inputs first (f64 origin, f64 deviation); 0 past the last and without a
 * table. Hosts pass x − origin as input and add the origin to an output, both in double precision.
 */
export function origin(i: u32): usize {
  return i < originCount && isOpen() ? originsStart + i * ORIGIN_BYTES : 0;
}

/** Returns the address of a new session's arena, zero but for states that start elsewhere; 0 with `ERROR_MEMORY` or, before `open`, `ERROR_SESSION`. */
export function session(): usize {
  return openSession();
}

/** Releases a session; the next one takes its memory. `ERROR_SESSION` if it is not a live session. */
export function release(session: usize): i32 {
  return releaseSession(session);
}

/** Resets the states of a session to where they start. `ERROR_SESSION` if it is not a live session. */
export function reset(session: usize): i32 {
  return resetSession(session);
}

/**
 * Takes one step of length `dt`, in the model's unit of time. Reads the inputs at the input port of the session's arena:
 * write them before every step. Leaves the outputs at the output port until the next call.
 *
 * Returns `OK`; or `ERROR_INPUT`, `ERROR_DT`, `ERROR_RESULT` (not finite) or `ERROR_SESSION`, with the state as before.
 */
export function step(session: usize, dt: f32): i32 {
  if (ASC_FEATURE_SIMD) return stepSession<v128>(session, dt);
  else return stepSession<f32>(session, dt);
}

/**
 * Takes up to `runSteps()` steps at once: inputs [steps × N] at `runInputs()`, outputs [steps × M] at `runOutputs()`. Each
 * step has the length `dt` or, if `dt` is 0, its own at `runDts()`.
 *
 * Returns the number of steps done. Stops at the first that fails, with its status in `status()`; the state is that after
 * the last step done. More steps than `runSteps()` are no error: it skips them.
 */
export function run(session: usize, steps: u32, dt: f32): u32 {
  if (ASC_FEATURE_SIMD) return runSession<v128>(session, steps, dt);
  else return runSession<f32>(session, steps, dt);
}

/** Steps that fit the run buffer, at least one: about 4 KB of inputs, dts and outputs. 0 before `open`. */
export function runSteps(): u32 {
  return isOpen() ? runCapacity : 0;
}

/** Address of the inputs of `run`: N floats a step, step after step. */
export function runInputs(): usize {
  return inputs;
}

/** Address of the dt of each step of `run`. */
export function runDts(): usize {
  return dts;
}

/** Address of the outputs of `run`: M floats a step, step after step. */
export function runOutputs(): usize {
  return outputs;
}
