/**
 * Sessions: blocks of one size after the resident model. A free list holds the released ones.
 *
 *     header (16 bytes: u32 live, u32 next free) | arena | kept copy of the state block
 *
 * The address of its arena identifies a session.
 */
import { ERROR_MEMORY, ERROR_SESSION } from './layout';
import { align16, ensure } from './memory';
import { arenaBytes, initialStart, isOpen, modelEnd, stateBytes, stateOffset } from './resident';
import { fail, succeed } from './status';

const HEADER: u32 = 16;
const LIVE: usize = 0;
const NEXT: usize = 4;

let top: usize = 0; // the end of the last session
let free: usize = 0; // the first released session, 0 if none
let known: usize = 0; // the session last found live: another step on it needs no division

/** Bytes of one session with its header; 0 before a model is open. */
// @ts-ignore: decorator
@inline
export function sessionSize(): u32 {
  return isOpen() ? HEADER + arenaBytes + stateBytes : 0;
}

// @ts-ignore: decorator
@inline
function firstSession(): usize {
  return align16(modelEnd) + HEADER;
}

function findLive(session: usize): bool {
  if (!isOpen() || session < firstSession() || session >= top) return false;
  if ((session - firstSession()) % sessionSize() != 0) return false;
  if (load<u32>(session - HEADER, LIVE) == 0) return false;
  known = session;
  return true;
}

/** Takes the memory of the next `count` sessions, as if they were open: for tests that need to reach the memory's end. */
export function skipSessions(count: u32): void {
  top += <usize>count * sessionSize();
}

/** Whether `session` is the address of a session that is not released. */
// @ts-ignore: decorator
@inline
export function isLive(session: usize): bool {
  return (session == known && session != 0) || findLive(session);
}

/** Puts a state block, working or kept, where the model's states start. */
function start(block: usize): void {
  if (initialStart != 0) memory.copy(block, initialStart, stateBytes);
  else memory.fill(block, 0, stateBytes);
}

/** Opens a session with an arena that is zero but for states that start elsewhere; 0 with `ERROR_MEMORY`, or with `ERROR_SESSION` if no model is open. */
export function openSession(): usize {
  if (!isOpen()) {
    fail(ERROR_SESSION);
    return 0;
  }
  let session = free;
  if (session != 0) {
    free = load<u32>(session - HEADER, NEXT);
  } else {
    if (top == 0) top = align16(modelEnd);
    if (!ensure(<u64>top + sessionSize())) {
      fail(ERROR_MEMORY);
      return 0;
    }
    session = top + HEADER;
    top += sessionSize();
  }
  store<u32>(session - HEADER, 1, LIVE);
  memory.fill(session, 0, arenaBytes);
  start(session + stateOffset);
  start(session + arenaBytes);
  succeed();
  return session;
}

/** Puts a live session on the free list. Returns a status. */
export function releaseSession(session: usize): i32 {
  if (!isLive(session)) return fail(ERROR_SESSION);
  known = 0;
  store<u32>(session - HEADER, 0, LIVE);
  store<u32>(session - HEADER, <u32>free, NEXT);
  free = session;
  return succeed();
}

/** Brings the states of a live session, working and kept, back to where they start. Returns a status. */
export function resetSession(session: usize): i32 {
  if (!isLive(session)) return fail(ERROR_SESSION);
  start(session + stateOffset);
  start(session + arenaBytes);
  return succeed();
}
