/**
 * The resident model. It is built from a checked blob and then moved down to the blob's place:
 *
 *     program | watched vectors | ports | origins | initial state | tensors | run buffer
 *
 * Instructions are decoded: an operand in the arena is its byte offset with bit 0 set, a tensor its absolute address.
 * `resident/expand.ts` expands the tensors. A step changes nothing here but the run buffer.
 */
import { paddedBytes } from './access';
import { instructionEntry } from './blob/program';
import { initialStateBytes } from './blob/initial';
import { originCount as originsOf, originEntries } from './blob/origins';
import { portEntry } from './blob/ports';
import { field } from './blob/header';
import { hasMatrix } from './blob/affine';
import { segmentsOf } from './blob/sparse';
import { tensorEntry } from './blob/tensors';
import {
  ERROR_MEMORY, HEADER_ARENA_BYTES, HEADER_INITIAL_OFFSET, HEADER_INSTRUCTION_COUNT, HEADER_PORT_COUNT, HEADER_STATE_BYTES,
  HEADER_STATE_OFFSET, HEADER_TENSOR_COUNT, HEADER_VERSION, HEADER_WEIGHTS_OFFSET, INSTRUCTION_FORM, INSTRUCTION_IMMEDIATE,
  INSTRUCTION_IN, INSTRUCTION_K, INSTRUCTION_N, INSTRUCTION_OP, INSTRUCTION_OUT, OK, OP_LOOP, OP_SYNAPSES,
  OPERAND_NONE, OPERAND_TENSOR, OPERANDS, ORIGIN_BYTES, PORT_BYTES, PORT_DT, PORT_INPUT, PORT_KIND, PORT_LENGTH,
  PORT_OFFSET, PORT_OUTPUT, PORT_PROBE, TENSOR_COLUMNS, TENSOR_OFFSET, TENSOR_TYPE, VERSION_FLUSHED,
} from './layout';
import { align16, ensure } from './memory';
import { expand, expandedBytes, HELD_BLOCKS, HELD_LEVELS, HELD_STORED, holding } from './resident/expand';
import { fail } from './status';

export const RESIDENT_OP: usize = 0; // u8; for an affine it tells how its matrix is held
export const AFFINE: u32 = 240; // of f32; these are no opcodes of a blob
export const AFFINE_LEVELS: u32 = 241;
export const AFFINE_SPARSE: u32 = 242;
export const AFFINE_SMALL: u32 = 243; // + the stored type, which is decoded in each step
export const RESIDENT_FORM: usize = 1; // u8; for an affine its segments
export const RESIDENT_N: usize = 2; // u16; for an affine the rows of a segment
export const RESIDENT_K: usize = 4; // u16
export const RESIDENT_REST: usize = 6; // u16; for an affine the columns for its second vector
export const RESIDENT_OUT: usize = 8; // u32, bytes from the start of the arena
export const RESIDENT_IN: usize = 12; // six u32 operands
export const RESIDENT_IMMEDIATE: usize = 36; // f32; for an affine four u8, the activations of its segments
export const RESIDENT_BYTES: usize = 40;

/** A vector that must be finite after a step: arena offset, floats, port index; three u32. */
export const WATCH_OFFSET: usize = 0;
export const WATCH_LENGTH: usize = 4;
export const WATCH_PORT: usize = 8;
export const WATCH_BYTES: usize = 12;

const RUN_BUFFER_FLOATS: u32 = 1024;
/** 2⁻¹⁰⁰: smaller states times small weights give denormal numbers, which slow processors down. */
const LEAST_STATE: f32 = 7.8886091e-31;

export let modelStart: usize = 0;
export let modelEnd: usize = 0;
export let programStart: usize = 0;
export let programEnd: usize = 0;
export let watchEnd: usize = 0; // the watched vectors begin at programEnd
export let portsStart: usize = 0;
export let portCount: u32 = 0;
export let originsStart: usize = 0;
export let originCount: u32 = 0;
export let initialStart: usize = 0; // 0 where all states start at 0
export let arenaBytes: u32 = 0;
export let stateOffset: u32 = 0;
export let stateBytes: u32 = 0;
export let leastState: f32 = 0; // states smaller in size become 0
export let inputOffset: u32 = 0;
export let inputLength: u32 = 0;
export let dtOffset: u32 = 0;
export let outputOffset: u32 = 0;
export let outputLength: u32 = 0;
export let runCapacity: u32 = 0;
export let runInputs: usize = 0;
export let runDts: usize = 0;
export let runOutputs: usize = 0;

/** Whether a model has been built. */
// @ts-ignore: decorator
@inline
export function isOpen(): bool {
  return modelEnd != 0;
}

/** Expands all tensors to `to`. Each entry's offset becomes the tensor's address after the move by `shift`. */
function writeTensors(blob: usize, weightsOption: u32, to: usize, shift: usize): usize {
  const count = field(blob, HEADER_TENSOR_COUNT);
  const weights = blob + field(blob, HEADER_WEIGHTS_OFFSET);
  for (let i: u32 = 0; i < count; i++) {
    const entry = tensorEntry(blob, i);
    const data = weights + load<u32>(entry, TENSOR_OFFSET);
    store<u32>(entry, <u32>(to - shift), TENSOR_OFFSET);
    to = expand(entry, data, weightsOption, to);
  }
  return to;
}

/** The resident opcode of a product with the matrix of `entry`. */
function productOp(entry: usize, weights: u32): u32 {
  switch (holding(entry, weights)) {
    case HELD_STORED: return AFFINE_SMALL + load<u8>(entry, TENSOR_TYPE);
    case HELD_LEVELS: return AFFINE_LEVELS;
    case HELD_BLOCKS: return AFFINE_SPARSE;
  }
  return AFFINE;
}

function writeProgram(blob: usize, to: usize, unfolds: u32, weights: u32): void {
  const count = field(blob, HEADER_INSTRUCTION_COUNT);
  for (let i: u32 = 0; i < count; i++, to += RESIDENT_BYTES) {
    const at = instructionEntry(blob, i);
    let op = <u32>load<u8>(at, INSTRUCTION_OP);
    let n = <u32>load<u16>(at, INSTRUCTION_N);
    const k = <u32>load<u16>(at, INSTRUCTION_K);
    let form = <u32>load<u8>(at, INSTRUCTION_FORM);
    let rest: u32 = 0;
    if (op == OP_LOOP && unfolds != 0) n = unfolds;
    if (hasMatrix(op)) {
      const entry = tensorEntry(blob, load<u16>(at, INSTRUCTION_IN) & ~OPERAND_TENSOR);
      form = op == OP_SYNAPSES ? 2 : segmentsOf(entry);
      n /= form;
      rest = load<u16>(entry, TENSOR_COLUMNS) - k;
      if (op != OP_SYNAPSES) op = productOp(entry, weights);
    }
    store<u8>(to, op, RESIDENT_OP);
    store<u8>(to, form, RESIDENT_FORM);
    store<u16>(to, n, RESIDENT_N);
    store<u16>(to, k, RESIDENT_K);
    store<u16>(to, rest, RESIDENT_REST);
    store<u32>(to, <u32>load<u16>(at, INSTRUCTION_OUT) << 4, RESIDENT_OUT);
    for (let j: u32 = 0; j < <u32>OPERANDS; j++) {
      const operand = <u32>load<u16>(at + (j << 1), INSTRUCTION_IN);
      let resolved: u32 = 0;
      if (operand & OPERAND_TENSOR) {
        if (operand != OPERAND_NONE) resolved = load<u32>(tensorEntry(blob, operand & ~OPERAND_TENSOR), TENSOR_OFFSET);
      } else {
        resolved = (operand << 4) | 1;
      }
      store<u32>(to + (j << 2), resolved, RESIDENT_IN);
    }
    store<u32>(to, load<u32>(at, INSTRUCTION_IMMEDIATE), RESIDENT_IMMEDIATE);
  }
}

/** Notes the ports that a step needs. */
function notePorts(blob: usize): void {
  for (let i: u32 = 0; i < portCount; i++) {
    const entry = portEntry(blob, i);
    const kind = load<u16>(entry, PORT_KIND);
    const length = <u32>load<u16>(entry, PORT_LENGTH);
    const offset = load<u32>(entry, PORT_OFFSET);
    if (kind == PORT_INPUT) {
      inputOffset = offset;
      inputLength = length;
    } else if (kind == PORT_DT) {
      dtOffset = offset;
    } else if (kind == PORT_OUTPUT) {
      outputOffset = offset;
      outputLength = length;
    }
  }
}

/** Copies the port table and writes the watched vectors, the input first. Returns their end. */
function writePorts(blob: usize, watched: usize, ports: usize): usize {
  memory.copy(ports, portEntry(blob, 0), portCount * PORT_BYTES);
  let next = watched + WATCH_BYTES;
  for (let i: u32 = 0; i < portCount; i++) {
    const entry = portEntry(blob, i);
    const kind = load<u16>(entry, PORT_KIND);
    if (kind == PORT_DT || kind == PORT_PROBE) continue;
    const to = kind == PORT_INPUT ? watched : next;
    store<u32>(to, load<u32>(entry, PORT_OFFSET), WATCH_OFFSET);
    store<u32>(to, load<u16>(entry, PORT_LENGTH), WATCH_LENGTH);
    store<u32>(to, i, WATCH_PORT);
    if (to != watched) next += WATCH_BYTES;
  }
  return next;
}

/** Puts the run buffer at `at`, for the steps that fit in about 4 KB, at least one. Returns its end. */
function placeRunBuffer(at: usize): usize {
  runCapacity = max<u32>(1, RUN_BUFFER_FLOATS / (inputLength + 1 + outputLength));
  runInputs = at;
  runDts = runInputs + paddedBytes(runCapacity * inputLength);
  runOutputs = runDts + paddedBytes(runCapacity);
  return runOutputs + paddedBytes(runCapacity * outputLength);
}

/**
 * Builds the resident model from the checked blob of `bytes` bytes at `blob` and moves it to the blob's place. Returns a
 * status. `ERROR_MEMORY` leaves everything unchanged.
 */
export function buildResident(blob: usize, bytes: u32, unfolds: u32, weights: u32): i32 {
  portCount = field(blob, HEADER_PORT_COUNT);
  originCount = <u32>originsOf(blob);
  notePorts(blob);
  const instructions = field(blob, HEADER_INSTRUCTION_COUNT);
  // the run buffer, put at 0 to get its size, and the paddings between the parts
  let size = <u64>instructions * RESIDENT_BYTES + <u64>portCount * (WATCH_BYTES + PORT_BYTES) + placeRunBuffer(0) + 64;
  const initialBytes = initialStateBytes(blob);
  size += <u64>originCount * ORIGIN_BYTES + initialBytes;
  const tensors = field(blob, HEADER_TENSOR_COUNT);
  for (let i: u32 = 0; i < tensors; i++) size += expandedBytes(tensorEntry(blob, i), weights);
  const built = align16(blob + bytes);
  if (!ensure(<u64>built + size)) return fail(ERROR_MEMORY);

  const shift = built - blob;
  programStart = blob;
  programEnd = programStart + <usize>instructions * RESIDENT_BYTES;
  portsStart = align16(programEnd + <usize>portCount * WATCH_BYTES); // not every port is watched
  originsStart = align16(portsStart + portCount * PORT_BYTES);
  const initial = originsStart + originCount * ORIGIN_BYTES;
  initialStart = initialBytes != 0 ? initial : 0;
  const tensorsStart = initial + initialBytes;
  watchEnd = writePorts(blob, programEnd + shift, portsStart + shift) - shift;
  memory.copy(originsStart + shift, originEntries(blob), originCount * ORIGIN_BYTES);
  memory.copy(initial + shift, blob + field(blob, HEADER_INITIAL_OFFSET), initialBytes);
  const tensorsEnd = writeTensors(blob, weights, tensorsStart + shift, shift) - shift;
  writeProgram(blob, programStart + shift, unfolds, weights);
  arenaBytes = field(blob, HEADER_ARENA_BYTES);
  stateOffset = field(blob, HEADER_STATE_OFFSET);
  stateBytes = field(blob, HEADER_STATE_BYTES);
  leastState = field(blob, HEADER_VERSION) < <u32>VERSION_FLUSHED ? 0 : LEAST_STATE;
  memory.copy(blob, built, tensorsEnd - blob);

  modelStart = blob;
  modelEnd = placeRunBuffer(tensorsEnd);
  memory.fill(tensorsEnd, 0, modelEnd - tensorsEnd);
  return OK;
}
