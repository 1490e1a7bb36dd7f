/** Reads an accepted blob for the host: ports, their names, and the metadata. */
import {
  HEADER_ARENA_BYTES,
  HEADER_INSTRUCTION_COUNT,
  HEADER_METADATA_OFFSET,
  HEADER_ORIGINS_OFFSET,
  HEADER_PORT_COUNT,
  HEADER_PORTS_OFFSET,
  HEADER_PROGRAM_OFFSET,
  INSTRUCTION_BYTES,
  INSTRUCTION_N,
  INSTRUCTION_OP,
  ORIGIN_BYTES,
  ORIGIN_DEVIATION,
  ORIGIN_VALUE,
  PORT_BYTES,
  PORT_INPUT,
  PORT_KIND,
  PORT_LENGTH,
  PORT_OFFSET,
  PORT_OUTPUT,
  PORT_PROBE,
  PORT_STATE,
} from '../../assembly/layout.ts';
import { viewOf } from './bytes.ts';
import { fail } from './errors.ts';
import { type Metadata, metadataOf, nameOf } from './metadata.ts';

export interface Port {
  /** Taken from the metadata; else the index in the port table. */
  name: string;
  /** One of PORT_INPUT … PORT_PROBE. */
  kind: number;
  /** In floats. */
  length: number;
  /** In bytes from the start of the arena. */
  offset: number;
}

/** The origin of one input or output. */
export interface Origin {
  readonly origin: number;
  /** Standard deviation in the training data; 0 if unknown. */
  readonly deviation: number;
}

export interface OriginTable {
  readonly inputs: readonly Origin[];
  readonly outputs: readonly Origin[];
}

/** A blob that the interpreter has accepted. */
export class CheckedBlob {
  readonly metadata: Metadata;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.metadata = metadataOf(bytes);
  }

  /** A u32 field of the header. */
  header(field: number): number {
    return this.#view.getUint32(field, true);
  }

  get ports(): Port[] {
    return Array.from({ length: this.header(HEADER_PORT_COUNT) }, (_, index) => {
      const entry = this.header(HEADER_PORTS_OFFSET) + index * PORT_BYTES;
      return {
        name: nameOf(this.metadata, 'ports', index) ?? `${index}`,
        kind: this.#view.getUint16(entry + PORT_KIND, true),
        length: this.#view.getUint16(entry + PORT_LENGTH, true),
        offset: this.#view.getUint32(entry + PORT_OFFSET, true),
      };
    });
  }

  /** Origins of inputs and outputs; null without the table. */
  get origins(): OriginTable | null {
    let at = this.header(HEADER_ORIGINS_OFFSET);
    if (at === 0) return null;
    const of = (kind: number): Origin[] => {
      const { length } = this.ports.find((port) => port.kind === kind) as Port;
      return Array.from({ length }, () => {
        const origin = this.#view.getFloat64(at + ORIGIN_VALUE, true);
        const deviation = this.#view.getFloat64(at + ORIGIN_DEVIATION, true);
        at += ORIGIN_BYTES;
        return { origin, deviation };
      });
    };
    return { inputs: of(PORT_INPUT), outputs: of(PORT_OUTPUT) };
  }

  /** The bytes that a step depends on: the last header fields, program, tensors, ports, origins and weights. */
  get running(): Uint8Array {
    return this.#bytes.subarray(HEADER_ARENA_BYTES, this.header(HEADER_METADATA_OFFSET));
  }

  /** n of each instruction with this opcode; for loops, the number of repetitions. */
  lengths(op: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.header(HEADER_INSTRUCTION_COUNT); i++) {
      const entry = this.header(HEADER_PROGRAM_OFFSET) + i * INSTRUCTION_BYTES;
      if (this.#bytes[entry + INSTRUCTION_OP] === op)
        found.push(this.#view.getUint16(entry + INSTRUCTION_N, true));
    }
    return found;
  }
}

/** The kinds of ports that hosts read by name. */
export const namedKinds = { probe: PORT_PROBE, state: PORT_STATE };

/**
 * Rejects two states, or two probes, with one name: only one could be read.
 * @param model for messages
 * @throws {MeniscusError} `corrupt`
 */
export function checkNames(ports: readonly Port[], model: string): void {
  for (const [kind, code] of Object.entries(namedKinds)) {
    const names = new Set<string>();
    for (const port of ports) {
      if (port.kind !== code) continue;
      if (names.has(port.name))
        fail(
          'corrupt',
          `${model}: two ${kind}s have the name "${port.name}": export the model with different ones`,
        );
      names.add(port.name);
    }
  }
}
