/** What a type of weights has, by its code, from the table that src/quantise/types.ts is written into. */
import {
  TYPE_BITS, TYPE_BLOCKS, TYPE_INTEGERS, TYPE_SCALES, TYPE_SMALL, TYPE_VECTORS, TYPE_VERSIONS, TYPES,
} from './weight-types';

// @ts-ignore: decorator
@inline
function digit(list: u32, type: u32): u32 {
  return (list >> (type << 2)) & 15;
}

// @ts-ignore: decorator
@inline
function bit(list: u32, type: u32): bool {
  return ((list >> type) & 1) != 0;
}

/** Whether a format version has the type: the code of none is known to be one before. */
export function hasType(version: u32, type: u32): bool {
  return type < <u32>TYPES && digit(TYPE_VERSIONS, type) <= version;
}

/** Bits of one stored weight. */
export function bitsOf(type: u32): u32 {
  return <u32>1 << digit(TYPE_BITS, type);
}

/** Bytes of one scale; 0 where the weights are floats. */
export function scaleBytesOf(type: u32): u32 {
  return digit(TYPE_SCALES, type);
}

/** log₂ of the columns of a row that share a scale; 0 where all do. */
export function blockOf(type: u32): u32 {
  return digit(TYPE_BLOCKS, type);
}

/** Whether vectors may have it. */
export function holdsVectors(type: u32): bool {
  return bit(TYPE_VECTORS, type);
}

/** Whether matrices that are multiplied in integers may have it. */
export function holdsIntegers(type: u32): bool {
  return bit(TYPE_INTEGERS, type);
}

/** Whether matrices may stay as they are stored. */
export function staysSmall(type: u32): bool {
  return bit(TYPE_SMALL, type);
}
