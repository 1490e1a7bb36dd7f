/** Written by `npm run tables` from the operations of `src/ops`. */
import {
  EXISTS, IMMEDIATE, K_ANY, K_POSITIVE, K_STRIDE, RESULT_N, RESULT_N_PLUS_K, RESULT_SCALAR, RESULT_NONE,
  SHAPE_N, SHAPE_SCALAR, SHAPE_K, SHAPE_FROM_K, SHAPE_GATES3, SHAPE_GATES4, SHAPE_STATE, SHAPE_SEGMENTS4, SHAPE_ROWS,
} from './blob/shapes';
import { OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_LERP, OP_SLOPE, OP_EULER, OP_SEMI_IMPLICIT, OP_EXPONENTIAL } from './layout';

/** One more than the largest opcode. */
export const OPCODES: u32 = 55;

/** The signature of each opcode in form 0; 0 if there is no operation. */
export const SIGNATURES: usize = memory.data<u32>([
  0, // 0
  EXISTS | SHAPE_SCALAR | (RESULT_SCALAR << 24), // 1: loop
  EXISTS | (RESULT_NONE << 24), // 2: end
  EXISTS | SHAPE_N | (RESULT_N << 24), // 3: copy
  EXISTS | SHAPE_N | (SHAPE_K << 4) | (RESULT_N_PLUS_K << 24) | (K_POSITIVE << 26), // 4: concat
  EXISTS | SHAPE_FROM_K | (RESULT_N << 24) | (K_ANY << 26), // 5: slice
  EXISTS | SHAPE_SCALAR | (RESULT_N << 24), // 6: broadcast
  EXISTS | SHAPE_N | (RESULT_SCALAR << 24), // 7: mean
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 8: softmax
  EXISTS, // 9: affine
  EXISTS | SHAPE_ROWS | (SHAPE_K << 4) | (SHAPE_N << 8) | (RESULT_N << 24) | (K_POSITIVE << 26), // 10: dot
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (RESULT_SCALAR << 24), // 11: distance
  EXISTS, // 12: affine-levels
  EXISTS, // 13: synapses
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE, // 14: layer-norm
  0, // 15
  EXISTS | SHAPE_N | (RESULT_N << 24), // 16: abs
  EXISTS | SHAPE_N | (RESULT_N << 24), // 17: neg
  EXISTS | SHAPE_N | (RESULT_N << 24), // 18: reciprocal
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 19: tanh
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 20: sigmoid
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 21: softplus
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 22: exp
  EXISTS | SHAPE_N | (RESULT_N << 24), // 23: relu
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 24: silu
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE, // 25: scale
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE, // 26: shift
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 27: gate
  EXISTS | SHAPE_N | (RESULT_N << 24) | (1 << 29), // 28: gelu
  EXISTS | SHAPE_N | (SHAPE_SEGMENTS4 << 4) | (RESULT_N << 24), // 29: fraction
  EXISTS | SHAPE_N | (RESULT_N << 24), // 30: hard-sigmoid
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE, // 31: leaky-relu
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (RESULT_N << 24), // 32: add
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (RESULT_N << 24), // 33: sub
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (RESULT_N << 24), // 34: mul
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (RESULT_N << 24), // 35: div
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24), // 36: normalise
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE | (1 << 29), // 37: elu
  EXISTS | SHAPE_N | (RESULT_N << 24) | IMMEDIATE, // 38: clip
  EXISTS | SHAPE_N | (RESULT_N << 24), // 39: sqrt
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24), // 40: lerp
  EXISTS | SHAPE_GATES4 | (SHAPE_N << 4) | (RESULT_N << 24) | (K_STRIDE << 26) | (3 << 29), // 41: lstm-memory
  EXISTS | SHAPE_GATES4 | (SHAPE_N << 4) | (RESULT_N << 24) | (K_STRIDE << 26) | (2 << 29), // 42: lstm-output
  EXISTS | SHAPE_GATES3 | (SHAPE_GATES3 << 4) | (SHAPE_N << 8) | (RESULT_N << 24) | (K_STRIDE << 26) | (3 << 29), // 43: gru
  0, // 44
  0, // 45
  0, // 46
  0, // 47
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24), // 48: slope
  EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_SCALAR << 8) | (RESULT_N << 24) | IMMEDIATE, // 49: stage
  EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24), // 50: euler
  EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24), // 51: semi-implicit
  EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29), // 52: exponential
  EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24), // 53: heun
  EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_N << 12) | (SHAPE_N << 16) | (SHAPE_SCALAR << 20) | (RESULT_N << 24), // 54: rk4
]);

/** The other forms, each with its signature. */
export const FORMS: usize = memory.data<u32>([
  OP_ADD | (1 << 8), EXISTS | SHAPE_N | (SHAPE_SCALAR << 4) | (RESULT_N << 24),
  OP_SUB | (1 << 8), EXISTS | SHAPE_N | (SHAPE_SCALAR << 4) | (RESULT_N << 24),
  OP_MUL | (1 << 8), EXISTS | SHAPE_N | (SHAPE_SCALAR << 4) | (RESULT_N << 24),
  OP_DIV | (1 << 8), EXISTS | SHAPE_N | (SHAPE_SCALAR << 4) | (RESULT_N << 24),
  OP_LERP | (1 << 8), EXISTS | SHAPE_SCALAR | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24),
  OP_LERP | (2 << 8), EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24) | (3 << 29),
  OP_SLOPE | (1 << 8), EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24) | (1 << 29),
  OP_SLOPE | (2 << 8), EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24),
  OP_SLOPE | (3 << 8), EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (RESULT_N << 24) | (1 << 29),
  OP_SLOPE | (4 << 8), EXISTS | SHAPE_N | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_N << 12) | (RESULT_N << 24) | (1 << 29),
  OP_EULER | (1 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29),
  OP_EULER | (2 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24),
  OP_EULER | (3 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29),
  OP_EULER | (4 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (SHAPE_N << 16) | (RESULT_N << 24) | (1 << 29),
  OP_SEMI_IMPLICIT | (1 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29),
  OP_SEMI_IMPLICIT | (2 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24),
  OP_SEMI_IMPLICIT | (3 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29),
  OP_SEMI_IMPLICIT | (4 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (SHAPE_N << 16) | (RESULT_N << 24) | (1 << 29),
  OP_EXPONENTIAL | (1 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (2 << 29),
  OP_EXPONENTIAL | (2 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (1 << 29),
  OP_EXPONENTIAL | (3 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (RESULT_N << 24) | (2 << 29),
  OP_EXPONENTIAL | (4 << 8), EXISTS | SHAPE_STATE | (SHAPE_N << 4) | (SHAPE_N << 8) | (SHAPE_SCALAR << 12) | (SHAPE_N << 16) | (RESULT_N << 24) | (2 << 29),
]);
export const FORM_COUNT: u32 = 22;

/** May follow a product: abs, neg, reciprocal, tanh, sigmoid, softplus, exp, relu, silu, gate, gelu, hard-sigmoid, sqrt. */
export const ACTIVATIONS: u64 = 0x8059ff0000;

/** The form is an activation: fraction. */
export const FORM_IS_ACTIVATION: u64 = 0x20000000;

/** The result may lie where an operand of n floats does: copy, softmax, layer-norm, abs, neg, reciprocal, tanh, sigmoid, softplus, exp, relu, silu, scale, shift, gate, gelu, fraction, hard-sigmoid, leaky-relu, add, sub, mul, div, normalise, elu, clip, sqrt, lerp, lstm-memory, lstm-output, gru, slope, stage, euler, semi-implicit, exponential, heun, rk4. */
export const IN_PLACE: u64 = 0x7f0fffffff4108;

/** The shape of a matrix decides the sizes: affine, affine-levels, synapses. */
export const MATRIX: u64 = 0x3200;

/** New in version 4: layer-norm, hard-sigmoid, leaky-relu, elu, clip, sqrt. */
export const SINCE_4: u64 = 0xe0c0004000;

/** Kernel `elementwise` with a vector as second operand, except in the scalar form: add, sub, mul, div, normalise, lerp, stage. */
export const SECOND_VECTOR: u64 = 0x2011f00000000;

/** Kernel `squash`: tanh, sigmoid, silu, gate, gelu. */
export const SQUASH: u64 = 0x19180000;

/** Kernel `field`: slope, euler, semi-implicit, exponential. */
export const FIELD: u64 = 0x1d000000000000;

/** Kernel `slopes`: heun, rk4. */
export const SLOPES: u64 = 0x60000000000000;

/** Whether an opcode is in a set. */
// @ts-ignore: decorator
@inline
export function isIn(set: u64, op: u32): bool {
  return ((set >> op) & 1) != 0;
}
