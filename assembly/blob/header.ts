import {
  ERROR_CRC, ERROR_HEADER, ERROR_LENGTH, ERROR_MAGIC, ERROR_TRUNCATED, ERROR_VERSION, HEADER_ARENA_BYTES, HEADER_BYTES,
  HEADER_CRC, HEADER_INITIAL_OFFSET, HEADER_INSTRUCTION_COUNT, HEADER_MAGIC, HEADER_METADATA_BYTES, HEADER_METADATA_OFFSET,
  HEADER_ORIGINS_OFFSET, HEADER_PORTS_OFFSET, HEADER_PROGRAM_OFFSET,
  HEADER_STATE_BYTES, HEADER_STATE_OFFSET, HEADER_TENSOR_COUNT, HEADER_TENSORS_OFFSET, HEADER_TOTAL_BYTES,
  HEADER_VERSION, HEADER_WEIGHTS_OFFSET, INSTRUCTION_BYTES, MAGIC, MAX_ARENA_BYTES, OK, OLDEST_VERSION, OPERAND_TENSOR,
  ORIGIN_BYTES, PORT_BYTES, TENSOR_BYTES, VERSION, VERSION_INITIAL,
  VERSION_ORIGINS,
} from '../layout';
import { fail } from '../status';
import { crc32 } from './crc32';
import { originCount } from './origins';

/** Reads a header field of the blob at `blob`. */
// @ts-ignore: decorator
@inline
export function field(blob: usize, offset: usize): u32 {
  return load<u32>(blob + offset);
}

/** Whether the bytes [start, end) of the blob are all zero. Padding has to be. */
export function isZero(blob: usize, start: u32, end: u32): bool {
  for (; start < end; start++) {
    if (load<u8>(blob + start) != 0) return false;
  }
  return true;
}

/**
 * End of the section at the offset in header field `name`; 0 if the section is not aligned, begins before the previous
 * section's `end`, leaves the blob, or follows other bytes than zeros.
 */
function sectionEnd(blob: usize, name: usize, end: u64, bytes: u64, limit: u32): u64 {
  const offset = field(blob, name);
  if (offset & 15 || <u64>offset < end || <u64>offset + bytes > <u64>limit) return 0;
  if (!isZero(blob, <u32>end, offset)) return 0;
  return <u64>offset + bytes;
}

/** Checks magic, version, length and CRC of the `bytes` at `blob`. Returns a status. */
export function checkEnvelope(blob: usize, bytes: u32): i32 {
  if (bytes < <u32>HEADER_BYTES) return fail(ERROR_TRUNCATED, HEADER_BYTES, bytes);
  if (field(blob, HEADER_MAGIC) != MAGIC) return fail(ERROR_MAGIC, field(blob, HEADER_MAGIC));
  const version = field(blob, HEADER_VERSION);
  if (version < <u32>OLDEST_VERSION || version > <u32>VERSION) return fail(ERROR_VERSION, version);
  const total = field(blob, HEADER_TOTAL_BYTES);
  if (total > bytes) return fail(ERROR_TRUNCATED, total, bytes);
  if (total < bytes) return fail(ERROR_LENGTH, total, bytes);
  let crc = crc32(0xffffffff, blob, blob + HEADER_CRC);
  crc = ~crc32(crc, blob + HEADER_CRC + 4, blob + bytes);
  if (crc != field(blob, HEADER_CRC)) return fail(ERROR_CRC, field(blob, HEADER_CRC), crc);
  return OK;
}

/** End of a section that a blob may lack, whose offset is then 0; 0 if it is wrong, or older blobs have none. */
function optionalEnd(blob: usize, name: usize, since: u32, end: u64, bytes: u64, limit: u32): u64 {
  if (field(blob, name) == 0) return end;
  return field(blob, HEADER_VERSION) < since ? 0 : sectionEnd(blob, name, end, bytes, limit);
}

/** Bytes of an entry of the section at the offset in header field `name`. */
function entryBytes(name: u32): u64 {
  switch (name) {
    case HEADER_PROGRAM_OFFSET: return INSTRUCTION_BYTES;
    case HEADER_TENSORS_OFFSET: return TENSOR_BYTES;
  }
  return PORT_BYTES;
}

/** Checks the sections of the `bytes` at `blob` and the sizes of arena and state block. Returns a status. */
export function checkHeader(blob: usize, bytes: u32): i32 {
  if (field(blob, HEADER_TENSOR_COUNT) >= <u32>OPERAND_TENSOR) return fail(ERROR_HEADER, HEADER_TENSOR_COUNT);
  let end: u64 = HEADER_BYTES;
  // offsets and counts follow the order of the sections
  for (let name: u32 = HEADER_PROGRAM_OFFSET; name <= <u32>HEADER_PORTS_OFFSET; name += 4) {
    const count = <u64>field(blob, name - HEADER_PROGRAM_OFFSET + HEADER_INSTRUCTION_COUNT);
    end = sectionEnd(blob, name, end, count * entryBytes(name), bytes);
    if (end == 0) return fail(ERROR_HEADER, name);
  }
  end = optionalEnd(blob, HEADER_ORIGINS_OFFSET, VERSION_ORIGINS, end, originCount(blob) * ORIGIN_BYTES, bytes);
  if (end == 0) return fail(ERROR_HEADER, HEADER_ORIGINS_OFFSET);
  end = optionalEnd(blob, HEADER_INITIAL_OFFSET, VERSION_INITIAL, end, field(blob, HEADER_STATE_BYTES), bytes);
  if (end == 0) return fail(ERROR_HEADER, HEADER_INITIAL_OFFSET);
  end = sectionEnd(blob, HEADER_WEIGHTS_OFFSET, end, 0, bytes);
  if (end == 0) return fail(ERROR_HEADER, HEADER_WEIGHTS_OFFSET);
  // Only the tensors tell how far the weights reach; `checkTensors` checks the padding after them.
  const metadata = field(blob, HEADER_METADATA_OFFSET);
  if (metadata & 15 || <u64>metadata < end || metadata > bytes) return fail(ERROR_HEADER, HEADER_METADATA_OFFSET);
  if (bytes - metadata != field(blob, HEADER_METADATA_BYTES)) return fail(ERROR_HEADER, HEADER_METADATA_BYTES);

  const arena = field(blob, HEADER_ARENA_BYTES);
  if (arena & 15 || arena > <u32>MAX_ARENA_BYTES) return fail(ERROR_HEADER, HEADER_ARENA_BYTES);
  const state = field(blob, HEADER_STATE_OFFSET);
  if (state & 15 || state > arena) return fail(ERROR_HEADER, HEADER_STATE_OFFSET);
  const stateBytes = field(blob, HEADER_STATE_BYTES);
  if (stateBytes & 15 || stateBytes > arena - state) return fail(ERROR_HEADER, HEADER_STATE_BYTES);
  return OK;
}
