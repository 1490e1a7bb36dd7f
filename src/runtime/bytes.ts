/** Reads bytes as numbers and text. A CRC-32 detects damage; a hash identifies a model. */

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/**
 * Decodes UTF-8, also without TextDecoder, as in an AudioWorklet and in bare engines.
 * @throws {URIError} without TextDecoder, if the bytes are not UTF-8
 */
export function textOf(bytes: Uint8Array): string {
  if (typeof TextDecoder === 'function') return new TextDecoder().decode(bytes);
  return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}

/** CRC-32 (IEEE 802.3). It needs no table, since snapshots are short. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/**
 * FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv: the low and the high half, since BigInt.asUintN(64, …) of QuickJS
 * gives negative numbers.
 * @param before hash of the preceding bytes
 */
export function fnv1a(
  bytes: Uint8Array,
  before: readonly [number, number] = [0x84222325, 0xcbf29ce4],
): [number, number] {
  let [low, high] = before;
  for (let i = 0; i < bytes.length; i++) {
    low = (low ^ bytes[i]) >>> 0;
    // multiplies by 2⁴⁰ + 0x1b3
    const product = low * 0x1b3;
    high = (high * 0x1b3 + low * 256 + Math.floor(product / 2 ** 32)) >>> 0;
    low = product >>> 0;
  }
  return [low, high];
}
