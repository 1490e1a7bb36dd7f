import {
  ERROR_INSTRUCTION, ERROR_LOOP, ERROR_WORK, HEADER_INSTRUCTION_COUNT, HEADER_MULTIPLY_ADDS, HEADER_PROGRAM_OFFSET,
  HEADER_TRANSCENDENTALS, HEADER_VERSION, INSTRUCTION_BYTES, INSTRUCTION_FORM, INSTRUCTION_IMMEDIATE, INSTRUCTION_IN, INSTRUCTION_K,
  INSTRUCTION_N, INSTRUCTION_OP, INSTRUCTION_OUT, OK, OP_DOT, OP_END, OP_LOOP, OPERANDS,
} from '../layout';
import { fail } from '../status';
import { affineMultiplyAdds, affineTranscendentals, hasMatrix, wrongAffineField } from './affine';
import { field } from './header';
import { operandFits, resultFits } from './operands';
import { K_POSITIVE, K_STRIDE, K_UNUSED, SHAPE_STATE } from './shapes';
import {
  hasLaterForm, isLater, operandShape, resultShape, ruleForK, signature, transcendentalsPerFloat, usesImmediate,
} from './signatures';

/** Multiply-adds and transcendentals of a step must each stay below this. */
const WORK_LIMIT: u64 = 1 << 31;
/** The cost of an instruction itself, in floats moved, and the most of both in a step. Neither counts as work. */
const OVERHEAD: u64 = 32;
const MOVE_LIMIT: u64 = 1 << 28;

/** Address of instruction i. */
// @ts-ignore: decorator
@inline
export function instructionEntry(blob: usize, i: u32): usize {
  return blob + field(blob, HEADER_PROGRAM_OFFSET) + i * INSTRUCTION_BYTES;
}

/** Returns the offset of the instruction's first wrong field, or −1. */
function wrongField(blob: usize, at: usize): i32 {
  const op = <u32>load<u8>(at, INSTRUCTION_OP);
  const form = <u32>load<u8>(at, INSTRUCTION_FORM);
  const expected = signature(op, form);
  const version = field(blob, HEADER_VERSION);
  if (expected == 0) return signature(op, 0) == 0 ? INSTRUCTION_OP : INSTRUCTION_FORM;
  if (isLater(op, version)) return INSTRUCTION_OP;
  if (hasLaterForm(op, form, version)) return INSTRUCTION_FORM;
  const n = <u32>load<u16>(at, INSTRUCTION_N);
  if ((n == 0) != (op == OP_END)) return INSTRUCTION_N;
  const k = <u32>load<u16>(at, INSTRUCTION_K);
  if (hasMatrix(op)) return wrongAffineField(blob, at);
  const rule = ruleForK(expected);
  if (rule == K_STRIDE && k != n && k != ((n + 3) & ~3)) return INSTRUCTION_K;
  if ((rule == K_UNUSED && k != 0) || (rule == K_POSITIVE && k == 0)) return INSTRUCTION_K;
  const out = <u32>load<u16>(at, INSTRUCTION_OUT);
  if (!resultFits(blob, out, resultShape(expected), n, k)) return INSTRUCTION_OUT;
  for (let i: u32 = 0; i < <u32>OPERANDS; i++) {
    const operand = <u32>load<u16>(at + (i << 1), INSTRUCTION_IN);
    const shape = operandShape(expected, i);
    if (!operandFits(blob, operand, shape, n, k)) return INSTRUCTION_IN + (i << 1);
    if (shape == SHAPE_STATE && operand != out) return INSTRUCTION_OUT;
  }
  if (usesImmediate(expected)) {
    const immediate = load<f32>(at, INSTRUCTION_IMMEDIATE);
    if (immediate - immediate != 0) return INSTRUCTION_IMMEDIATE;
  } else if (load<u32>(at, INSTRUCTION_IMMEDIATE) != 0) {
    return INSTRUCTION_IMMEDIATE;
  }
  return -1;
}

/** Checks every instruction, the nesting of loops and both work figures. Returns a status. Needs checked tensors. */
export function checkProgram(blob: usize): i32 {
  const count = field(blob, HEADER_INSTRUCTION_COUNT);
  let multiplyAdds: u64 = 0;
  let transcendentals: u64 = 0;
  let moved: u64 = 0;
  let repetitions: u64 = 1;
  let loop: i32 = -1;
  for (let i: u32 = 0; i < count; i++) {
    const at = instructionEntry(blob, i);
    const wrong = wrongField(blob, at);
    if (wrong >= 0) return fail(ERROR_INSTRUCTION, i, wrong);
    const op = <u32>load<u8>(at, INSTRUCTION_OP);
    const n = <u64>load<u16>(at, INSTRUCTION_N);
    const k = <u64>load<u16>(at, INSTRUCTION_K);
    moved += repetitions * OVERHEAD + (op == OP_LOOP ? 0 : repetitions * (n + k));
    if (op == OP_LOOP) {
      if (loop >= 0) return fail(ERROR_LOOP, i);
      loop = i;
      repetitions = n;
    } else if (op == OP_END) {
      if (loop < 0) return fail(ERROR_LOOP, i);
      loop = -1;
      repetitions = 1;
    } else {
      if (op == OP_DOT) multiplyAdds += repetitions * n * k;
      if (hasMatrix(op)) {
        multiplyAdds += repetitions * affineMultiplyAdds(blob, at);
        transcendentals += repetitions * <u64>affineTranscendentals(blob, at);
      } else transcendentals += repetitions * n * <u64>transcendentalsPerFloat(signature(op, load<u8>(at, INSTRUCTION_FORM)));
    }
    // One instruction adds less than 2⁴⁹, so a stop here keeps the sums far below 2⁶⁴.
    if (multiplyAdds >= WORK_LIMIT || transcendentals >= WORK_LIMIT || moved >= MOVE_LIMIT) {
      return fail(ERROR_WORK, <u32>min<u64>(multiplyAdds, u32.MAX_VALUE), <u32>min<u64>(transcendentals, u32.MAX_VALUE));
    }
  }
  if (loop >= 0) return fail(ERROR_LOOP, loop);
  const asStated =
    multiplyAdds == <u64>field(blob, HEADER_MULTIPLY_ADDS) && transcendentals == <u64>field(blob, HEADER_TRANSCENDENTALS);
  return asStated ? OK : fail(ERROR_WORK, <u32>multiplyAdds, <u32>transcendentals);
}
