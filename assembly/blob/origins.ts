import {
  ERROR_ORIGIN, HEADER_ORIGINS_OFFSET, HEADER_PORT_COUNT, HEADER_PORTS_OFFSET, OK, ORIGIN_BYTES, ORIGIN_DEVIATION,
  ORIGIN_VALUE, PORT_BYTES, PORT_INPUT, PORT_KIND, PORT_LENGTH, PORT_OUTPUT,
} from '../layout';
import { fail } from '../status';

/**
 * Counts the entries of the origin table, one for each float of input and output; 0 without the table. The port table has
 * to lie inside the blob. Counts surplus inputs and outputs too, which `checkPorts` rejects later.
 */
export function originCount(blob: usize): u64 {
  if (load<u32>(blob, HEADER_ORIGINS_OFFSET) == 0) return 0;
  const count = load<u32>(blob, HEADER_PORT_COUNT);
  let entry = blob + load<u32>(blob, HEADER_PORTS_OFFSET);
  let found: u64 = 0;
  for (let i: u32 = 0; i < count; i++, entry += PORT_BYTES) {
    const kind = load<u16>(entry, PORT_KIND);
    if (kind == PORT_INPUT || kind == PORT_OUTPUT) found += load<u16>(entry, PORT_LENGTH);
  }
  return found;
}

/** Address of entry 0 of the origin table. */
// @ts-ignore: decorator
@inline
export function originEntries(blob: usize): usize {
  return blob + load<u32>(blob, HEADER_ORIGINS_OFFSET);
}

/** Checks that origins and deviations are finite, and no deviation negative. Returns a status. */
export function checkOrigins(blob: usize): i32 {
  const count = <u32>originCount(blob);
  let entry = originEntries(blob);
  for (let i: u32 = 0; i < count; i++, entry += ORIGIN_BYTES) {
    if (!isFinite(load<f64>(entry, ORIGIN_VALUE))) return fail(ERROR_ORIGIN, i, ORIGIN_VALUE);
    const deviation = load<f64>(entry, ORIGIN_DEVIATION);
    if (!(isFinite(deviation) && deviation >= 0)) return fail(ERROR_ORIGIN, i, ORIGIN_DEVIATION);
  }
  return OK;
}
