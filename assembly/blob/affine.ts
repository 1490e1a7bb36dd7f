/** Checks the affine operations, which take their sizes from their matrix. */
import {
  HEADER_TENSOR_COUNT, HEADER_VERSION, HEADER_WEIGHTS_OFFSET, INSTRUCTION_IMMEDIATE, INSTRUCTION_IN, INSTRUCTION_K, INSTRUCTION_N,
  INSTRUCTION_OP, INSTRUCTION_OUT, KIND_LEVELS, KIND_MATRIX, KIND_PANEL_SPARSE, KIND_SYNAPSES, KIND_SYNAPSES_SPARSE, MAX_SEGMENTS,
  OP_AFFINE_LEVELS, OP_SYNAPSES, OPERAND_NONE, OPERAND_TENSOR, OPERANDS,
  TENSOR_COLUMNS, TENSOR_KIND, TENSOR_OFFSET, TENSOR_ROWS,
} from '../layout';
import { isIn, MATRIX } from '../operations';
import { field } from './header';
import { inArena, isVectorOf } from './operands';
import { activationTranscendentals, isLater } from './signatures';
import { isSparse, segmentsOf, storedBlocks } from './sparse';
import { tensorEntry } from './tensors';

/** Whether an operation takes its sizes from the shape of its matrix. */
// @ts-ignore: decorator
@inline
export function hasMatrix(op: u32): bool {
  return isIn(MATRIX, op);
}

// @ts-ignore: decorator
@inline
function operand(at: usize, i: u32): u32 {
  return load<u16>(at + (i << 1), INSTRUCTION_IN);
}

/** The matrix of an affine instruction. Operand 0 has to be checked. */
// @ts-ignore: decorator
@inline
export function matrixOf(blob: usize, at: usize): usize {
  return tensorEntry(blob, operand(at, 0) & ~OPERAND_TENSOR);
}

/** Multiply-adds of a checked affine instruction: those of its blocks for a sparse matrix, three for each synapse. */
export function affineMultiplyAdds(blob: usize, at: usize): u64 {
  const matrix = matrixOf(blob, at);
  if (load<u8>(at, INSTRUCTION_OP) == OP_SYNAPSES) return <u64>storedBlocks(matrix) * 12;
  if (isSparse(matrix)) return <u64>storedBlocks(matrix) << 2;
  return <u64>load<u16>(matrix, TENSOR_ROWS) * <u64>load<u16>(matrix, TENSOR_COLUMNS);
}

/** Transcendentals of a checked affine instruction, for its activations or its synapses. */
export function affineTranscendentals(blob: usize, at: usize): u32 {
  const matrix = matrixOf(blob, at);
  if (load<u8>(at, INSTRUCTION_OP) == OP_SYNAPSES) return storedBlocks(matrix) << 2;
  const segment = <u32>load<u16>(at, INSTRUCTION_N) / segmentsOf(matrix);
  let count: u32 = 0;
  for (let i: u32 = 0; i < <u32>MAX_SEGMENTS; i++) {
    count += segment * <u32>activationTranscendentals(load<u8>(at + i, INSTRUCTION_IMMEDIATE));
  }
  return count;
}

/** Whether an instruction may have a matrix of this kind. */
function kindFits(op: u32, kind: u32): bool {
  if (op == OP_SYNAPSES) return kind == KIND_SYNAPSES || kind == KIND_SYNAPSES_SPARSE;
  if (op == OP_AFFINE_LEVELS) return kind == KIND_LEVELS;
  return kind == KIND_MATRIX || kind == KIND_PANEL_SPARSE;
}

/** Whether an operand is a vector of `floats` floats in `segments` segments. In the arena each has whole vectors. */
function vectorFits(blob: usize, operand: u32, floats: u32, segments: u32): bool {
  if (operand & OPERAND_TENSOR) return isVectorOf(blob, operand & ~OPERAND_TENSOR, floats, segments, false);
  return inArena(blob, operand, segments * ((floats / segments + 3) & ~3), 0);
}

/** Whether an operand is a constant range > 0. */
function rangeFits(blob: usize, operand: u32): bool {
  const index = operand & ~OPERAND_TENSOR;
  if (!(operand & OPERAND_TENSOR) || !isVectorOf(blob, index, 1, 1, false)) return false;
  return load<f32>(blob + field(blob, HEADER_WEIGHTS_OFFSET) + load<u32>(tensorEntry(blob, index), TENSOR_OFFSET)) > 0;
}

/** Returns the offset of an affine instruction's first wrong field, or −1. n has to be positive. */
export function wrongAffineField(blob: usize, at: usize): i32 {
  const n = <u32>load<u16>(at, INSTRUCTION_N);
  const k = <u32>load<u16>(at, INSTRUCTION_K);
  const op = <u32>load<u8>(at, INSTRUCTION_OP);
  const index = operand(at, 0) & ~OPERAND_TENSOR;
  if (!(operand(at, 0) & OPERAND_TENSOR) || index >= field(blob, HEADER_TENSOR_COUNT)) return INSTRUCTION_IN;
  const entry = matrixOf(blob, at);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  if (!kindFits(op, load<u8>(entry, TENSOR_KIND))) return INSTRUCTION_IN;
  if (<u32>load<u16>(entry, TENSOR_ROWS) != (op == OP_SYNAPSES ? n << 1 : n)) return INSTRUCTION_IN;
  // one vector has all columns, except for columns side by side, in f32 or as stored
  const split = load<u8>(entry, TENSOR_KIND) == KIND_MATRIX;
  if (k == 0 || k > columns || (!split && k != columns)) return INSTRUCTION_K;
  const segments: u32 = op == OP_SYNAPSES ? 2 : segmentsOf(entry);
  const out = <u32>load<u16>(at, INSTRUCTION_OUT);
  if (out & OPERAND_TENSOR || !vectorFits(blob, out, n, segments)) return INSTRUCTION_OUT;
  if (!vectorFits(blob, operand(at, 1), k, 1)) return INSTRUCTION_IN + 2;
  if (!vectorFits(blob, operand(at, 2), n, segments)) return INSTRUCTION_IN + 4;
  let used: u32 = 3;
  if (op == OP_AFFINE_LEVELS) {
    if (!rangeFits(blob, operand(at, 3))) return INSTRUCTION_IN + 6;
    // the quantised values: two bytes a column, in whole groups of four
    if (operand(at, 4) & OPERAND_TENSOR || !inArena(blob, operand(at, 4), (k + 3) >> 2 << 1, 0)) return INSTRUCTION_IN + 8;
    used = 5;
  } else if (k < columns) {
    if (!vectorFits(blob, operand(at, 3), columns - k, 1)) return INSTRUCTION_IN + 6;
    used = 4;
  }
  for (let i = used; i < <u32>OPERANDS; i++) {
    if (operand(at, i) != OPERAND_NONE) return INSTRUCTION_IN + (<i32>i << 1);
  }
  for (let i: u32 = 0; i < <u32>MAX_SEGMENTS; i++) {
    const code = <u32>load<u8>(at + i, INSTRUCTION_IMMEDIATE);
    if (activationTranscendentals(code) < 0 || isLater(code, field(blob, HEADER_VERSION)) || (code != 0 && (i >= segments || op == OP_SYNAPSES))) return INSTRUCTION_IMMEDIATE;
  }
  return -1;
}
