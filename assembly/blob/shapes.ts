/** The codes of a signature for an operand, the result and k: the words of `src/graph/instruction.ts` as numbers. */

export const SHAPE_NONE: u32 = 0;
/** n floats, arena or vector tensor. */
export const SHAPE_N: u32 = 1;
/** One float, arena. */
export const SHAPE_SCALAR: u32 = 2;
/** n floats from float k on, arena or vector tensor. */
export const SHAPE_FROM_K: u32 = 3;
/** k floats, arena or vector tensor. */
export const SHAPE_K: u32 = 4;
/** A tensor of rows: n rows and k columns. */
export const SHAPE_ROWS: u32 = 5;
/** Three segments of n floats that begin k floats apart. */
export const SHAPE_GATES3: u32 = 6;
/** Four segments of n floats that begin k floats apart. */
export const SHAPE_GATES4: u32 = 7;
/** n floats of state and their compensation, in the state block; the result is the state itself. */
export const SHAPE_STATE: u32 = 8;
/** A vector tensor of 4n floats in four segments. */
export const SHAPE_SEGMENTS4: u32 = 9;

export const RESULT_NONE: u32 = 0;
export const RESULT_N: u32 = 1;
export const RESULT_N_PLUS_K: u32 = 2;
export const RESULT_SCALAR: u32 = 3;

export const K_UNUSED: u32 = 0;
export const K_ANY: u32 = 1;
export const K_POSITIVE: u32 = 2;
/** k is n, or n rounded up to whole vectors: the distance of gate segments. */
export const K_STRIDE: u32 = 3;

export const EXISTS: u32 = 0x8000_0000;
export const IMMEDIATE: u32 = 1 << 28;
