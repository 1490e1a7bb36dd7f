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
  FORM_ACTIVATED, FORM_LIQUID, FORM_RECIPROCAL_DECAY, FORM_SCALAR, FORM_TANH_DRIVE, OP_ABS, OP_ADD, OP_AFFINE,
  OP_AFFINE_LEVELS, OP_BROADCAST, OP_CONCAT, OP_COPY, OP_DISTANCE, OP_DIV, OP_DOT, OP_END, OP_EULER, OP_EXP,
  OP_EXPONENTIAL, OP_FRACTION, OP_GATE, OP_GELU, OP_GRU, OP_HEUN, OP_LERP, OP_LOOP, OP_LSTM_MEMORY, OP_LSTM_OUTPUT, OP_MEAN,
  OP_MUL, OP_NEG, OP_NORMALISE, OP_RECIPROCAL, OP_RELU, OP_RK4, OP_SCALE, OP_SEMI_IMPLICIT, OP_SHIFT, OP_SIGMOID,
  OP_SILU, OP_SLICE, OP_SLOPE, OP_SOFTMAX, OP_SOFTPLUS, OP_STAGE, OP_SUB, OP_SYNAPSES, OP_TANH,
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

// @ts-ignore: decorator
@inline
function operation(result: u32, a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0, e: u32 = 0, f: u32 = 0): u32 {
  return EXISTS | (result << 24) | a | (b << 4) | (c << 8) | (d << 12) | (e << 16) | (f << 20);
}

// @ts-ignore: decorator
@inline
function withK(rule: u32): u32 {
  return rule << 26;
}

// @ts-ignore: decorator
@inline
function withTranscendentals(each: u32): u32 {
  return each << 29;
}

/**
 * Of an operation on a field: the state, drive and decay; the substep, if there is one; last the target of the liquid form.
 * @param state, substep their shapes
 */
// @ts-ignore: decorator
@inline
function fieldSignature(form: u32, state: u32, substep: u32): u32 {
  if (form == FORM_LIQUID) {
    const target = SHAPE_N;
    return substep == SHAPE_NONE
      ? operation(RESULT_N, state, SHAPE_N, SHAPE_N, target) | withTranscendentals(1)
      : operation(RESULT_N, state, SHAPE_N, SHAPE_N, substep, target) | withTranscendentals(1);
  }
  if (form > <u32>(FORM_TANH_DRIVE | FORM_RECIPROCAL_DECAY)) return 0;
  return operation(RESULT_N, state, SHAPE_N, SHAPE_N, substep) | withTranscendentals(form & FORM_TANH_DRIVE);
}

/** Of the operations that have forms. */
function signatureOfForms(op: u32, form: u32): u32 {
  switch (op) {
    case OP_ADD: case OP_SUB: case OP_MUL: case OP_DIV:
      if (form > <u32>FORM_SCALAR) return 0;
      return operation(RESULT_N, SHAPE_N, form == FORM_SCALAR ? SHAPE_SCALAR : SHAPE_N);
    case OP_LERP:
      if (form > <u32>FORM_ACTIVATED) return 0;
      if (form == FORM_SCALAR) return operation(RESULT_N, SHAPE_SCALAR, SHAPE_N, SHAPE_N);
      return operation(RESULT_N, SHAPE_N, SHAPE_N, SHAPE_N) | withTranscendentals(form == FORM_ACTIVATED ? 3 : 0);
    case OP_SLOPE: return fieldSignature(form, SHAPE_N, SHAPE_NONE);
    case OP_EULER: case OP_SEMI_IMPLICIT: return fieldSignature(form, SHAPE_STATE, SHAPE_SCALAR);
    case OP_EXPONENTIAL: {
      const plain = fieldSignature(form, SHAPE_STATE, SHAPE_SCALAR);
      return plain == 0 ? 0 : plain + withTranscendentals(1);
    }
    case OP_FRACTION: {
      const each = activationTranscendentals(form);
      return each < 0 ? 0 : operation(RESULT_N, SHAPE_N, SHAPE_SEGMENTS4) | withTranscendentals(each);
    }
  }
  return 0;
}

/** Transcendentals for each float of an activation, 0 for none; −1 if the code is none. */
export function activationTranscendentals(code: u32): i32 {
  if (code == 0) return 0;
  const expected = signature(code, 0);
  const unary = code >= <u32>OP_ABS && code < <u32>OP_FRACTION && !usesImmediate(expected);
  return unary ? transcendentalsPerFloat(expected) : -1;
}

/** The signature of an opcode in one of its forms; 0 if there is none. The affine operations have checks of their own. */
export function signature(op: u32, form: u32): u32 {
  const formed = signatureOfForms(op, form);
  if (formed != 0 || form != 0) return formed;
  switch (op) {
    case OP_LOOP: return operation(RESULT_SCALAR, SHAPE_SCALAR);
    case OP_END: return operation(RESULT_NONE);
    case OP_COPY: return operation(RESULT_N, SHAPE_N);
    case OP_CONCAT: return operation(RESULT_N_PLUS_K, SHAPE_N, SHAPE_K) | withK(K_POSITIVE);
    case OP_SLICE: return operation(RESULT_N, SHAPE_FROM_K) | withK(K_ANY);
    case OP_BROADCAST: return operation(RESULT_N, SHAPE_SCALAR);
    case OP_MEAN: return operation(RESULT_SCALAR, SHAPE_N);
    case OP_DISTANCE: return operation(RESULT_SCALAR, SHAPE_N, SHAPE_N);
    case OP_SOFTMAX: return operation(RESULT_N, SHAPE_N) | withTranscendentals(1);
    case OP_DOT: return operation(RESULT_N, SHAPE_ROWS, SHAPE_K, SHAPE_N) | withK(K_POSITIVE);
    case OP_AFFINE: case OP_AFFINE_LEVELS: case OP_SYNAPSES: return operation(RESULT_NONE);
    case OP_ABS: case OP_NEG: case OP_RECIPROCAL: case OP_RELU: return operation(RESULT_N, SHAPE_N);
    case OP_TANH: case OP_SIGMOID: case OP_SOFTPLUS: case OP_EXP: case OP_SILU: case OP_GATE:
    case OP_GELU:
      return operation(RESULT_N, SHAPE_N) | withTranscendentals(1);
    case OP_SCALE: case OP_SHIFT: return operation(RESULT_N, SHAPE_N) | IMMEDIATE;
    case OP_NORMALISE: return operation(RESULT_N, SHAPE_N, SHAPE_N, SHAPE_N);
    case OP_LSTM_MEMORY: return operation(RESULT_N, SHAPE_GATES4, SHAPE_N) | withTranscendentals(3) | withK(K_STRIDE);
    case OP_LSTM_OUTPUT: return operation(RESULT_N, SHAPE_GATES4, SHAPE_N) | withTranscendentals(2) | withK(K_STRIDE);
    case OP_GRU:
      return operation(RESULT_N, SHAPE_GATES3, SHAPE_GATES3, SHAPE_N) | withTranscendentals(3) | withK(K_STRIDE);
    case OP_STAGE: return operation(RESULT_N, SHAPE_N, SHAPE_N, SHAPE_SCALAR) | IMMEDIATE;
    case OP_HEUN: return operation(RESULT_N, SHAPE_STATE, SHAPE_N, SHAPE_N, SHAPE_SCALAR);
    case OP_RK4: return operation(RESULT_N, SHAPE_STATE, SHAPE_N, SHAPE_N, SHAPE_N, SHAPE_N, SHAPE_SCALAR);
  }
  return 0;
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
