import * as L from '../../assembly/layout.ts';
import type { Work } from '../graph/work.ts';
import { workOf } from '../ops/table.ts';
import type { WeightType } from '../quantise/types.ts';
import { startsOf } from './initial-state.ts';
import { type InspectedLayer, layersOf } from './layers.ts';
import { type Header, type ReadContents, readBlob } from './read.ts';
import { arenaOf, matrixOf, type Region } from './regions.ts';
import { variantOf } from './variant.ts';
import { movesOf } from './work.ts';
import type { TensorKind } from './write.ts';

export interface Inspection {
  readonly header: Header;
  /** From the metadata; null if they do not say. */
  readonly name: string | null;
  readonly parameters: number | null;
  readonly layers: readonly InspectedLayer[];
  readonly instructions: readonly InspectedInstruction[];
  readonly tensors: readonly InspectedTensor[];
  readonly ports: ReadContents['ports'];
  /** Origins of inputs and outputs; null if all are 0. */
  readonly origins: ReadContents['origins'];
  /** Where each state starts, by name; null if all are 0. */
  readonly initialState: Readonly<Record<string, readonly number[]>> | null;
  /** The arena from its start to its end, without gaps. */
  readonly arena: readonly Region[];
  /** Bytes. A session is its header of 16 bytes, the arena and the kept copy of the state block. */
  readonly memory: { readonly arena: number; readonly state: number; readonly session: number };
  /** Work of one step, loops included, computed from the program. */
  readonly work: Work & Moves;
  /** Bytes of the blob by content; they sum to its length. */
  readonly bytes: {
    readonly [part in
      | 'header'
      | 'program'
      | 'tensorTable'
      | 'portTable'
      | 'weights'
      | 'metadata'
      | 'padding']: number;
  } & { readonly originTable?: number; readonly initialState?: number };
  readonly metadata: ReadContents['metadata'];
  /** The rejected keys of the metadata, in sentences. */
  readonly ignored: ReadContents['ignored'];
}

export type { Work };

export interface Moves {
  /** Floats moved, and 32 for each instruction that runs. */
  readonly moves: number;
}

export interface InspectedInstruction extends Work, Moves {
  readonly op: string;
  readonly n: number;
  readonly k: number;
  /** A port's name, a tensor's name, or `@` and an arena offset. Empty without a result. */
  readonly out: string;
  readonly operands: readonly string[];
  readonly immediate: number;
  /** Columns of its matrix; 0 without one. */
  readonly columns: number;
  /** Its variant and activations in words; empty for the plain one. */
  readonly variant: string;
  /** Index of the loop instruction around it, and its runs in a step. */
  readonly loop: number | null;
  readonly times: number;
}

export interface InspectedTensor {
  readonly name: string;
  readonly kind: TensorKind;
  readonly type: WeightType;
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
  readonly bytes: number;
  /** Largest and root-mean-square error of the stored weights; null if the metadata do not say. */
  readonly error: { readonly worst: number; readonly rms: number } | null;
}

/**
 * Describes a blob completely, as plain JSON: its parts in bytes, program, tensors, ports, arena, and the work of a step.
 * @throws {RangeError} if the bytes are not a blob of this version, or a table in them does not fit
 */
export function inspect(bytes: Uint8Array): Inspection {
  const contents = readBlob(bytes);
  const { header, metadata, tensors, ports, origins } = contents;
  const instructions = listing(contents);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const parts = {
    header: L.HEADER_BYTES,
    program: header.instructionCount * L.INSTRUCTION_BYTES,
    tensorTable: header.tensorCount * L.TENSOR_BYTES,
    portTable: header.portCount * L.PORT_BYTES,
    ...(origins && { originTable: (origins.inputs.length + origins.outputs.length) * L.ORIGIN_BYTES }),
    ...(contents.initialState && { initialState: header.stateBytes }),
    weights: sum(tensors.map((tensor) => tensor.bytes.length)),
    metadata: header.metadataBytes,
  };
  return {
    header,
    name: typeof metadata.name === 'string' ? metadata.name : null,
    parameters: typeof metadata.parameters === 'number' ? metadata.parameters : null,
    layers: layersOf(metadata) ?? [],
    instructions,
    tensors: tensors.map(({ name, kind, type, rows, columns, offset, bytes: data }, i) => ({
      name,
      kind,
      type,
      rows,
      columns,
      offset,
      bytes: data.length,
      error: errorOf(metadata.tensors, i),
    })),
    ports,
    origins,
    initialState: contents.initialState && initialByName(contents),
    arena: arenaOf(contents),
    memory: {
      arena: header.arenaBytes,
      state: header.stateBytes,
      session: 16 + header.arenaBytes + header.stateBytes,
    },
    work: {
      multiplyAdds: sum(instructions.map((i) => i.multiplyAdds)),
      transcendentals: sum(instructions.map((i) => i.transcendentals)),
      moves: sum(instructions.map((i) => i.moves)),
    },
    bytes: { ...parts, padding: bytes.length - sum(Object.values(parts)) },
    metadata,
    ignored: contents.ignored,
  };
}

/** Where each state starts, by its name. */
function initialByName(contents: ReadContents): Readonly<Record<string, readonly number[]>> {
  const states = contents.ports.filter(({ kind }) => kind === 'state');
  return Object.fromEntries(startsOf(contents).map((start, i) => [states[i].name, Array.from(start)]));
}

/**
 * Lists the program for people, each instruction with its work in a step. Until an output or probe gets its value, its
 * buffer serves as scratch and appears as such.
 */
function listing({ instructions, tensors, ports }: ReadContents): InspectedInstruction[] {
  const lastWrite = new Map<number, number>();
  instructions.forEach(({ op, out }, index) => {
    if (op !== L.OP_END) lastWrite.set(out, index);
  });
  const portAt = new Map([...ports].reverse().map((port) => [port.offset, port]));
  const arena = (offset: number, index: number): string => {
    const port = portAt.get(offset);
    const isResult = port?.kind === 'output' || port?.kind === 'probe';
    return port && !(isResult && index < (lastWrite.get(offset) ?? 0)) ? portLabel(port) : `@${offset}`;
  };
  let loop: number | null = null;
  let times = 1;
  return instructions.map((read, index) => {
    const { op, form, name, n, k, out, inputs, immediate, activations } = read;
    const moves = times * movesOf(read); // an end runs as often as the loop that it ends
    if (op === L.OP_END) {
      loop = null;
      times = 1;
    }
    const { columns, segments, blocks } = matrixOf(read, tensors);
    const cost = workOf({ op, form, n, k, activations, columns, segments, blocks });
    const instruction = {
      op: name,
      n,
      k,
      out: op === L.OP_END ? '' : arena(out, index),
      operands: inputs.map((input) =>
        'tensor' in input
          ? (tensors[input.tensor]?.name ?? `tensor ${input.tensor}`)
          : arena(input.arena, index - 1),
      ),
      immediate,
      variant: variantOf(read, segments),
      columns,
      loop,
      times,
      multiplyAdds: times * cost.multiplyAdds,
      transcendentals: times * cost.transcendentals,
      moves,
    };
    if (op === L.OP_LOOP) {
      loop = index;
      times = n;
    }
    return instruction;
  });
}

function portLabel({ kind, name }: ReadContents['ports'][number]): string {
  return kind === 'state' || kind === name ? name : `${kind} ${name}`;
}

function errorOf(list: unknown, index: number): InspectedTensor['error'] {
  const error = Array.isArray(list) ? (list[index] as { error?: unknown } | null)?.error : undefined;
  const { worst, rms } = (error ?? {}) as { worst?: unknown; rms?: unknown };
  return typeof worst === 'number' && typeof rms === 'number' ? { worst, rms } : null;
}
