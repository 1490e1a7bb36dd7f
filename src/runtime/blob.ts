/**
 * Reads of a blob that the host needs: ports, names and metadata. Nothing here is trusted before the machine has
 * accepted the blob, so reads of a broken one must not throw: they answer with nothing.
 */
import {
  HEADER_ARENA_BYTES,
  HEADER_BYTES,
  HEADER_INSTRUCTION_COUNT,
  HEADER_METADATA_BYTES,
  HEADER_METADATA_OFFSET,
  HEADER_PORT_COUNT,
  HEADER_PORTS_OFFSET,
  HEADER_PROGRAM_OFFSET,
  HEADER_TENSOR_COUNT,
  HEADER_TENSORS_OFFSET,
  HEADER_WEIGHTS_OFFSET,
  INSTRUCTION_BYTES,
  INSTRUCTION_N,
  INSTRUCTION_OP,
  PORT_BYTES,
  PORT_KIND,
  PORT_LENGTH,
  PORT_OFFSET,
  TENSOR_BYTES,
  TENSOR_BYTES_FIELD,
  TENSOR_COLUMNS,
  TENSOR_OFFSET,
  TENSOR_ROWS,
  TENSOR_TYPE,
  TYPE_Q8,
} from '../../assembly/layout.ts';
import { textOf } from './text.ts';

/** The JSON of a blob, for people and tools. */
export type Metadata = { [key: string]: unknown };

export interface Port {
  /** From the metadata; else its index in the port table. */
  name: string;
  /** PORT_INPUT … PORT_PROBE. */
  kind: number;
  /** Floats. */
  length: number;
  /** Bytes from the start of the arena. */
  offset: number;
}

export class Blob {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.metadata = this.#parseMetadata();
  }

  /** A u32 field of the header; 0 beyond the end of a short file. */
  header(field: number): number {
    return this.#u32(field);
  }

  get ports(): Port[] {
    const start = this.header(HEADER_PORTS_OFFSET);
    return Array.from({ length: this.#count(HEADER_PORT_COUNT, start, PORT_BYTES) }, (_, index) => {
      const entry = start + index * PORT_BYTES;
      return {
        name: this.#name('ports', index) ?? String(index),
        kind: this.#u16(entry + PORT_KIND),
        length: this.#u16(entry + PORT_LENGTH),
        offset: this.#u32(entry + PORT_OFFSET),
      };
    });
  }

  /** The first tensor that ends beyond the file, and where; null if none does or the table itself is cut off. */
  get tensorBeyondEnd(): { index: number; end: number } | null {
    const start = this.header(HEADER_TENSORS_OFFSET);
    const count = this.#count(HEADER_TENSOR_COUNT, start, TENSOR_BYTES);
    for (let index = 0; index < count; index++) {
      const entry = start + index * TENSOR_BYTES;
      const offset = this.#u32(entry + TENSOR_OFFSET);
      const end = this.header(HEADER_WEIGHTS_OFFSET) + offset + this.#u32(entry + TENSOR_BYTES_FIELD);
      if (end > this.bytes.length) return { index, end };
    }
    return null;
  }

  /** `tensor "W"`, or `tensor 3` without a name. */
  tensor(index: number): string {
    return this.#label('tensor', 'tensors', index);
  }

  /** `the weight at row 2, column 0` or, of a q8 tensor, `the scale of row 2`: scales are counted before the weights. */
  element(tensor: number, element: number): string {
    const entry = this.header(HEADER_TENSORS_OFFSET) + tensor * TENSOR_BYTES;
    const scales = this.bytes[entry + TENSOR_TYPE] === TYPE_Q8 ? this.#u16(entry + TENSOR_ROWS) : 0;
    if (element < scales) return `the scale of row ${element}`;
    const columns = Math.max(1, this.#u16(entry + TENSOR_COLUMNS));
    const weight = element - scales;
    return `the weight at row ${Math.floor(weight / columns)}, column ${weight % columns}`;
  }

  /** `port "y"`, or `port 3` without a name. */
  port(index: number): string {
    return this.#label('port', 'ports', index);
  }

  /** Opcode and length of an instruction; null beyond the program. */
  instruction(index: number): { op: number; n: number } | null {
    const start = this.header(HEADER_PROGRAM_OFFSET);
    if (index >= this.#count(HEADER_INSTRUCTION_COUNT, start, INSTRUCTION_BYTES)) return null;
    const entry = start + index * INSTRUCTION_BYTES;
    return { op: this.#view.getUint8(entry + INSTRUCTION_OP), n: this.#u16(entry + INSTRUCTION_N) };
  }

  /** All that a step depends on: the last fields of the header, program, tensors, ports and weights. */
  get running(): Uint8Array {
    return this.bytes.subarray(HEADER_ARENA_BYTES, this.header(HEADER_METADATA_OFFSET));
  }

  /** n of each instruction with this opcode: of loops, how often they repeat. */
  lengths(op: number): number[] {
    const found: number[] = [];
    for (let i = 0, one = null; (one = this.instruction(i)); i++) if (one.op === op) found.push(one.n);
    return found;
  }

  #label(kind: string, table: string, index: number): string {
    const name = this.#name(table, index);
    return name === null ? `${kind} ${index}` : `${kind} "${name}"`;
  }

  #name(table: string, index: number): string | null {
    const entries = this.metadata[table];
    const name: unknown = Array.isArray(entries) ? entries[index]?.name : null;
    return typeof name === 'string' && name !== '' ? name : null;
  }

  /** Entries of a table that lie inside the file. */
  #count(field: number, start: number, entryBytes: number): number {
    const fitting = Math.max(0, Math.floor((this.bytes.length - start) / entryBytes));
    return Math.min(this.header(field), fitting);
  }

  #parseMetadata(): Metadata {
    const start = this.#u32(HEADER_METADATA_OFFSET);
    const length = this.#u32(HEADER_METADATA_BYTES);
    if (length === 0 || start < HEADER_BYTES || start + length > this.bytes.length) return {};
    try {
      const parsed: unknown = JSON.parse(textOf(this.bytes.subarray(start, start + length)));
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
    } catch {
      return {};
    }
  }

  #u16(at: number): number {
    return at + 2 <= this.bytes.length ? this.#view.getUint16(at, true) : 0;
  }

  #u32(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getUint32(at, true) : 0;
  }
}
