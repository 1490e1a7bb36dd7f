/**
 * What the interpreter and the runtime know of the types of weights. Written by `npm run tables` from
 * src/quantise/types.ts.
 *
 * The code of a type only says where its entries stand. Of a number in base 16 it has the digit at its code, of one in
 * base 2 the bit, counted from the right: `assembly/weights.ts` reads them.
 */
export const TYPE_F32 = 0;
export const TYPE_Q8 = 1;
export const TYPE_F16 = 2;
export const TYPE_I16 = 3;
export const TYPE_Q4 = 4;
export const TYPE_Q4_ROW = 5;
export const TYPE_Q8_BLOCK = 6;
export const TYPES = 7;
/** The format version that brought a type. */
export const TYPE_VERSIONS = 0x4221111;
/** log₂ of the bits of a weight. */
export const TYPE_BITS = 0x3224435;
/** Bytes of a scale; 0: the weights are floats. */
export const TYPE_SCALES = 0x2224040;
/** log₂ of the columns of a row that share a scale; 0: all of them do. */
export const TYPE_BLOCKS = 0x5050000;
/** Whether vectors may have it. */
export const TYPE_VECTORS = 0b0000001;
/** Whether matrices that are multiplied in integers may have it. */
export const TYPE_INTEGERS = 0b0001000;
/** Whether matrices may stay as they are stored. */
export const TYPE_SMALL = 0b1001110;
