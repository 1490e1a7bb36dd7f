const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let c = i;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * CRC-32 (IEEE 802.3) of the bytes, leaving out those from `skip` to `skip + 4`.
 *
 * The runtime imports nothing from this folder and has its own, for snapshots: these are short, so it needs no table.
 */
export function crc32(bytes: Uint8Array, skip: number): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    if (i < skip || i >= skip + 4) c = table[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
