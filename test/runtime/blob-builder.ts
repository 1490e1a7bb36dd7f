/** Blobs assembled by hand from `docs/format.md`, without the compiler. */
import * as layout from '../../assembly/layout.ts';

export interface Instruction {
  op: number;
  n?: number;
  k?: number;
  /** Arena offset in bytes. */
  out?: number;
  /** Arena offsets in bytes, or `tensor(i)`. */
  in?: number[];
  immediate?: number;
}

export interface Tensor {
  name?: string;
  rows: number;
  columns?: number;
  /** [rows × columns]; of a q8 tensor the signed bytes. */
  data: number[];
  /** [rows]: makes the tensor q8. */
  scales?: number[];
}

export interface Port {
  name?: string;
  kind: number;
  length: number;
  offset: number;
}

export interface Plan {
  program: Instruction[];
  tensors: Tensor[];
  ports: Port[];
  arenaBytes: number;
  state: { offset: number; bytes: number };
  metadata?: Record<string, unknown>;
}

/** The operand for tensor i: marked by a number that no arena offset has. */
export const tensor = (index: number) => -1 - index;

const operand = (value: number | undefined) => {
  if (value === undefined) return layout.OPERAND_NONE;
  return value < 0 ? layout.OPERAND_TENSOR | (-1 - value) : value / 16;
};

const align = (bytes: number) => Math.ceil(bytes / 16) * 16;

export function assemble(plan: Plan): Uint8Array {
  const { program, tensors, ports } = plan;
  const names = {
    tensors: tensors.map(({ name }) => (name === undefined ? {} : { name })),
    ports: ports.map(({ name }) => (name === undefined ? {} : { name })),
  };
  const metadata = new TextEncoder().encode(JSON.stringify({ ...names, ...plan.metadata }));
  const weights = tensors.map(({ data, scales }) =>
    scales === undefined
      ? new Uint8Array(Float32Array.from(data).buffer)
      : Uint8Array.from(
          [...new Uint8Array(Float32Array.from(scales).buffer), ...Int8Array.from(data)].map((b) => b & 255),
        ),
  );
  const programAt = align(layout.HEADER_BYTES);
  const tensorsAt = align(programAt + program.length * layout.INSTRUCTION_BYTES);
  const portsAt = align(tensorsAt + tensors.length * layout.TENSOR_BYTES);
  const weightsAt = align(portsAt + ports.length * layout.PORT_BYTES);
  const metadataAt = weightsAt + weights.reduce((sum, part) => sum + align(part.length), 0);
  const bytes = new Uint8Array(metadataAt + metadata.length);
  const view = new DataView(bytes.buffer);
  const header: [number, number][] = [
    [layout.HEADER_MAGIC, layout.MAGIC],
    [layout.HEADER_VERSION, layout.VERSION],
    [layout.HEADER_TOTAL_BYTES, bytes.length],
    [layout.HEADER_INSTRUCTION_COUNT, program.length],
    [layout.HEADER_TENSOR_COUNT, tensors.length],
    [layout.HEADER_PORT_COUNT, ports.length],
    [layout.HEADER_PROGRAM_OFFSET, programAt],
    [layout.HEADER_TENSORS_OFFSET, tensorsAt],
    [layout.HEADER_PORTS_OFFSET, portsAt],
    [layout.HEADER_WEIGHTS_OFFSET, weightsAt],
    [layout.HEADER_METADATA_OFFSET, metadataAt],
    [layout.HEADER_METADATA_BYTES, metadata.length],
    [layout.HEADER_ARENA_BYTES, plan.arenaBytes],
    [layout.HEADER_STATE_OFFSET, plan.state.offset],
    [layout.HEADER_STATE_BYTES, plan.state.bytes],
    [layout.HEADER_MULTIPLY_ADDS, work(program, (at) => (at.op === layout.OP_AFFINE ? at.n! * at.k! : 0))],
    [layout.HEADER_TRANSCENDENTALS, work(program, (at) => (transcendental.has(at.op) ? at.n! : 0))],
  ];
  for (const [field, value] of header) view.setUint32(field, value, true);
  program.forEach((instruction, index) => {
    const at = programAt + index * layout.INSTRUCTION_BYTES;
    view.setUint8(at + layout.INSTRUCTION_OP, instruction.op);
    view.setUint16(at + layout.INSTRUCTION_N, instruction.n ?? 0, true);
    view.setUint16(at + layout.INSTRUCTION_K, instruction.k ?? 0, true);
    view.setUint16(at + layout.INSTRUCTION_OUT, operand(instruction.out), true);
    for (let i = 0; i < layout.OPERANDS; i++) {
      view.setUint16(at + layout.INSTRUCTION_IN + 2 * i, operand(instruction.in?.[i]), true);
    }
    view.setFloat32(at + layout.INSTRUCTION_IMMEDIATE, instruction.immediate ?? 0, true);
  });
  let offset = 0;
  tensors.forEach(({ rows, columns, scales }, index) => {
    const at = tensorsAt + index * layout.TENSOR_BYTES;
    view.setUint8(at + layout.TENSOR_TYPE, scales === undefined ? layout.TYPE_F32 : layout.TYPE_Q8);
    view.setUint8(at + layout.TENSOR_KIND, columns === undefined ? layout.KIND_VECTOR : layout.KIND_MATRIX);
    view.setUint16(at + layout.TENSOR_ROWS, rows, true);
    view.setUint16(at + layout.TENSOR_COLUMNS, columns ?? 1, true);
    view.setUint32(at + layout.TENSOR_OFFSET, offset, true);
    view.setUint32(at + layout.TENSOR_BYTES_FIELD, weights[index].length, true);
    bytes.set(weights[index], weightsAt + offset);
    offset += align(weights[index].length);
  });
  ports.forEach((port, index) => {
    const at = portsAt + index * layout.PORT_BYTES;
    view.setUint16(at + layout.PORT_KIND, port.kind, true);
    view.setUint16(at + layout.PORT_LENGTH, port.length, true);
    view.setUint32(at + layout.PORT_OFFSET, port.offset, true);
  });
  bytes.set(metadata, metadataAt);
  return seal(bytes);
}

/** Writes the CRC-32 that belongs to the bytes, in place. */
export function seal(bytes: Uint8Array): Uint8Array {
  let crc = 0xffff_ffff;
  bytes.forEach((byte, index) => {
    if (index >= layout.HEADER_CRC && index < layout.HEADER_CRC + 4) return;
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  });
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(layout.HEADER_CRC, ~crc, true);
  return bytes;
}

const transcendental = new Set([layout.OP_TANH, layout.OP_SIGMOID, layout.OP_EXP, layout.OP_EXPONENTIAL]);

function work(program: Instruction[], cost: (instruction: Instruction) => number): number {
  let times = 1;
  let sum = 0;
  for (const instruction of program) {
    if (instruction.op === layout.OP_LOOP) times = instruction.n!;
    else if (instruction.op === layout.OP_END) times = 1;
    else sum += times * cost(instruction);
  }
  return sum;
}

/**
 * A leaky integrator h' = (u − h) / τ of one input, the output its state, by `unfolds` Euler or exponential steps.
 * The probe `drive` is u / τ.
 */
export function leakyIntegrator(tau: number, unfolds: number, op: number = layout.OP_EULER): Plan {
  const [input, dt, drive, substep, state, output] = [0, 16, 32, 48, 64, 96];
  return {
    program: [
      { op: layout.OP_MUL, n: 1, out: drive, in: [input, tensor(0)] },
      { op: layout.OP_LOOP, n: unfolds, out: substep, in: [dt] },
      { op, n: 1, out: state, in: [state, drive, tensor(0), substep] },
      { op: layout.OP_END },
      { op: layout.OP_COPY, n: 1, out: output, in: [state] },
    ],
    tensors: [{ name: '1/tau', rows: 1, data: [1 / tau] }],
    ports: [
      { name: 'u', kind: layout.PORT_INPUT, length: 1, offset: input },
      { name: 'dt', kind: layout.PORT_DT, length: 1, offset: dt },
      { name: 'y', kind: layout.PORT_OUTPUT, length: 1, offset: output },
      { name: 'h', kind: layout.PORT_STATE, length: 1, offset: state },
      { name: 'h.compensation', kind: layout.PORT_COMPENSATION, length: 1, offset: state + 16 },
      { name: 'drive', kind: layout.PORT_PROBE, length: 1, offset: drive },
    ],
    arenaBytes: 128,
    state: { offset: state, bytes: 32 },
    metadata: { name: 'leaky integrator' },
  };
}

/** An Elman network h ← tanh(W [u; h] + b) of 17 inputs and `units` units, the output its state; W is q8 if asked. */
export function elman(units: number, q8 = false): Plan {
  const columns = 17 + units;
  const [input, dt, both] = [0, 80, 96];
  const sum = both + align(4 * columns);
  const state = sum + align(4 * units);
  const output = state + align(4 * units);
  const weight = (k: number) => ((k * 37) % 101) - 50;
  const count = units * columns;
  return {
    program: [
      { op: layout.OP_CONCAT, n: 17, k: units, out: both, in: [input, state] },
      { op: layout.OP_AFFINE, n: units, k: columns, out: sum, in: [tensor(0), both, tensor(1)] },
      { op: layout.OP_TANH, n: units, out: state, in: [sum] },
      { op: layout.OP_COPY, n: units, out: output, in: [state] },
    ],
    tensors: [
      q8
        ? {
            name: 'W',
            rows: units,
            columns,
            data: Array.from({ length: count }, (_, k) => weight(k)),
            scales: new Array(units).fill(1 / 128),
          }
        : { name: 'W', rows: units, columns, data: Array.from({ length: count }, (_, k) => weight(k) / 128) },
      { name: 'b', rows: units, data: Array.from({ length: units }, (_, k) => k / 16) },
    ],
    ports: [
      { name: 'u', kind: layout.PORT_INPUT, length: 17, offset: input },
      { name: 'dt', kind: layout.PORT_DT, length: 1, offset: dt },
      { name: 'y', kind: layout.PORT_OUTPUT, length: units, offset: output },
      { name: 'h', kind: layout.PORT_STATE, length: units, offset: state },
    ],
    arenaBytes: output + align(4 * units) + 16,
    state: { offset: state, bytes: align(4 * units) },
  };
}
