/** Whether bytes are a ModelProto, by its first fields: cheap, and cut files count too. */
import { BYTES, fieldsOf, VARINT, WireError } from './wire.ts';

/** Fields of a ModelProto and their wire types. */
const fields: Readonly<Record<number, number>> = {
  1: VARINT,
  2: BYTES,
  3: BYTES,
  4: BYTES,
  5: VARINT,
  6: BYTES,
  7: BYTES,
  8: BYTES,
  14: BYTES,
  20: BYTES,
  25: BYTES,
  26: BYTES,
};

/** The most that IR versions are expected to become. */
const MOST_IR = 64;

export function looksLikeModel(bytes: Uint8Array): boolean {
  const isVersion = bytes[0] === 8 && bytes[1] >= 1 && bytes[1] <= MOST_IR;
  if (!isVersion && bytes[0] !== 0x3a && bytes[0] !== 0x42) return false;
  let seen = 0;
  try {
    for (const { number, type } of fieldsOf(bytes, '')) {
      if (fields[number] !== type) return false;
      if (number === 7 || number === 8) seen |= number;
    }
  } catch (error) {
    // a file that ends early is still a model if everything before its end is
    return error instanceof WireError && isVersion && error.reason.startsWith('the file ends');
  }
  return seen === 15;
}
