/**
 * Reads a blob that the interpreter rejected. Nothing in it is trustworthy: a read of something that is missing gives
 * nothing and never throws.
 */
import {
  HEADER_INSTRUCTION_COUNT,
  HEADER_PROGRAM_OFFSET,
  HEADER_TENSOR_COUNT,
  HEADER_TENSORS_OFFSET,
  HEADER_WEIGHTS_OFFSET,
  INSTRUCTION_BYTES,
  INSTRUCTION_N,
  INSTRUCTION_OP,
  TENSOR_BYTES,
  TENSOR_BYTES_FIELD,
  TENSOR_COLUMNS,
  TENSOR_OFFSET,
  TENSOR_ROWS,
  TENSOR_TYPE,
} from '../../assembly/layout.ts';
import { TYPE_BLOCKS, TYPE_SCALES } from '../../assembly/weight-types.ts';
import { viewOf } from './bytes.ts';
import { type Metadata, metadataOf, nameOf } from './metadata.ts';

export class UncheckedBlob {
  readonly bytes: Uint8Array;
  readonly #metadata: Metadata;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
    this.#metadata = metadataOf(bytes);
  }

  /** Reads a u32 field of the header; 0 beyond the end of a short file. */
  header(field: number): number {
    return this.#u32(field);
  }

  /** The first tensor that ends beyond the file, and its end; null if none does or the table itself is cut off. */
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

  /** `the weight at row 2, column 0`, or `the scale of row 2`. Scales, if there are any, count before the weights. */
  element(tensor: number, element: number): string {
    const entry = this.header(HEADER_TENSORS_OFFSET) + tensor * TENSOR_BYTES;
    const type = this.bytes[entry + TENSOR_TYPE];
    const columns = Math.max(1, this.#u16(entry + TENSOR_COLUMNS));
    const digit = (of: number): number => (of >> (4 * type)) & 15;
    const block = digit(TYPE_BLOCKS);
    let each = Number(digit(TYPE_SCALES) > 0);
    if (block > 0) each = Math.ceil(columns / 2 ** block);
    const scales = each * this.#u16(entry + TENSOR_ROWS);
    if (element < scales) return `the scale of row ${Math.floor(element / each)}`;
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

  #label(kind: string, table: string, index: number): string {
    const name = nameOf(this.#metadata, table, index);
    return name === undefined ? `${kind} ${index}` : `${kind} "${name}"`;
  }

  /** Entries of a table that lie inside the file. */
  #count(field: number, start: number, entryBytes: number): number {
    const fitting = Math.max(0, Math.floor((this.bytes.length - start) / entryBytes));
    return Math.min(this.header(field), fitting);
  }

  #u16(at: number): number {
    return at + 2 <= this.bytes.length ? this.#view.getUint16(at, true) : 0;
  }

  #u32(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getUint32(at, true) : 0;
  }
}
