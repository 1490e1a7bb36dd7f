/** Saves a session's state as bytes that any host can restore. See docs/format.md, "Snapshots". */

import { PORT_COMPENSATION, PORT_STATE } from '../../assembly/layout.ts';
import { crc32, viewOf } from './bytes.ts';
import { fail } from './errors.ts';
import type { Instance } from './instance.ts';
import type { Missing } from './missing.ts';
import { floats, keepState } from './ports.ts';
import { asBytes, isBytes } from './source.ts';

/** The bytes "MNSS". */
const MAGIC = 0x5353_4e4d;
const VERSION = 1;
const HEADER_BYTES = 36;
const CRC_BYTES = 4;
/** Marks what a session that drops rows keeps. */
const DROPS = 0x8000_0000;

/** The header of a snapshot that fits. Everything after the length has to be equal. */
function headerOf({ signature, stateBlock }: Instance, missing: Missing | null): number[] {
  const kept = missing?.kept.length ?? 0;
  const total = HEADER_BYTES + stateBlock.bytes + 4 * kept + CRC_BYTES;
  return [MAGIC, VERSION, total, ...signature, stateBlock.bytes, kept + (missing?.dropped ? DROPS : 0)];
}

/**
 * @param address of the session's arena
 * @param missing of the session; null if missing inputs are errors
 */
export function takeSnapshot(instance: Instance, address: number, missing: Missing | null): Uint8Array {
  const header = headerOf(instance, missing);
  const { offset, bytes: stateBytes } = instance.stateBlock;
  const bytes = new Uint8Array(header[2]);
  const view = viewOf(bytes);
  for (let i = 0; i < header.length; i++) view.setUint32(4 * i, header[i], true);
  const write = (start: number, values: ArrayLike<number>): void => {
    for (let i = 0; i < values.length; i++) view.setFloat32(HEADER_BYTES + start + 4 * i, values[i], true);
  };
  // the padding between them does not belong to the state: it stays zero
  for (const kind of [PORT_STATE, PORT_COMPENSATION])
    for (const port of instance.portsOf(kind)) write(port.offset - offset, floats(instance, address, port));
  if (missing) write(stateBytes, missing.kept);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** What a differing word of the header tells about a snapshot, by its index. */
const differences = [
  'these bytes are no snapshot',
  'it has another version',
  'it is cut short or damaged',
  'it is of another model',
  'it is of another model',
  'it has other unfolds: load the model with as many',
  'it has other weights (1 is integer): load the model with these',
  'its state has another size',
  "its session had another option 'missing': restore it into one like that",
];

/**
 * Sets the state of a session from a snapshot.
 * @param missing of the session
 * @returns what it keeps
 * @throws {MeniscusError} `snapshot` for anything but an undamaged snapshot of such a session, which then stays as before
 */
export function restoreSnapshot(
  instance: Instance,
  address: number,
  snapshot: Uint8Array | ArrayBuffer,
  missing: Missing | null,
): Float32Array {
  const bytes = isBytes(snapshot) ? asBytes(snapshot) : new Uint8Array();
  // missing bytes read as 0
  const head = new Uint8Array(HEADER_BYTES);
  head.set(bytes.subarray(0, HEADER_BYTES));
  const header = headerOf(instance, missing);
  const found = header.map((_, i) => viewOf(head).getUint32(4 * i, true));
  const end = found[2] - CRC_BYTES;
  const damaged = () =>
    found[2] !== bytes.length || viewOf(bytes).getUint32(end, true) !== crc32(bytes.subarray(0, end));
  const refuse = (why: string): never =>
    fail('snapshot', `${instance.name}: the snapshot is refused: ${why}`);
  const differs = found.findIndex((word, i) => (i === 2 ? damaged() : word !== header[i]));
  // magic, length and the model's id mean nothing to people
  const telling = differs === 1 || (differs > 4 && differs < 8);
  if (differs >= 0)
    refuse(differences[differs] + (telling ? ` (${found[differs]}, not ${header[differs]})` : ''));
  if (header[2] !== bytes.length) refuse(differences[2]);
  const { offset, bytes: stateBytes } = instance.stateBlock;
  const values = Float32Array.from({ length: (end - HEADER_BYTES) / 4 }, (_, i) =>
    viewOf(bytes).getFloat32(HEADER_BYTES + 4 * i, true),
  );
  if (!values.every(Number.isFinite)) refuse('its numbers are not finite');
  const states = values.subarray(0, stateBytes / 4);
  new Float32Array(instance.interpreter.memory.buffer, address + offset).set(states);
  keepState(instance, address);
  return values.subarray(stateBytes / 4);
}
