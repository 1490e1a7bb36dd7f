import * as L from '../../assembly/layout.ts';
import { checkOptions } from '../check/options.ts';
import { anything, listOf, needed as must, orNull, type Rules, record, rule, whole } from '../check/rules.ts';
import { newestIn } from '../ops/table.ts';
import { storageOf, type WeightType } from '../quantise/types.ts';
import { crc32 } from './crc.ts';
import { checkInitialState } from './initial-state.ts';

export interface Instruction {
  readonly op: number;
  /** FORM_…; for a fraction the opcode of its activation. */
  readonly form?: number;
  readonly n: number;
  readonly k?: number;
  /** Arena offset in bytes. */
  readonly out: number;
  readonly inputs: readonly ({ readonly arena: number } | { readonly tensor: number })[];
  readonly immediate?: number;
  /** For an affine, in place of the immediate: the opcode of each segment's activation, 0 for none. */
  readonly activations?: readonly number[];
}

/** In the order of their codes. */
export const tensorKinds = [
  'vector',
  'matrix',
  'panel-sparse',
  'rows',
  'levels',
  'synapses',
  'synapses-sparse',
] as const;
export type TensorKind = (typeof tensorKinds)[number];

export interface Tensor {
  readonly kind: TensorKind;
  readonly type: WeightType;
  readonly rows: number;
  readonly columns: number;
  /** The number of segments of equal length in the rows. */
  readonly segments: number;
  readonly bytes: Uint8Array;
}

export const portKinds = ['input', 'dt', 'output', 'state', 'compensation', 'probe'] as const;

export interface BlobPort {
  readonly kind: (typeof portKinds)[number];
  readonly length: number;
  readonly offset: number;
}

/**
 * An offset of data with a spread too small beside it for single precision. In double precision it is subtracted from an
 * input before the program sees it, or added to an output of the program. It is called origin, because offsets in this file
 * count bytes.
 */
export interface Origin {
  readonly origin: number;
  /** Standard deviation of the training data, ≥ 0; 0: unknown. */
  readonly deviation: number;
}

/** One for each number. */
export interface Origins {
  readonly inputs: readonly Origin[];
  readonly outputs: readonly Origin[];
}

export interface BlobContents {
  /** The format version; by default the oldest written one that has what the blob needs. */
  readonly version?: number;
  readonly instructions: readonly Instruction[];
  readonly tensors: readonly Tensor[];
  readonly ports: readonly BlobPort[];
  /** Null or missing: all are 0. */
  readonly origins?: Origins | null;
  /** The state block of a new session. Null or missing: all zero. */
  readonly initialState?: Float32Array | null;
  readonly arenaBytes: number;
  readonly stateOffset: number;
  readonly stateBytes: number;
  readonly multiplyAdds: number;
  readonly transcendentals: number;
  readonly metadata: object;
}

/** Also accepts the other results of `readBlob`. */
const rules: Rules<BlobContents & { header: unknown; ignored: unknown }> = {
  version: anything, // which there are depends on the rest
  instructions: must(listOf(record)),
  tensors: must(listOf(record)),
  ports: must(listOf(record)),
  origins: orNull(record),
  initialState: orNull(rule('a Float32Array', (x) => x instanceof Float32Array)),
  arenaBytes: must(whole(0)),
  stateOffset: must(whole(0)),
  stateBytes: must(whole(0)),
  multiplyAdds: must(whole(0)),
  transcendentals: must(whole(0)),
  metadata: must(record),
  header: anything,
  ignored: anything,
};

/** Finds the least version that has what a blob needs, and the part that needs it; '' if every version has it. */
export function versionNeeded({
  instructions,
  tensors,
  origins,
  initialState,
}: Pick<BlobContents, 'instructions' | 'tensors' | 'origins' | 'initialState'>): {
  readonly least: number;
  readonly part: string;
} {
  const needs = [{ least: L.OLDEST_VERSION as number, part: '' }];
  for (const { type } of tensors) needs.push({ least: storageOf(type).since, part: `weights in ${type}` });
  for (const instruction of instructions) {
    const { name, since } = newestIn(instruction);
    needs.push({ least: since, part: `the operation ${name}` });
  }
  if (origins) needs.push({ least: L.VERSION_ORIGINS, part: 'origins of inputs or outputs' });
  if (initialState) needs.push({ least: L.VERSION_INITIAL, part: 'an initial state' });
  return needs.reduce((most, one) => (one.least > most.least ? one : most));
}

function versionOf(blob: BlobContents): number {
  const { least, part } = versionNeeded(blob);
  const { version = Math.max(least, L.VERSION_WRITTEN) } = blob;
  if (version >= least && version <= L.VERSION && Number.isInteger(version)) return version;
  throw new RangeError(
    `version: a blob ${part && `with ${part} `}has one from ${least} to ${L.VERSION}, not ${version}`,
  );
}

/** @throws RangeError if origins do not fit the ports, or are not finite */
function originsOf({ origins, ports }: BlobContents): readonly Origin[] {
  if (!origins) return [];
  for (const kind of ['input', 'output'] as const) {
    const list = origins[`${kind}s`];
    const { length } = ports.find((port) => port.kind === kind) ?? { length: 0 };
    if (list.length !== length)
      throw new RangeError(`origins: there are ${list.length} for the ${length} numbers of the ${kind}`);
    list.forEach(({ origin, deviation }, i) => {
      if (!Number.isFinite(origin) || !(deviation >= 0 && deviation < Infinity))
        throw new RangeError(
          `origins: that of ${kind} ${i} needs a finite number and a deviation ≥ 0, not ${origin} and ${deviation}`,
        );
    });
  }
  return [...origins.inputs, ...origins.outputs];
}

const aligned = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/**
 * Writes a blob in the layout of `docs/format.md`.
 * @throws RangeError for an unknown or missing part; for a version that is unknown or too old for the blob's contents; for
 * origins or an initial state that do not fit
 */
export function writeBlob(blob: BlobContents): Uint8Array {
  checkOptions<BlobContents & { header?: unknown; ignored?: unknown }>('writeBlob', blob, rules);
  const version = versionOf(blob);
  checkInitialState(blob);
  const { instructions, tensors, ports } = blob;
  const text = new TextEncoder().encode(JSON.stringify(blob.metadata));
  const offsets: number[] = [];
  let weightBytes = 0;
  for (const { bytes } of tensors) {
    offsets.push(weightBytes);
    weightBytes = aligned(weightBytes + bytes.length, 4);
  }
  const program = L.HEADER_BYTES;
  const tensorTable = aligned(program + instructions.length * L.INSTRUCTION_BYTES, 16);
  const portTable = aligned(tensorTable + tensors.length * L.TENSOR_BYTES, 16);
  const origins = originsOf(blob);
  const originTable = aligned(portTable + ports.length * L.PORT_BYTES, 16);
  const initial = originTable + origins.length * L.ORIGIN_BYTES;
  const start = blob.initialState ?? new Float32Array();
  const weights = initial + 4 * start.length;
  const metadata = aligned(weights + weightBytes, 16);
  const bytes = new Uint8Array(metadata + text.length);
  const view = new DataView(bytes.buffer);
  const header = (offset: number, value: number): void => view.setUint32(offset, value, true);
  header(L.HEADER_MAGIC, L.MAGIC);
  header(L.HEADER_VERSION, version);
  header(L.HEADER_TOTAL_BYTES, bytes.length);
  header(L.HEADER_INSTRUCTION_COUNT, instructions.length);
  header(L.HEADER_TENSOR_COUNT, tensors.length);
  header(L.HEADER_PORT_COUNT, ports.length);
  header(L.HEADER_PROGRAM_OFFSET, program);
  header(L.HEADER_TENSORS_OFFSET, tensorTable);
  header(L.HEADER_PORTS_OFFSET, portTable);
  header(L.HEADER_WEIGHTS_OFFSET, weights);
  header(L.HEADER_METADATA_OFFSET, metadata);
  header(L.HEADER_METADATA_BYTES, text.length);
  header(L.HEADER_ARENA_BYTES, blob.arenaBytes);
  header(L.HEADER_STATE_OFFSET, blob.stateOffset);
  header(L.HEADER_STATE_BYTES, blob.stateBytes);
  header(L.HEADER_MULTIPLY_ADDS, blob.multiplyAdds);
  header(L.HEADER_TRANSCENDENTALS, blob.transcendentals);
  header(L.HEADER_ORIGINS_OFFSET, origins.length > 0 ? originTable : 0);
  header(L.HEADER_INITIAL_OFFSET, start.length > 0 ? initial : 0);

  instructions.forEach(({ op, form = 0, n, k = 0, out, inputs, immediate = 0, activations = [] }, i) => {
    const at = program + i * L.INSTRUCTION_BYTES;
    view.setUint8(at + L.INSTRUCTION_OP, op);
    view.setUint8(at + L.INSTRUCTION_FORM, form);
    view.setUint16(at + L.INSTRUCTION_N, n, true);
    view.setUint16(at + L.INSTRUCTION_K, k, true);
    view.setUint16(at + L.INSTRUCTION_OUT, op === L.OP_END ? L.OPERAND_NONE : out / 16, true);
    for (let j = 0; j < L.OPERANDS; j++) {
      const input = inputs[j];
      let code = L.OPERAND_NONE;
      if (input) code = 'tensor' in input ? L.OPERAND_TENSOR | input.tensor : input.arena / 16;
      view.setUint16(at + L.INSTRUCTION_IN + 2 * j, code, true);
    }
    view.setFloat32(at + L.INSTRUCTION_IMMEDIATE, immediate, true);
    activations.forEach((code, j) => {
      view.setUint8(at + L.INSTRUCTION_IMMEDIATE + j, code);
    });
  });
  tensors.forEach(({ kind, type, rows, columns, segments, bytes: data }, i) => {
    const at = tensorTable + i * L.TENSOR_BYTES;
    view.setUint8(at + L.TENSOR_TYPE, storageOf(type).code);
    view.setUint8(at + L.TENSOR_KIND, tensorKinds.indexOf(kind));
    view.setUint16(at + L.TENSOR_SEGMENTS, segments > 1 ? segments : 0, true);
    view.setUint16(at + L.TENSOR_ROWS, rows, true);
    view.setUint16(at + L.TENSOR_COLUMNS, columns, true);
    view.setUint32(at + L.TENSOR_OFFSET, offsets[i], true);
    view.setUint32(at + L.TENSOR_BYTES_FIELD, data.length, true);
    bytes.set(data, weights + offsets[i]);
  });
  ports.forEach(({ kind, length, offset }, i) => {
    const at = portTable + i * L.PORT_BYTES;
    view.setUint16(at + L.PORT_KIND, portKinds.indexOf(kind), true);
    view.setUint16(at + L.PORT_LENGTH, length, true);
    view.setUint32(at + L.PORT_OFFSET, offset, true);
  });
  origins.forEach(({ origin, deviation }, i) => {
    const at = originTable + i * L.ORIGIN_BYTES;
    view.setFloat64(at + L.ORIGIN_VALUE, origin, true);
    view.setFloat64(at + L.ORIGIN_DEVIATION, deviation, true);
  });
  start.forEach((x, i) => void view.setFloat32(initial + 4 * i, x, true));
  bytes.set(text, metadata);
  header(L.HEADER_CRC, crc32(bytes, L.HEADER_CRC));
  return bytes;
}
