import { paddedBytes } from '../access';
import {
  ERROR_INITIAL, HEADER_INITIAL_OFFSET, HEADER_PORT_COUNT, HEADER_STATE_BYTES, HEADER_STATE_OFFSET, OK,
  PORT_COMPENSATION, PORT_KIND, PORT_LENGTH, PORT_OFFSET, PORT_STATE,
} from '../layout';
import { fail } from '../status';
import { forget, whole } from './arena';
import { hasAll, replace } from './bits';
import { field } from './header';
import { portEntry } from './ports';

/** Bytes of the initial state; 0 where all states start at 0. */
export function initialStateBytes(blob: usize): u32 {
  return field(blob, HEADER_INITIAL_OFFSET) == 0 ? 0 : field(blob, HEADER_STATE_BYTES);
}

/** The most that a compensation is of its state: a sum is off by half an ulp, and its compensation tells by how much. */
const COMPENSATED: f32 = 2.384185791015625e-7; // 2⁻²²

/** Returns the first float of a compensation, from `at` on, that is too large for its state; n if none is. */
function tooLarge(at: usize, n: u32): u32 {
  for (let i: u32 = 0; i < n; i++, at += 4) {
    if (!(abs(load<f32>(at)) <= COMPENSATED * abs(load<f32>(at - paddedBytes(n))))) return i;
  }
  return n;
}

/**
 * Checks that the initial state is finite, that compensations fit their states, and that everything else is zero. Returns a
 * status. `scratch` is that of `checkFlow`. Needs checked ports.
 */
export function checkInitial(blob: usize, scratch: usize): i32 {
  const floats = initialStateBytes(blob) >> 2;
  if (floats == 0) return OK;
  const first = field(blob, HEADER_STATE_OFFSET) >> 2;
  const start = blob + field(blob, HEADER_INITIAL_OFFSET);
  const ports = field(blob, HEADER_PORT_COUNT);
  forget(blob, scratch);
  for (let i: u32 = 0; i < ports; i++) {
    const entry = portEntry(blob, i);
    const kind = load<u16>(entry, PORT_KIND);
    if (kind != PORT_STATE && kind != PORT_COMPENSATION) continue;
    const n = <u32>load<u16>(entry, PORT_LENGTH);
    const at = load<u32>(entry, PORT_OFFSET) >> 2;
    replace(whole, at, n, n);
    if (kind == PORT_STATE) continue;
    const wrong = tooLarge(start + ((at - first) << 2), n);
    if (wrong < n) return fail(ERROR_INITIAL, at - first + wrong);
  }
  for (let i: u32 = 0; i < floats; i++) {
    const at = start + (i << 2);
    if (hasAll(whole, first + i, 1) ? !isFinite(load<f32>(at)) : load<u32>(at) != 0) return fail(ERROR_INITIAL, i);
  }
  return OK;
}
