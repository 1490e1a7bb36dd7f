/** A session's state as bytes, which any host can keep and take up again. docs/format.md, "Snapshots". */

import { crc32 } from './checksum.ts';
import type { Engine } from './engine.ts';
import { MeniscusError } from './errors.ts';
import { asBytes, isBytes } from './source.ts';

/** The bytes "MNSS". */
const MAGIC = 0x5353_4e4d;
const VERSION = 0;
const HEADER_BYTES = 36;
const CRC_BYTES = 4;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The header of a snapshot that fits; behind the length everything has to be equal. */
function headerOf({ signature, stateBlock }: Engine, held: number): number[] {
  const total = HEADER_BYTES + stateBlock.bytes + 4 * held + CRC_BYTES;
  return [MAGIC, VERSION, total, ...signature, stateBlock.bytes, held];
}

/**
 * @param arena of the session
 * @param held inputs, none in a session that does not hold
 */
export function takeSnapshot(engine: Engine, arena: Uint8Array, held: ArrayLike<number>): Uint8Array {
  const header = headerOf(engine, held.length);
  const { offset, bytes: stateBytes } = engine.stateBlock;
  const bytes = new Uint8Array(header[2]);
  const view = viewOf(bytes);
  for (let i = 0; i < header.length; i++) view.setUint32(4 * i, header[i], true);
  // the padding between them is not the state's: it stays zero
  for (const { offset: from, length } of engine.statePorts)
    bytes.set(arena.subarray(from, from + 4 * length), HEADER_BYTES + from - offset);
  for (let i = 0; i < held.length; i++) view.setFloat32(HEADER_BYTES + stateBytes + 4 * i, held[i], true);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * The state block and the held inputs of a snapshot.
 * @param held how many inputs the session holds
 * @throws {MeniscusError} `snapshot` on anything but an undamaged snapshot of such a session
 */
export function readSnapshot(
  engine: Engine,
  snapshot: Uint8Array | ArrayBuffer,
  held: number,
): { state: Uint8Array; held: Float32Array } {
  const refuse = (why: string): never => {
    throw new MeniscusError('snapshot', `${engine.name}: ${why}`);
  };
  const expected = headerOf(engine, held);
  const bytes = isBytes(snapshot) ? asBytes(snapshot) : new Uint8Array();
  // what is cut off reads as 0
  const head = new Uint8Array(HEADER_BYTES);
  head.set(bytes.subarray(0, HEADER_BYTES));
  const found = expected.map((_, i) => viewOf(head).getUint32(4 * i, true));
  const [magic, version, total, low, high, unfolds, integers, , inputs] = found;
  if (magic !== MAGIC) refuse('these bytes are no snapshot');
  if (version !== VERSION)
    refuse(`the snapshot has version ${version}, this runtime reads version ${VERSION}`);
  if (total !== bytes.length) refuse(`the snapshot has ${bytes.length} bytes, not ${total}`);
  const view = viewOf(bytes);
  const end = total - CRC_BYTES;
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end)))
    refuse('the snapshot is damaged: its CRC-32 is wrong');
  if (low !== expected[3] || high !== expected[4]) refuse('the snapshot is of another model');
  if (unfolds !== expected[5])
    refuse(`the snapshot is of ${unfolds} unfolds, the model runs ${expected[5]}: load it with as many`);
  if (integers !== expected[6])
    refuse(`the snapshot is of weights ${integers ? 'integer' : 'fast or small'}: load the model with these`);
  if (inputs !== held)
    refuse(`the snapshot is of a session with missing: '${inputs ? 'hold' : 'error'}': restore it into one`);
  if (found.some((word, i) => word !== expected[i])) refuse('the lengths in the snapshot are wrong');
  const floats = Float32Array.from({ length: (end - HEADER_BYTES) / 4 }, (_, i) =>
    view.getFloat32(HEADER_BYTES + 4 * i, true),
  );
  if (!floats.every(Number.isFinite)) refuse('the state in the snapshot is not finite');
  const { bytes: stateBytes } = engine.stateBlock;
  return {
    state: bytes.subarray(HEADER_BYTES, HEADER_BYTES + stateBytes),
    held: floats.subarray(stateBytes / 4),
  };
}
