/**
 * What each operation expects of its operands, as one u32: the table of docs/format.md in the form the checks read.
 *
 *     bits  0 … 23  six shapes of four bits, in₀ first
 *     bits 24, 25   shape of the result
 *     bits 26, 27   rule for k
 *     bit  28       the immediate is used
 *     bits 29, 30   transcendentals per float of n
 *     bit  31       the operation exists
 */
import {
  FORM_ACTIVATED, FORM_LIQUID, FORM_SCALAR, FORM_TANH_DRIVE, OP_ABS, OP_ADD, OP_DIV, OP_EULER, OP_EXPONENTIAL,
  OP_FRACTION, OP_LERP, OP_RK4, OP_SLOPE,
} from '../layout';

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

const EXISTS: u32 = 0x8000_0000;
const IMMEDIATE: u32 = 1 << 28;
const POSITIVE_K: u32 = K_POSITIVE << 26;
const ANY_K: u32 = K_ANY << 26;
const STRIDE_K: u32 = K_STRIDE << 26;
/** Transcendentals per float of n. */
const ONE: u32 = 1 << 29;
const TWO: u32 = 2 << 29;
const THREE: u32 = 3 << 29;

/** Operations by what they give, and those with one, two and three vectors of n floats. */
const NOTHING: u32 = EXISTS | (RESULT_NONE << 24);
const VECTOR: u32 = EXISTS | (RESULT_N << 24);
const SCALAR: u32 = EXISTS | (RESULT_SCALAR << 24);
const UNARY: u32 = VECTOR | SHAPE_N;
const BINARY: u32 = UNARY | (SHAPE_N << 4);
const TERNARY: u32 = BINARY | (SHAPE_N << 8);
/** A state, two vectors (drive and decay, or slopes), and the substep. */
const UPDATE: u32 = VECTOR | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12);

/** The signatures of the opcodes 0 to OP_RK4 in form 0, each at its place; 0 where there is no operation. */
const SIGNATURES: usize = memory.data<u32>([
  0,
  SCALAR | SHAPE_SCALAR, // 1: loop
  NOTHING, // end
  UNARY, // copy
  EXISTS | (RESULT_N_PLUS_K << 24) | SHAPE_N | (SHAPE_K << 4) | POSITIVE_K, // concat
  VECTOR | SHAPE_FROM_K | ANY_K, // slice
  VECTOR | SHAPE_SCALAR, // broadcast
  SCALAR | SHAPE_N, // mean
  UNARY | ONE, // 8: softmax
  NOTHING, // affine, which has checks of its own, as the others with a matrix
  VECTOR | SHAPE_ROWS | (SHAPE_K << 4) | (SHAPE_N << 8) | POSITIVE_K, // dot
  SCALAR | SHAPE_N | (SHAPE_N << 4), // distance
  NOTHING, // affine-levels
  NOTHING, // synapses
  0, 0,
  UNARY, // 16: abs
  UNARY, // neg
  UNARY, // reciprocal
  UNARY | ONE, // tanh
  UNARY | ONE, // sigmoid
  UNARY | ONE, // softplus
  UNARY | ONE, // exp
  UNARY, // relu
  UNARY | ONE, // 24: silu
  UNARY | IMMEDIATE, // scale
  UNARY | IMMEDIATE, // shift
  UNARY | ONE, // gate
  UNARY | ONE, // gelu
  UNARY | (SHAPE_SEGMENTS4 << 4), // fraction
  0, 0,
  BINARY, // 32: add
  BINARY, // sub
  BINARY, // mul
  BINARY, // div
  TERNARY, // normalise
  0, 0, 0,
  TERNARY, // 40: lerp
  VECTOR | SHAPE_GATES4 | (SHAPE_N << 4) | THREE | STRIDE_K, // lstm-memory
  VECTOR | SHAPE_GATES4 | (SHAPE_N << 4) | TWO | STRIDE_K, // lstm-output
  VECTOR | SHAPE_GATES3 | (SHAPE_GATES3 << 4) | (SHAPE_N << 8) | THREE | STRIDE_K, // gru
  0, 0, 0, 0,
  TERNARY, // 48: slope
  BINARY | (SHAPE_SCALAR << 8) | IMMEDIATE, // stage
  UPDATE, // euler
  UPDATE, // semi-implicit
  UPDATE | ONE, // exponential
  UPDATE, // heun
  VECTOR | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_N << 12) | (SHAPE_N << 16) | (SHAPE_SCALAR << 20), // rk4
]);

/** The signature of an opcode in one of its forms; 0 if there is none. The affine operations have checks of their own. */
export function signature(op: u32, form: u32): u32 {
  if (op > <u32>OP_RK4) return 0;
  const plain = load<u32>(SIGNATURES + (op << 2));
  if (form == 0) return plain;
  if (op == OP_FRACTION) { // of which the form is an activation
    const each = activationTranscendentals(form);
    return each < 0 ? 0 : plain + each * ONE;
  }
  if (op >= <u32>OP_ADD && op <= <u32>OP_DIV) return form == FORM_SCALAR ? plain + ((SHAPE_SCALAR - SHAPE_N) << 4) : 0;
  if (op == OP_LERP) return form == FORM_SCALAR ? plain + (SHAPE_SCALAR - SHAPE_N) : form == FORM_ACTIVATED ? plain + THREE : 0;
  if (op == OP_SLOPE || (op >= <u32>OP_EULER && op <= <u32>OP_EXPONENTIAL)) {
    if (form < <u32>FORM_LIQUID) return plain + (form & FORM_TANH_DRIVE) * ONE;
    // the target comes last
    if (form == FORM_LIQUID) return plain + ONE + (SHAPE_N << (op == OP_SLOPE ? 12 : 16));
  }
  return 0;
}

/** Transcendentals for each float of an activation, 0 for none; −1 if the code is none. */
export function activationTranscendentals(code: u32): i32 {
  if (code == 0) return 0;
  if (code < <u32>OP_ABS || code >= <u32>OP_FRACTION) return -1;
  const expected = signature(code, 0);
  return usesImmediate(expected) ? -1 : transcendentalsPerFloat(expected);
}

// @ts-ignore: decorator
@inline
export function operandShape(signature: u32, i: u32): u32 {
  return (signature >> (i << 2)) & 15;
}

// @ts-ignore: decorator
@inline
export function resultShape(signature: u32): u32 {
  return (signature >> 24) & 3;
}

// @ts-ignore: decorator
@inline
export function ruleForK(signature: u32): u32 {
  return (signature >> 26) & 3;
}

// @ts-ignore: decorator
@inline
export function usesImmediate(signature: u32): bool {
  return (signature & IMMEDIATE) != 0;
}

// @ts-ignore: decorator
@inline
export function transcendentalsPerFloat(signature: u32): u32 {
  return (signature >> 29) & 3;
}
