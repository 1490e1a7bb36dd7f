/** Checks that an instruction's operands exist, in the arena or among the tensors, and that its result fits. */
import { paddedBytes } from '../access';
import {
  HEADER_ARENA_BYTES, HEADER_STATE_BYTES, HEADER_STATE_OFFSET, HEADER_TENSOR_COUNT, KIND_ROWS, KIND_VECTOR, OPERAND_NONE,
  OPERAND_TENSOR, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_ROWS,
} from '../layout';
import { field } from './header';
import {
  RESULT_N, RESULT_N_PLUS_K, RESULT_NONE, SHAPE_FROM_K, SHAPE_GATES3, SHAPE_GATES4, SHAPE_K, SHAPE_NONE, SHAPE_ROWS,
  SHAPE_SCALAR, SHAPE_SEGMENTS4, SHAPE_STATE,
} from './shapes';
import { segmentsOf } from './sparse';
import { tensorEntry } from './tensors';

/** Whether a padded vector of `floats` at an arena operand, plus `spare` bytes, lies in the arena. */
// @ts-ignore: decorator
@inline
export function inArena(blob: usize, operand: u32, floats: u32, spare: u32): bool {
  return (operand << 4) + paddedBytes(floats) + spare <= field(blob, HEADER_ARENA_BYTES);
}

function inStateBlock(blob: usize, operand: u32, n: u32): bool {
  const start = operand << 4;
  const block = field(blob, HEADER_STATE_OFFSET);
  return start >= block && start + 2 * paddedBytes(n) <= block + field(blob, HEADER_STATE_BYTES);
}

/** The floats of an operand with the given shape. */
function floatsOf(shape: u32, n: u32, k: u32): u32 {
  switch (shape) {
    case SHAPE_SCALAR: return 1;
    case SHAPE_FROM_K: return n + k;
    case SHAPE_K: return k;
    case SHAPE_GATES3: return 2 * k + n;
    case SHAPE_GATES4: return 3 * k + n;
    case SHAPE_SEGMENTS4: return 4 * n;
  }
  return n;
}

/** Whether tensor `index` is a vector of `floats` floats, or of more if it is sliced, in `segments` segments. */
export function isVectorOf(blob: usize, index: u32, floats: u32, segments: u32, orMore: bool): bool {
  if (index >= field(blob, HEADER_TENSOR_COUNT)) return false;
  const entry = tensorEntry(blob, index);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  if (load<u8>(entry, TENSOR_KIND) != KIND_VECTOR || segmentsOf(entry) != segments) return false;
  return rows == floats || (orMore && rows > floats);
}

function tensorFits(blob: usize, index: u32, shape: u32, n: u32, k: u32): bool {
  if (shape == SHAPE_SCALAR || shape == SHAPE_STATE) return false;
  if (shape == SHAPE_ROWS) {
    if (index >= field(blob, HEADER_TENSOR_COUNT)) return false;
    const entry = tensorEntry(blob, index);
    const rows = <u32>load<u16>(entry, TENSOR_ROWS);
    return load<u8>(entry, TENSOR_KIND) == KIND_ROWS && rows == n && load<u16>(entry, TENSOR_COLUMNS) == k;
  }
  const segments = shape == SHAPE_SEGMENTS4 ? 4 : 1;
  return isVectorOf(blob, index, floatsOf(shape, n, k), segments, shape == SHAPE_FROM_K);
}

export function operandFits(blob: usize, operand: u32, shape: u32, n: u32, k: u32): bool {
  if (shape == SHAPE_NONE) return operand == OPERAND_NONE;
  if (operand & OPERAND_TENSOR) return tensorFits(blob, operand & ~OPERAND_TENSOR, shape, n, k);
  if (shape == SHAPE_ROWS || shape == SHAPE_SEGMENTS4) return false;
  if (shape == SHAPE_STATE) return inArena(blob, operand, n, 0) && inStateBlock(blob, operand, n);
  // Kernels read whole vectors from unaligned gate segments: the last may end 12 bytes past the padding.
  const spare: u32 = shape == SHAPE_GATES3 || shape == SHAPE_GATES4 ? 16 : 0;
  return inArena(blob, operand, floatsOf(shape, n, k), spare);
}

export function resultFits(blob: usize, operand: u32, shape: u32, n: u32, k: u32): bool {
  if (shape == RESULT_NONE) return operand == OPERAND_NONE;
  if (operand & OPERAND_TENSOR) return false;
  return inArena(blob, operand, shape == RESULT_N ? n : shape == RESULT_N_PLUS_K ? n + k : 1, 0);
}
