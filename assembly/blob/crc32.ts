/** CRC-32 of each nibble, reflected IEEE 802.3 polynomial 0xedb88320. */
const NIBBLES: usize = memory.data<u32>([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
], 16);

/** Continues a CRC-32 over the bytes [start, end). Begin with 0xffffffff and complement the last result. */
export function crc32(crc: u32, start: usize, end: usize): u32 {
  for (; start < end; start++) {
    crc ^= load<u8>(start);
    crc = (crc >> 4) ^ load<u32>(NIBBLES + ((crc & 15) << 2));
    crc = (crc >> 4) ^ load<u32>(NIBBLES + ((crc & 15) << 2));
  }
  return crc;
}
