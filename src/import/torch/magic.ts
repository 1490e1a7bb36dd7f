/** A pickle of protocol 2 to 5, as old files of PyTorch begin with: 0x1950a86a20f9469cfc6c, a number of ten bytes. */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

export const isLegacy = (bytes: Uint8Array): boolean =>
  MAGIC.every((byte, k) => k === 1 || bytes[k] === byte);
