import * as L from '../../assembly/layout.ts';
import { checkArgument } from '../check/options.ts';
import { rule } from '../check/rules.ts';
import { hasMatrix, newestIn, operations } from '../ops/table.ts';
import { hasType, weightTypes } from '../quantise/types.ts';
import { crc32 } from './crc.ts';
import { readInitialState } from './initial-state.ts';
import { inside } from './inside.ts';
import { type Metadata, readMetadata } from './metadata.ts';
import {
  type BlobContents,
  type BlobPort,
  type Instruction,
  type Origin,
  type Origins,
  portKinds,
  type Tensor,
  tensorKinds,
} from './write.ts';

/** Every operation's name by its opcode, as `docs/format.md` writes it. */
export const opNames: ReadonlyMap<number, string> = new Map(
  [...operations].map(([opcode, { name }]) => [opcode, name]),
);

export interface ReadInstruction extends Instruction {
  readonly name: string;
  readonly form: number;
  readonly k: number;
  readonly immediate: number;
  readonly activations: readonly number[];
}

export interface ReadTensor extends Tensor {
  /** From the metadata; else its index. */
  readonly name: string;
  /** From the start of the weights section. */
  readonly offset: number;
}

export interface ReadPort extends BlobPort {
  /** From the metadata; else its index. */
  readonly name: string;
}

/** What a blob says, in the form that `writeBlob` takes: `writeBlob(readBlob(bytes))` gives the bytes again, as long as no
 * metadata are left out. */
export interface ReadContents extends BlobContents {
  readonly header: Header;
  readonly instructions: readonly ReadInstruction[];
  readonly tensors: readonly ReadTensor[];
  readonly ports: readonly ReadPort[];
  readonly origins: Origins | null;
  readonly initialState: Float32Array | null;
  /** Only keys that fit the schema of metadata.ts or are unknown to it. */
  readonly metadata: Metadata;
  /** The keys left out and why: sentences to follow the file's name. */
  readonly ignored: readonly string[];
}

export type Header = { readonly [field in keyof typeof headerFields]: number };

const headerFields = {
  magic: L.HEADER_MAGIC,
  version: L.HEADER_VERSION,
  totalBytes: L.HEADER_TOTAL_BYTES,
  crc: L.HEADER_CRC,
  instructionCount: L.HEADER_INSTRUCTION_COUNT,
  tensorCount: L.HEADER_TENSOR_COUNT,
  portCount: L.HEADER_PORT_COUNT,
  programOffset: L.HEADER_PROGRAM_OFFSET,
  tensorsOffset: L.HEADER_TENSORS_OFFSET,
  portsOffset: L.HEADER_PORTS_OFFSET,
  weightsOffset: L.HEADER_WEIGHTS_OFFSET,
  metadataOffset: L.HEADER_METADATA_OFFSET,
  metadataBytes: L.HEADER_METADATA_BYTES,
  arenaBytes: L.HEADER_ARENA_BYTES,
  stateOffset: L.HEADER_STATE_OFFSET,
  stateBytes: L.HEADER_STATE_BYTES,
  multiplyAdds: L.HEADER_MULTIPLY_ADDS,
  transcendentals: L.HEADER_TRANSCENDENTALS,
  originsOffset: L.HEADER_ORIGINS_OFFSET,
  initialOffset: L.HEADER_INITIAL_OFFSET,
} as const;

const octets = rule('a Uint8Array', (x) => x instanceof Uint8Array);

/**
 * Reads a blob for people and tools. Checks only what reading needs: magic, version, length, CRC-32, that everything lies
 * inside the file, known types and kinds. The interpreter's `open` decides whether the program may run.
 * @throws RangeError naming the wrong field and the values found
 */
export function readBlob(bytes: Uint8Array): ReadContents {
  checkArgument('readBlob', 'bytes', bytes, octets);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  const entries = <T>(offset: number, count: number, size: number, read: (at: number, index: number) => T) =>
    Array.from({ length: count }, (_, i) => read(offset + i * size, i));
  const ports = entries(header.portsOffset, header.portCount, L.PORT_BYTES, (at, i) => readPort(view, at, i));
  const { metadata, ignored } = readMetadata(
    bytes.subarray(header.metadataOffset, header.metadataOffset + header.metadataBytes),
    { ports, tensors: header.tensorCount },
  );
  const nameOf = (list: unknown, index: number): string => {
    const name = Array.isArray(list) ? (list[index] as { name?: unknown } | null)?.name : undefined;
    return typeof name === 'string' && name ? name : String(index);
  };
  const named = ports.map((port, i) => ({ ...port, name: nameOf(metadata.ports, i) }));
  return {
    version: header.version,
    header,
    instructions: entries(header.programOffset, header.instructionCount, L.INSTRUCTION_BYTES, (at, i) =>
      checkedVersion(readInstruction(view, at, i), i, header.version),
    ),
    tensors: entries(header.tensorsOffset, header.tensorCount, L.TENSOR_BYTES, (at, i) => ({
      ...readTensor(view, at, i, bytes, header),
      name: nameOf(metadata.tensors, i),
    })),
    ports: named,
    origins: readOrigins(view, header, ports),
    initialState: readInitialState(view, header),
    arenaBytes: header.arenaBytes,
    stateOffset: header.stateOffset,
    stateBytes: header.stateBytes,
    multiplyAdds: header.multiplyAdds,
    transcendentals: header.transcendentals,
    metadata,
    ignored,
  };
}

function readHeader(view: DataView): Header {
  const { byteLength } = view;
  if (byteLength < 4 || view.getUint32(L.HEADER_MAGIC, true) !== L.MAGIC)
    throw new RangeError('magic: the file does not start with "MNSC", so it is not a blob');
  if (byteLength < L.HEADER_BYTES)
    throw new RangeError(`header: it takes ${L.HEADER_BYTES} bytes, the file has ${byteLength}`);
  const header = Object.fromEntries(
    Object.entries(headerFields).map(([name, at]) => [name, view.getUint32(at, true)]),
  ) as Header;
  if (header.version < L.OLDEST_VERSION || header.version > L.VERSION)
    throw new RangeError(
      `version: the blob has format version ${header.version}, this reads ${L.OLDEST_VERSION} to ${L.VERSION}`,
    );
  if (header.totalBytes !== byteLength)
    throw new RangeError(`total bytes: the header says ${header.totalBytes}, the file has ${byteLength}`);
  const crc = crc32(new Uint8Array(view.buffer, view.byteOffset, byteLength), L.HEADER_CRC);
  if (header.crc !== crc)
    throw new RangeError(`CRC-32: the header says ${header.crc}, the bytes give ${crc}`);
  inside('program', header.programOffset, header.instructionCount * L.INSTRUCTION_BYTES, byteLength);
  inside('tensor table', header.tensorsOffset, header.tensorCount * L.TENSOR_BYTES, byteLength);
  inside('port table', header.portsOffset, header.portCount * L.PORT_BYTES, byteLength);
  inside('weights', header.weightsOffset, 0, byteLength);
  inside('metadata', header.metadataOffset, header.metadataBytes, byteLength);
  if (header.arenaBytes > L.MAX_ARENA_BYTES)
    throw new RangeError(`arena bytes: ${header.arenaBytes} are more than the format's ${L.MAX_ARENA_BYTES}`);
  return header;
}

/** Rejects what the version of the blob does not have yet. */
function checkedVersion(instruction: ReadInstruction, index: number, version: number): ReadInstruction {
  const { name, since } = newestIn(instruction);
  if (since <= version) return instruction;
  throw new RangeError(
    `instruction ${index}: "${name}" came with format version ${since}, the blob has version ${version}`,
  );
}

function readInstruction(view: DataView, at: number, index: number): ReadInstruction {
  const op = view.getUint8(at + L.INSTRUCTION_OP);
  const operation = operations.get(op);
  if (!operation) throw new RangeError(`instruction ${index}: there is no operation with the code ${op}`);
  const inputs: Instruction['inputs'][number][] = [];
  for (let i = 0; i < L.OPERANDS; i++) {
    const code = view.getUint16(at + L.INSTRUCTION_IN + 2 * i, true);
    if (code === L.OPERAND_NONE) break;
    inputs.push(code & L.OPERAND_TENSOR ? { tensor: code & ~L.OPERAND_TENSOR } : { arena: 16 * code });
  }
  const product = hasMatrix(operation);
  const codes = Array.from({ length: L.MAX_SEGMENTS }, (_, i) =>
    view.getUint8(at + L.INSTRUCTION_IMMEDIATE + i),
  );
  return {
    op,
    form: view.getUint8(at + L.INSTRUCTION_FORM),
    name: operation.name,
    n: view.getUint16(at + L.INSTRUCTION_N, true),
    k: view.getUint16(at + L.INSTRUCTION_K, true),
    out: op === L.OP_END ? 0 : 16 * view.getUint16(at + L.INSTRUCTION_OUT, true),
    inputs,
    immediate: product ? 0 : view.getFloat32(at + L.INSTRUCTION_IMMEDIATE, true),
    activations: product ? codes : [],
  };
}

function readTensor(
  view: DataView,
  at: number,
  index: number,
  bytes: Uint8Array,
  { version, weightsOffset, metadataOffset }: Header,
): Omit<ReadTensor, 'name'> {
  const type = view.getUint8(at + L.TENSOR_TYPE);
  const kind = view.getUint8(at + L.TENSOR_KIND);
  if (!hasType(version, type))
    throw new RangeError(`tensor ${index}: type ${type} is unknown to version ${version}`);
  if (kind >= tensorKinds.length) throw new RangeError(`tensor ${index}: kind ${kind} is unknown`);
  const offset = view.getUint32(at + L.TENSOR_OFFSET, true);
  const size = view.getUint32(at + L.TENSOR_BYTES_FIELD, true);
  inside(`tensor ${index}`, weightsOffset + offset, size, metadataOffset);
  return {
    type: weightTypes[type],
    kind: tensorKinds[kind],
    rows: view.getUint16(at + L.TENSOR_ROWS, true),
    columns: view.getUint16(at + L.TENSOR_COLUMNS, true),
    segments: Math.max(1, view.getUint16(at + L.TENSOR_SEGMENTS, true)),
    offset,
    bytes: bytes.subarray(weightsOffset + offset, weightsOffset + offset + size),
  };
}

function readPort(view: DataView, at: number, index: number): Omit<ReadPort, 'name'> {
  const code = view.getUint16(at + L.PORT_KIND, true);
  const kind = portKinds[code];
  if (!kind) throw new RangeError(`port ${index}: kind ${code} is unknown`);
  return {
    kind,
    length: view.getUint16(at + L.PORT_LENGTH, true),
    offset: view.getUint32(at + L.PORT_OFFSET, true),
  };
}

/** Reads the origin table after the ports: first the input's, then the output's. */
function readOrigins(view: DataView, header: Header, ports: readonly BlobPort[]): Origins | null {
  let at = header.originsOffset;
  if (at === 0) return null;
  if (header.version < L.VERSION_ORIGINS)
    throw new RangeError(`origin table: there is none in a blob of version ${header.version}`);
  const read = (kind: BlobPort['kind']): Origin[] => {
    const { length } = ports.find((port) => port.kind === kind) ?? { length: 0 };
    inside('origin table', at, length * L.ORIGIN_BYTES, header.weightsOffset);
    return Array.from({ length }, () => {
      const origin = view.getFloat64(at + L.ORIGIN_VALUE, true);
      const deviation = view.getFloat64(at + L.ORIGIN_DEVIATION, true);
      at += L.ORIGIN_BYTES;
      return { origin, deviation };
    });
  };
  return { inputs: read('input'), outputs: read('output') };
}
