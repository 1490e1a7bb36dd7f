import { paddedBytes } from '../access';
import {
  ERROR_PORT, HEADER_ARENA_BYTES, HEADER_PORT_COUNT, HEADER_PORTS_OFFSET, HEADER_STATE_BYTES, HEADER_STATE_OFFSET, OK,
  PORT_BYTES, PORT_COMPENSATION, PORT_DT, PORT_INPUT, PORT_KIND, PORT_LENGTH, PORT_OFFSET, PORT_OUTPUT, PORT_PROBE,
  PORT_STATE,
} from '../layout';
import { fail } from '../status';
import { field } from './header';

/** Address of entry i of the port table. */
// @ts-ignore: decorator
@inline
export function portEntry(blob: usize, i: u32): usize {
  return blob + field(blob, HEADER_PORTS_OFFSET) + i * PORT_BYTES;
}

/** All ports together have fewer floats than this, which keeps the checks of their places quick. */
const FLOATS_LIMIT: u64 = 1 << 28;

/** Returns the offset of the entry's first field that is wrong in itself, or −1. */
function wrongField(blob: usize, entry: usize): i32 {
  const kind = load<u16>(entry, PORT_KIND);
  const length = load<u16>(entry, PORT_LENGTH);
  const offset = load<u32>(entry, PORT_OFFSET);
  const arena = field(blob, HEADER_ARENA_BYTES);
  if (kind > <u16>PORT_PROBE) return PORT_KIND;
  if (length == 0 || (kind == PORT_DT && length != 1)) return PORT_LENGTH;
  if (offset & 15 || offset > arena) return PORT_OFFSET;
  const bytes = paddedBytes(length);
  if (bytes > arena - offset) return PORT_LENGTH;
  if (kind == PORT_STATE || kind == PORT_COMPENSATION) {
    const state = field(blob, HEADER_STATE_OFFSET);
    if (offset < state || offset + bytes > state + field(blob, HEADER_STATE_BYTES)) return PORT_OFFSET;
  }
  return -1;
}

/**
 * Checks every port: exactly one input, dt and output, at least one state, and each compensation right after a state of its
 * length. Returns a status. Reports a missing kind at the index past the last port.
 *
 * `scratch` has a u16 for each vector of the arena: the length of the state with a compensation that may begin there. So the
 * time is linear in the number of ports.
 */
export function checkPorts(blob: usize, scratch: usize): i32 {
  const count = field(blob, HEADER_PORT_COUNT);
  memory.fill(scratch, 0, (field(blob, HEADER_ARENA_BYTES) >> 4) << 1);
  let seen: u32 = 0;
  let floats: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = portEntry(blob, i);
    const wrong = wrongField(blob, entry);
    if (wrong >= 0) return fail(ERROR_PORT, i, wrong);
    const kind = <u32>load<u16>(entry, PORT_KIND);
    const bit: u32 = 1 << kind;
    floats += load<u16>(entry, PORT_LENGTH);
    if (floats >= FLOATS_LIMIT) return fail(ERROR_PORT, i, PORT_LENGTH);
    if (seen & bit && kind <= <u32>PORT_OUTPUT) return fail(ERROR_PORT, i, PORT_KIND);
    seen |= bit;
    if (kind == PORT_STATE) {
      const length = load<u16>(entry, PORT_LENGTH);
      const behind = load<u32>(entry, PORT_OFFSET) + paddedBytes(length);
      if (behind < field(blob, HEADER_ARENA_BYTES)) store<u16>(scratch + (behind >> 3), length);
    }
  }
  for (let kind: u32 = PORT_INPUT; kind <= <u32>PORT_STATE; kind++) {
    if (!(seen & (1 << kind))) return fail(ERROR_PORT, count, PORT_KIND);
  }
  for (let i: u32 = 0; i < count; i++) {
    const entry = portEntry(blob, i);
    if (load<u16>(entry, PORT_KIND) != PORT_COMPENSATION) continue;
    const length = load<u16>(scratch + (load<u32>(entry, PORT_OFFSET) >> 3));
    if (length == 0) return fail(ERROR_PORT, i, PORT_OFFSET);
    if (length != load<u16>(entry, PORT_LENGTH)) return fail(ERROR_PORT, i, PORT_LENGTH);
  }
  return OK;
}
