import * as L from '../../assembly/layout.ts';
import type { Variant, Work } from '../graph/work.ts';
import { hasMatrix, operations, workOf } from '../ops/table.ts';
import type { WeightType } from '../quantise/types.ts';
import { type InspectedLayer, layersOf } from './layers.ts';
import { type Header, type ReadContents, type ReadInstruction, readBlob } from './read.ts';
import { blocksOf } from './sparse.ts';
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
  } & { readonly originTable?: number };
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

export interface Region {
  readonly offset: number;
  readonly bytes: number;
  readonly use: ReadContents['ports'][number]['kind'] | 'scratch' | 'spare';
  /** The name of a port; empty otherwise. */
  readonly name: string;
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

/** Columns of the matrix that an instruction reads, its blocks, and the segments of the result. */
export function matrixOf(
  { op, inputs }: ReadInstruction,
  tensors: ReadContents['tensors'],
): Required<Pick<Variant, 'columns' | 'segments'>> & Pick<Variant, 'blocks'> {
  const [first] = inputs;
  const tensor = first && 'tensor' in first ? tensors[first.tensor] : undefined;
  if (!tensor || tensor.kind === 'vector') return { columns: 0, segments: 1 };
  const { columns, segments } = tensor;
  return {
    columns,
    segments: operations.get(op)?.matrix?.kind === 'synapses' ? 2 : segments,
    blocks: blocksOf(tensor),
  };
}

/** Floats of an instruction's result, with the padding between its segments. */
function resultLength(instruction: ReadInstruction, tensors: ReadContents['tensors']): number {
  const { op, n, k } = instruction;
  const operation = operations.get(op);
  if (operation && hasMatrix(operation)) {
    const { segments } = matrixOf(instruction, tensors);
    return segments > 1 ? segments * 4 * Math.ceil(n / segments / 4) : n;
  }
  if (operation?.result === 'scalar') return 1;
  if (operation?.result === 'none') return 0;
  return operation?.result === 'n + k' ? n + k : n;
}

/** Divides the arena into its ports, the scratch buffers that the program writes, and what is spare. */
function arenaOf({ arenaBytes, ports, instructions, tensors }: ReadContents): Region[] {
  const vectors = new Array<Omit<Region, 'offset' | 'bytes'> | undefined>(Math.ceil(arenaBytes / 16));
  const starts = new Set<number>();
  const claim = (offset: number, length: number, use: Region['use'], name: string): void => {
    const region = { use, name };
    starts.add(offset / 16);
    const end = Math.min(vectors.length, offset / 16 + Math.ceil(length / 4));
    for (let i = offset / 16; i < end; i++) vectors[i] ??= region;
  };
  for (const { kind, name, offset, length } of ports) claim(offset, length, kind, name);
  for (const instruction of instructions) {
    const { op, k, out, inputs } = instruction;
    claim(out, resultLength(instruction, tensors), 'scratch', '');
    const levels = inputs[operations.get(op)?.operands.indexOf('levels') ?? -1];
    if (levels && 'arena' in levels) claim(levels.arena, 2 * Math.ceil(k / 4), 'scratch', '');
  }
  const regions: Region[] = [];
  for (let i = 0; i < vectors.length; ) {
    const { use, name } = vectors[i] ?? { use: 'spare' as const, name: '' };
    let end = i + 1;
    while (end < vectors.length && vectors[end] === vectors[i] && !(use === 'scratch' && starts.has(end)))
      end++;
    regions.push({ offset: 16 * i, bytes: 16 * (end - i), use, name });
    i = end;
  }
  return regions;
}

function errorOf(list: unknown, index: number): InspectedTensor['error'] {
  const error = Array.isArray(list) ? (list[index] as { error?: unknown } | null)?.error : undefined;
  const { worst, rms } = (error ?? {}) as { worst?: unknown; rms?: unknown };
  return typeof worst === 'number' && typeof rms === 'number' ? { worst, rms } : null;
}
