/** A blob assembler for tests: writes what it is told, valid or not, and computes nothing but layout and CRC. */
import * as L from '../../assembly/layout.ts';
import { TYPE_F32, TYPE_Q8 } from '../../assembly/weight-types.ts';
import { scaleBytes, storageOf, weightTypes } from '../../src/quantise/types.ts';

export const NONE = L.OPERAND_NONE;
/** Operand of tensor i. */
export const tensor = (i: number) => L.OPERAND_TENSOR | i;
/** Operand of the arena at a byte offset. */
export const at = (byteOffset: number) => byteOffset / 16;

export interface Instruction {
  op: number;
  form?: number;
  n?: number;
  k?: number;
  out?: number;
  in?: number[];
  immediate?: number;
  /** Of an affine, in place of the immediate: opcodes of its segments' activations. */
  activations?: number[];
}

export interface Tensor {
  kind: number;
  rows: number;
  columns: number;
  segments?: number;
  /** TYPE_F32 by default; TYPE_Q8 by default where there are scales. */
  type?: number;
  /** Row-major, or by block where there are maps: weights, levels with `scales`, or the bits of halves. */
  values: number[];
  /** The bits of those that are halves. */
  scales?: number[];
  /** Bytes of the maps of a sparse matrix, and their padding. */
  maps?: number[];
}

export interface Port {
  kind: number;
  length: number;
  offset: number;
}

export interface Model {
  /** Of the format; by default the one that is written, or a newer one that has its types. */
  version?: number;
  program: Instruction[];
  tensors?: Tensor[];
  ports: Port[];
  arena: number;
  state: [offset: number, bytes: number];
  multiplyAdds?: number;
  transcendentals?: number;
  metadata?: string;
}

const align16 = (x: number) => (x + 15) & ~15;

const typeOf = ({ type, scales }: Tensor) => type ?? (scales?.length ? TYPE_Q8 : TYPE_F32);

/** Bytes of a value and of a scale. */
const sizesOf = (tensor: Tensor) => {
  const type = weightTypes[typeOf(tensor)];
  return { size: storageOf(type).bits / 8, scaleSize: scaleBytes(type) };
};

const tensorBytes = (tensor: Tensor) => {
  const { scales = [], maps = [], values } = tensor;
  const { size, scaleSize } = sizesOf(tensor);
  return scales.length * scaleSize + maps.length + Math.ceil(values.length * size);
};

/** CRC-32 bit by bit, as a check on the interpreter's. */
function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** Writes the CRC of a blob, after any change to it. */
export function seal(blob: Uint8Array): Uint8Array {
  const covered = new Uint8Array(blob.length - 4);
  covered.set(blob.subarray(0, L.HEADER_CRC));
  covered.set(blob.subarray(L.HEADER_CRC + 4), L.HEADER_CRC);
  new DataView(blob.buffer, blob.byteOffset).setUint32(L.HEADER_CRC, crcOf(covered), true);
  return blob;
}

export function assemble(model: Model): Uint8Array {
  const tensors = model.tensors ?? [];
  const metadata = new TextEncoder().encode(model.metadata ?? '{}');
  const program = L.HEADER_BYTES;
  const tensorTable = align16(program + model.program.length * L.INSTRUCTION_BYTES);
  const ports = align16(tensorTable + tensors.length * L.TENSOR_BYTES);
  const weights = align16(ports + model.ports.length * L.PORT_BYTES);
  let end = weights;
  const offsets = tensors.map((t) => {
    const offset = end - weights;
    end = (end + tensorBytes(t) + 3) & ~3;
    return offset;
  });
  const text = align16(end);
  const blob = new Uint8Array(text + metadata.length);
  const view = new DataView(blob.buffer);
  const u32 = (offset: number, value: number) => view.setUint32(offset, value, true);
  const u16 = (offset: number, value: number) => view.setUint16(offset, value, true);

  u32(L.HEADER_MAGIC, L.MAGIC);
  u32(
    L.HEADER_VERSION,
    model.version ??
      Math.max(L.VERSION_WRITTEN, ...tensors.map((t) => storageOf(weightTypes[typeOf(t)]).since)),
  );
  u32(L.HEADER_TOTAL_BYTES, blob.length);
  u32(L.HEADER_INSTRUCTION_COUNT, model.program.length);
  u32(L.HEADER_TENSOR_COUNT, tensors.length);
  u32(L.HEADER_PORT_COUNT, model.ports.length);
  u32(L.HEADER_PROGRAM_OFFSET, program);
  u32(L.HEADER_TENSORS_OFFSET, tensorTable);
  u32(L.HEADER_PORTS_OFFSET, ports);
  u32(L.HEADER_WEIGHTS_OFFSET, weights);
  u32(L.HEADER_METADATA_OFFSET, text);
  u32(L.HEADER_METADATA_BYTES, metadata.length);
  u32(L.HEADER_ARENA_BYTES, model.arena);
  u32(L.HEADER_STATE_OFFSET, model.state[0]);
  u32(L.HEADER_STATE_BYTES, model.state[1]);
  u32(L.HEADER_MULTIPLY_ADDS, model.multiplyAdds ?? 0);
  u32(L.HEADER_TRANSCENDENTALS, model.transcendentals ?? 0);

  model.program.forEach((instruction, i) => {
    const base = program + i * L.INSTRUCTION_BYTES;
    view.setUint8(base + L.INSTRUCTION_OP, instruction.op);
    view.setUint8(base + L.INSTRUCTION_FORM, instruction.form ?? 0);
    u16(base + L.INSTRUCTION_N, instruction.n ?? 0);
    u16(base + L.INSTRUCTION_K, instruction.k ?? 0);
    u16(base + L.INSTRUCTION_OUT, instruction.out ?? NONE);
    for (let j = 0; j < L.OPERANDS; j++) u16(base + L.INSTRUCTION_IN + 2 * j, instruction.in?.[j] ?? NONE);
    view.setFloat32(base + L.INSTRUCTION_IMMEDIATE, instruction.immediate ?? 0, true);
    instruction.activations?.forEach((code, j) => {
      view.setUint8(base + L.INSTRUCTION_IMMEDIATE + j, code);
    });
  });
  tensors.forEach((t, i) => {
    const base = tensorTable + i * L.TENSOR_BYTES;
    view.setUint8(base + L.TENSOR_TYPE, typeOf(t));
    view.setUint8(base + L.TENSOR_KIND, t.kind);
    u16(base + L.TENSOR_ROWS, t.rows);
    u16(base + L.TENSOR_COLUMNS, t.columns);
    u16(base + L.TENSOR_SEGMENTS, t.segments ?? 0);
    u32(base + L.TENSOR_OFFSET, offsets[i]);
    u32(base + L.TENSOR_BYTES_FIELD, tensorBytes(t));
    let to = weights + offsets[i];
    const { size, scaleSize } = sizesOf(t);
    for (const scale of t.scales ?? []) {
      if (scaleSize === 2) view.setUint16(to, scale, true);
      else view.setFloat32(to, scale, true);
      to += scaleSize;
    }
    for (const byte of t.maps ?? []) view.setUint8(to++, byte);
    t.values.forEach((value, i) => {
      if (size === 0.5) blob[to + (i >> 1)] |= (value & 15) << (4 * (i & 1));
      else if (size === 1) view.setInt8(to + i, value);
      else if (size === 2) view.setInt16(to + 2 * i, value, true);
      else view.setFloat32(to + 4 * i, value, true);
    });
  });
  model.ports.forEach((port, i) => {
    const base = ports + i * L.PORT_BYTES;
    u16(base + L.PORT_KIND, port.kind);
    u16(base + L.PORT_LENGTH, port.length);
    u32(base + L.PORT_OFFSET, port.offset);
  });
  blob.set(metadata, text);
  return seal(blob);
}
