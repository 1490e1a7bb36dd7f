/**
 * Follows the floats of the arena through a step. Checks that a float is written whole before it is read, that no result
 * covers what it must not, and that only their updates write compensations. Padding and the temporaries of the previous
 * step count as garbage, so every build has the same bits.
 *
 * Only the last change of a float counts, so a second repetition of a loop leaves whole what the first did, and so do all
 * later ones; the same holds for steps. Two passes stand for any number.
 */
import {
  DETAIL_CONTENT, ERROR_INSTRUCTION, ERROR_PORT, HEADER_ARENA_BYTES, HEADER_INSTRUCTION_COUNT, HEADER_PORT_COUNT,
  HEADER_STATE_BYTES, HEADER_STATE_OFFSET,
  INSTRUCTION_FORM, INSTRUCTION_IN, INSTRUCTION_K, INSTRUCTION_N, INSTRUCTION_OP, INSTRUCTION_OUT, OK,
  OP_AFFINE_LEVELS, OP_COPY, OP_END, OP_LOOP, OP_SLICE, OP_SUB, OP_SYNAPSES, OPERAND_TENSOR, OPERANDS,
  PORT_COMPENSATION, PORT_DT, PORT_KIND, PORT_LENGTH, PORT_OFFSET, PORT_PROBE, TENSOR_COLUMNS,
} from '../layout';
import { IN_PLACE, isIn } from '../operations';
import { fail } from '../status';
import { hasMatrix, matrixOf } from './affine';
import { claim, COMPENSATION, entryOf, forget, isStale, put, renew, vectorsOf, whole } from './arena';
import { hasAll, hasAny, replace } from './bits';
import { field } from './header';
import { portEntry } from './ports';
import { instructionEntry } from './program';
import {
  RESULT_N, RESULT_N_PLUS_K, SHAPE_FROM_K, SHAPE_GATES3, SHAPE_GATES4, SHAPE_K, SHAPE_SCALAR, SHAPE_STATE,
} from './shapes';
import { operandShape, resultShape, signature } from './signatures';
import { segmentsOf } from './sparse';

/** An operand in the arena: `pieces` of `length` floats, spaced `apart` floats, the first at float `start`. */
let start: u32 = 0;
let length: u32 = 0;
let pieces: u32 = 0;
let apart: u32 = 0;

function locate(blob: usize, at: usize, op: u32, i: u32): void {
  const n = <u32>load<u16>(at, INSTRUCTION_N);
  const k = <u32>load<u16>(at, INSTRUCTION_K);
  start = <u32>load<u16>(at + (i << 1), INSTRUCTION_IN) << 2;
  length = n;
  pieces = 1;
  if (hasMatrix(op)) {
    if (i == 1) length = k;
    else if (i == 2) {
      pieces = resultSegments(blob, at, op);
      length = n / pieces;
      apart = vectorsOf(length) << 2;
    } else length = i == 3 ? load<u16>(matrixOf(blob, at), TENSOR_COLUMNS) - k : (k + 3) >> 2 << 1;
    return;
  }
  switch (operandShape(signature(op, load<u8>(at, INSTRUCTION_FORM)), i)) {
    case SHAPE_SCALAR: length = 1; break;
    case SHAPE_K: length = k; break;
    case SHAPE_FROM_K: start += k; break;
    case SHAPE_GATES3: pieces = 3; apart = k; break;
    case SHAPE_GATES4: pieces = 4; apart = k; break;
  }
}

function resultSegments(blob: usize, at: usize, op: u32): u32 {
  return op == OP_SYNAPSES ? 2 : hasMatrix(op) ? segmentsOf(matrixOf(blob, at)) : 1;
}

/** Whether the located operand has a float in the `count` vectors from `vector` on. */
function meets(vector: u32, count: u32): bool {
  return start < (vector + count) << 2 && vector << 2 < start + (pieces - 1) * apart + length;
}

/** Whether operand i may share the place of the result, which begins at a vector. */
function mayMeet(op: u32, n: u32, i: u32, out: u32): bool {
  if (op == OP_COPY || op == OP_SLICE) return out << 2 <= start;
  if (start != out << 2) return false;
  if (op == OP_LOOP) return true;
  return hasMatrix(op) ? i == 2 : isIn(IN_PLACE, op) && pieces == 1 && length == n;
}

/** Whether the result is a state with a compensation. */
function isUpdate(signature: u32): bool {
  return operandShape(signature, 0) == SHAPE_STATE;
}

/** Returns the offset of the first field with which a checked instruction reads or covers what it must not, or −1. */
function wrongField(blob: usize, at: usize, op: u32): i32 {
  const n = <u32>load<u16>(at, INSTRUCTION_N);
  const out = <u32>load<u16>(at, INSTRUCTION_OUT);
  const form = load<u8>(at, INSTRUCTION_FORM);
  const in0 = <u32>load<u16>(at, INSTRUCTION_IN);
  const count = vectorsOf(n);
  // x − x clears a compensation
  if (op == OP_SUB && form == 0 && in0 == out && load<u16>(at + 2, INSTRUCTION_IN) == out && (entryOf(out) & COMPENSATION) != 0) {
    return renew(out, n) ? -1 : INSTRUCTION_OUT;
  }
  const expected = signature(op, form);
  const result = resultShape(expected);
  const update = isUpdate(expected);
  const matrix = hasMatrix(op);
  const floats = matrix || result == RESULT_N ? n : result == RESULT_N_PLUS_K ? n + load<u16>(at, INSTRUCTION_K) : 1;
  const segments = resultSegments(blob, at, op);
  const covered = update ? 2 * count : segments * vectorsOf(floats / segments);
  const levels = op == OP_AFFINE_LEVELS ? <u32>load<u16>(at + 8, INSTRUCTION_IN) : 0;
  const levelVectors = op == OP_AFFINE_LEVELS ? vectorsOf((load<u16>(at, INSTRUCTION_K) + 3) >> 2 << 1) : 0;
  for (let i: u32 = 0; i < <u32>OPERANDS; i++) {
    if (load<u16>(at + (i << 1), INSTRUCTION_IN) & OPERAND_TENSOR) continue;
    locate(blob, at, op, i);
    const isLevels = levelVectors != 0 && i == 4;
    for (let j: u32 = 0; j < pieces && !isLevels; j++) {
      if (!hasAll(whole, start + j * apart, length)) return INSTRUCTION_IN + (i << 1);
    }
    if (meets(out, covered) && (isLevels || !mayMeet(op, n, i, out))) return INSTRUCTION_OUT;
    if (!isLevels && levelVectors != 0 && meets(levels, levelVectors)) return INSTRUCTION_IN + 8;
  }
  if (update) {
    if (isStale(out + count, n)) return INSTRUCTION_OUT;
    replace(whole, out << 2, n, count << 2);
    replace(whole, (out + count) << 2, n, count << 2);
    return -1;
  }
  if (levelVectors != 0) {
    if (!put(levels, levelVectors << 2, 1)) return INSTRUCTION_IN + 8;
    replace(whole, levels << 2, 0, levelVectors << 2);
  }
  return put(out, floats, segments) ? -1 : INSTRUCTION_OUT;
}

/** Assigns each compensation, of a port or of an update, to its state. Returns a status. */
function claimAll(blob: usize): i32 {
  for (let i: u32 = 0; i < field(blob, HEADER_PORT_COUNT); i++) {
    const entry = portEntry(blob, i);
    const n = <u32>load<u16>(entry, PORT_LENGTH);
    if (load<u16>(entry, PORT_KIND) != PORT_COMPENSATION) continue;
    if (!claim((load<u32>(entry, PORT_OFFSET) >> 4) - vectorsOf(n), n)) return fail(ERROR_PORT, i, PORT_OFFSET | DETAIL_CONTENT);
  }
  for (let i: u32 = 0; i < field(blob, HEADER_INSTRUCTION_COUNT); i++) {
    const at = instructionEntry(blob, i);
    if (!isUpdate(signature(load<u8>(at, INSTRUCTION_OP), 0))) continue;
    if (!claim(load<u16>(at, INSTRUCTION_OUT), load<u16>(at, INSTRUCTION_N))) {
      return fail(ERROR_INSTRUCTION, i, INSTRUCTION_OUT | DETAIL_CONTENT);
    }
  }
  return OK;
}

/** Checks that no port but probes overlaps another, or would change a compensation. Returns a status. */
function checkPlaces(blob: usize): i32 {
  for (let i: u32 = 0; i < field(blob, HEADER_PORT_COUNT); i++) {
    const entry = portEntry(blob, i);
    const kind = load<u16>(entry, PORT_KIND);
    if (kind == PORT_PROBE) continue;
    const vector = load<u32>(entry, PORT_OFFSET) >> 4;
    const count = vectorsOf(load<u16>(entry, PORT_LENGTH));
    let free = !hasAny(whole, vector << 2, count << 2);
    for (let v = vector; free && kind != PORT_COMPENSATION && v < vector + count; v++) {
      if (entryOf(v) >= (kind <= <u16>PORT_DT ? 1 : COMPENSATION)) free = false;
    }
    if (!free) return fail(ERROR_PORT, i, PORT_OFFSET | DETAIL_CONTENT);
    replace(whole, vector << 2, count << 2, count << 2);
  }
  return OK;
}

/** Makes whole what a step begins with: input, dt, and the floats of the state block that were whole before. */
function begin(blob: usize): void {
  const state = field(blob, HEADER_STATE_OFFSET) >> 2;
  const behind = state + (field(blob, HEADER_STATE_BYTES) >> 2);
  replace(whole, 0, 0, state);
  replace(whole, behind, 0, (field(blob, HEADER_ARENA_BYTES) >> 2) - behind);
  for (let i: u32 = 0; i < field(blob, HEADER_PORT_COUNT); i++) {
    const entry = portEntry(blob, i);
    const n = <u32>load<u16>(entry, PORT_LENGTH);
    if (load<u16>(entry, PORT_KIND) <= <u16>PORT_DT) replace(whole, load<u32>(entry, PORT_OFFSET) >> 2, n, vectorsOf(n) << 2);
  }
}

/** Checks that states, compensations, output and probes are whole at the end of a step. Returns a status. */
function checkEnd(blob: usize): i32 {
  for (let i: u32 = 0; i < field(blob, HEADER_PORT_COUNT); i++) {
    const entry = portEntry(blob, i);
    if (load<u16>(entry, PORT_KIND) <= <u16>PORT_DT) continue;
    if (!hasAll(whole, load<u32>(entry, PORT_OFFSET) >> 2, load<u16>(entry, PORT_LENGTH))) {
      return fail(ERROR_PORT, i, PORT_LENGTH | DETAIL_CONTENT);
    }
  }
  return OK;
}

/** Follows the program through one step. Returns a status. */
function checkStep(blob: usize): i32 {
  const count = field(blob, HEADER_INSTRUCTION_COUNT);
  let loop: u32 = 0;
  let again = false;
  for (let i: u32 = 0; i < count; i++) {
    const at = instructionEntry(blob, i);
    const op = <u32>load<u8>(at, INSTRUCTION_OP);
    if (op == OP_END) {
      if (again) i = loop;
      again = false;
      continue;
    }
    const wrong = wrongField(blob, at, op);
    if (wrong >= 0) return fail(ERROR_INSTRUCTION, i, wrong | DETAIL_CONTENT);
    if (op == OP_LOOP) {
      loop = i;
      again = load<u16>(at, INSTRUCTION_N) > 1;
    }
  }
  return OK;
}

/** Follows the floats through the steps of a checked program with checked ports. Returns a status. */
export function checkFlow(blob: usize, scratch: usize): i32 {
  const arena = field(blob, HEADER_ARENA_BYTES) >> 2;
  forget(blob, scratch);
  let status = claimAll(blob);
  if (status == OK) status = checkPlaces(blob);
  replace(whole, 0, arena, arena); // `begin` keeps only the state block, which is zero in a new session
  for (let step = 0; step < 2 && status == OK; step++) {
    begin(blob);
    status = checkStep(blob);
  }
  return status == OK ? checkEnd(blob) : status;
}
