/** Random damage to a blob, the same for the same seed. */
import * as L from '../../assembly/layout.ts';
import type { Random } from '../../src/data/random.ts';
import { crc32 } from '../../src/format/crc.ts';

export interface Damage {
  /** What was done, for the message of a failing test. */
  readonly what: string;
  readonly bytes: Uint8Array;
}

/**
 * Half of all damage falls on the tables before the weights, where it can do the most harm. Of what is no blob, anywhere.
 */
function position(bytes: Uint8Array, random: Random): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = bytes.length < L.HEADER_BYTES ? 0 : view.getUint32(L.HEADER_WEIGHTS_OFFSET, true);
  const isBlob = weights > 0 && weights <= bytes.length;
  return random.integer(random.next() < 0.5 && isBlob ? weights : bytes.length);
}

const kinds: readonly ((bytes: Uint8Array, random: Random) => Damage)[] = [
  function flipBits(bytes, random) {
    const copy = bytes.slice();
    const what: string[] = [];
    for (let i = random.integer(4); i >= 0; i--) {
      const [at, bit] = [position(bytes, random), random.integer(8)];
      copy[at] ^= 1 << bit;
      what.push(`bit ${bit} of byte ${at} flipped`);
    }
    return { what: what.join(', '), bytes: copy };
  },
  function overwriteBytes(bytes, random) {
    const copy = bytes.slice();
    const at = position(bytes, random);
    const values = Array.from({ length: 1 + random.integer(4) }, () =>
      random.next() < 0.5 ? random.integer(256) : [0, 1, 0x7f, 0x80, 0xff][random.integer(5)],
    ).slice(0, bytes.length - at);
    copy.set(values, at);
    return { what: `bytes ${at}… set to ${values}`, bytes: copy };
  },
  function truncate(bytes, random) {
    const length = position(bytes, random);
    return { what: `cut to ${length} bytes`, bytes: bytes.slice(0, length) };
  },
  function insert(bytes, random) {
    const at = position(bytes, random);
    const values = Array.from({ length: 1 + random.integer(32) }, () => random.integer(256));
    return {
      what: `bytes ${values} inserted at ${at}`,
      bytes: Uint8Array.from([...bytes.subarray(0, at), ...values, ...bytes.subarray(at)]),
    };
  },
  function swapChunks(bytes, random) {
    const copy = bytes.slice();
    const [a, b] = [position(bytes, random), position(bytes, random)];
    const length = Math.min(1 + random.integer(32), Math.abs(a - b), bytes.length - Math.max(a, b));
    copy.set(bytes.subarray(b, b + length), a);
    copy.set(bytes.subarray(a, a + length), b);
    return { what: `${length} bytes at ${a} and ${b} swapped`, bytes: copy };
  },
];

/** Damages a blob in one of five ways; at least one byte is different afterwards. */
export function damage(bytes: Uint8Array, random: Random): Damage {
  for (;;) {
    const damaged = kinds[random.integer(kinds.length)](bytes, random);
    const same = damaged.bytes.length === bytes.length && damaged.bytes.every((byte, i) => byte === bytes[i]);
    if (!same) return damaged;
  }
}

/** Writes the CRC of a blob and, if `length` says that it has changed, its total bytes: damage on purpose. */
export function seal(bytes: Uint8Array, { length = false } = {}): Uint8Array {
  if (bytes.length < L.HEADER_BYTES) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (length) view.setUint32(L.HEADER_TOTAL_BYTES, bytes.length, true);
  view.setUint32(L.HEADER_CRC, crc32(bytes, L.HEADER_CRC), true);
  return bytes;
}
