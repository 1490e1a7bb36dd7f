/** Says why a blob was rejected: the statuses of `assembly/layout.ts` in words, with the names in the metadata. */
import {
  DETAIL_CONTENT,
  ERROR_CRC,
  ERROR_HEADER,
  ERROR_INITIAL,
  ERROR_INSTRUCTION,
  ERROR_LENGTH,
  ERROR_LOOP,
  ERROR_MAGIC,
  ERROR_MEMORY,
  ERROR_ORIGIN,
  ERROR_PORT,
  ERROR_TENSOR,
  ERROR_TRUNCATED,
  ERROR_UNFOLDS,
  ERROR_VERSION,
  ERROR_WEIGHT,
  ERROR_WORK,
  HEADER_ARENA_BYTES,
  HEADER_BYTES,
  HEADER_CRC,
  HEADER_INITIAL_OFFSET,
  HEADER_INSTRUCTION_COUNT,
  HEADER_MAGIC,
  HEADER_METADATA_BYTES,
  HEADER_METADATA_OFFSET,
  HEADER_MULTIPLY_ADDS,
  HEADER_ORIGINS_OFFSET,
  HEADER_PORT_COUNT,
  HEADER_PORTS_OFFSET,
  HEADER_PROGRAM_OFFSET,
  HEADER_STATE_BYTES,
  HEADER_STATE_OFFSET,
  HEADER_TENSOR_COUNT,
  HEADER_TENSORS_OFFSET,
  HEADER_TOTAL_BYTES,
  HEADER_TRANSCENDENTALS,
  HEADER_VERSION,
  HEADER_WEIGHTS_OFFSET,
  INSTRUCTION_IMMEDIATE,
  INSTRUCTION_IN,
  INSTRUCTION_OUT,
  MAGIC,
  OLDEST_VERSION,
  ORIGIN_VALUE,
  PORT_KIND,
  PORT_LENGTH,
  PORT_OFFSET,
  TENSOR_BYTES_FIELD,
  TENSOR_COLUMNS,
  TENSOR_KIND,
  TENSOR_OFFSET,
  TENSOR_ROWS,
  TENSOR_SEGMENTS,
  TENSOR_TYPE,
  VERSION,
} from '../../assembly/layout.ts';
import { textOf } from './bytes.ts';
import { MeniscusError } from './errors.ts';
import type { InstanceOptions, ValidationError } from './instance.ts';
import { operationName } from './operations.ts';
import { UncheckedBlob } from './unchecked-blob.ts';

const corrupt = 'the file is damaged or its writer is faulty: fetch it again or export it again';
const headerFields: Record<number, string> = {
  [HEADER_MAGIC]: 'magic',
  [HEADER_VERSION]: 'version',
  [HEADER_TOTAL_BYTES]: 'total bytes',
  [HEADER_CRC]: 'CRC-32',
  [HEADER_INSTRUCTION_COUNT]: 'instruction count',
  [HEADER_TENSOR_COUNT]: 'tensor count',
  [HEADER_PORT_COUNT]: 'port count',
  [HEADER_PROGRAM_OFFSET]: 'program offset',
  [HEADER_TENSORS_OFFSET]: 'tensor table offset',
  [HEADER_PORTS_OFFSET]: 'port table offset',
  [HEADER_WEIGHTS_OFFSET]: 'weights offset',
  [HEADER_METADATA_OFFSET]: 'metadata offset',
  [HEADER_METADATA_BYTES]: 'metadata bytes',
  [HEADER_ARENA_BYTES]: 'arena bytes',
  [HEADER_STATE_OFFSET]: 'state offset',
  [HEADER_STATE_BYTES]: 'state bytes',
  [HEADER_MULTIPLY_ADDS]: 'multiply-adds',
  [HEADER_TRANSCENDENTALS]: 'transcendentals',
  [HEADER_ORIGINS_OFFSET]: 'origin table offset',
  [HEADER_INITIAL_OFFSET]: 'initial state offset',
};
const tensorFields: Record<number, string> = {
  [TENSOR_TYPE]: 'type',
  [TENSOR_KIND]: 'kind',
  [TENSOR_ROWS]: 'rows',
  [TENSOR_COLUMNS]: 'columns',
  [TENSOR_SEGMENTS]: 'segments',
  [TENSOR_OFFSET]: 'offset',
  [TENSOR_BYTES_FIELD]: 'bytes',
};
const portFields: Record<number, string> = {
  [PORT_KIND]: 'kind',
  [PORT_LENGTH]: 'length',
  [PORT_OFFSET]: 'offset',
};

/** The error that explains a rejected blob. */
export function explained(
  { status, detail }: ValidationError,
  bytes: Uint8Array,
  { name: file = 'model', unfolds }: InstanceOptions,
): MeniscusError {
  const blob = new UncheckedBlob(bytes);
  const [first, second] = detail;
  // a file of another kind may be shorter than a header too
  switch (blob.header(HEADER_MAGIC) === MAGIC || status === ERROR_MEMORY ? status : ERROR_MAGIC) {
    case ERROR_MEMORY:
      return new MeniscusError(
        'memory',
        `${file}: no memory for a model of ${bytes.length.toLocaleString('en')} bytes`,
      );
    case ERROR_TRUNCATED:
    case ERROR_LENGTH:
      return new MeniscusError('truncated', `${file}: ${lengthFault(blob)}`);
    case ERROR_MAGIC:
      return new MeniscusError('format', `${file}: ${recognise(bytes)}`);
    case ERROR_VERSION:
      return new MeniscusError('version', `${file}: ${versionFault(blob.header(HEADER_VERSION))}`);
    case ERROR_CRC:
      return new MeniscusError(
        'checksum',
        `${file}: the CRC-32 does not match: the file was changed or damaged on its way; fetch it again`,
      );
    case ERROR_HEADER:
      return fault(
        `header field "${fieldOf(headerFields, first)}" (byte ${first}) is ${blob.header(first)}, which cannot be`,
      );
    case ERROR_TENSOR:
      return fault(
        `${blob.tensor(first)}: field "${fieldOf(tensorFields, second)}" of the tensor table is wrong`,
      );
    case ERROR_WEIGHT:
      return fault(`${blob.tensor(first)}: ${blob.element(first, second)} is not finite or out of range`);
    case ERROR_PORT:
      return fault(`${blob.port(first)}: ${portFault(second)}`);
    case ERROR_ORIGIN:
      return fault(`entry ${first} of the origin table: ${originFault(second)}`);
    case ERROR_INITIAL:
      return fault(`number ${first} of the initial state ${initialFault}`);
    case ERROR_INSTRUCTION:
      return fault(`${instruction(blob, first)}: ${instructionFault(second)}`);
    case ERROR_LOOP:
      return fault(`${instruction(blob, first)}: loops must not nest and each needs its end`);
    case ERROR_WORK: {
      const stated = [HEADER_MULTIPLY_ADDS, HEADER_TRANSCENDENTALS].map((field) => blob.header(field));
      return fault(
        `the program needs ${first.toLocaleString('en')} multiply-adds and ${second.toLocaleString('en')} transcendentals ` +
          `a step, the header says ${stated[0].toLocaleString('en')} and ${stated[1].toLocaleString('en')}`,
      );
    }
    case ERROR_UNFOLDS: {
      const stored = blob.instruction(first)?.n ?? 0;
      return new MeniscusError(
        'unfolds',
        `${file}: unfolds can only be lowered: got ${unfolds}, the model has ${stored} (instruction ${first})`,
      );
    }
    default:
      return fault(`status ${status}, details ${first} and ${second}`);
  }

  function fault(message: string): MeniscusError {
    return new MeniscusError('corrupt', `${file}: ${message}; ${corrupt}`);
  }
}

const initialFault = 'is not finite, more than a compensation can be, or of no state and not 0';

const originFault = (field: number): string =>
  `its ${field === ORIGIN_VALUE ? 'origin is not finite' : 'deviation is not finite and ≥ 0'}`;

/** Guesses the kind of a file that lacks the magic of a blob. */
export function recognise(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the file is empty';
  const start = textOf(bytes.subarray(0, 60)).replace(/\s+/g, ' ').trim();
  if (start.startsWith('version https://git-lfs'))
    return 'this is a Git LFS pointer, not the model: run git lfs pull';
  if (start.startsWith('<')) {
    return `this is a web page ("${start}"), not a model: the server answered with a page, so check the address`;
  }
  if (start.startsWith('\0asm')) return 'this is WebAssembly, not a model: pass it as the option interpreter';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'this is gzip, not a model: decompress it first';
  if (/^[\x20-\x7e]+$/.test(start))
    return `this is text ("${start}"), not a model: check the address or path`;
  return 'this is not a Meniscus model (no "MNSC" at its start): check the address or path';
}

function versionFault(version: number): string {
  const remedy =
    version > VERSION
      ? `get a release of meniscus that reads version ${version}`
      : 'export the model again with this release';
  return `the blob has format version ${version}; this runtime reads version ${OLDEST_VERSION} to ${VERSION}: ${remedy}`;
}

function lengthFault(blob: UncheckedBlob): string {
  const has = blob.bytes.length.toLocaleString('en');
  if (blob.bytes.length < HEADER_BYTES) {
    return `the header takes ${HEADER_BYTES} bytes but the file has ${has}: the download is cut short`;
  }
  const total = blob.header(HEADER_TOTAL_BYTES);
  if (total < blob.bytes.length) {
    return `the blob ends at byte ${total.toLocaleString('en')} but the file has ${has}: something was appended`;
  }
  const tensor = blob.tensorBeyondEnd;
  const end = (tensor?.end ?? total).toLocaleString('en');
  const what = tensor === null ? 'the blob' : blob.tensor(tensor.index);
  return `${what} ends at byte ${end} but the file has ${has}: the download is cut short`;
}

function instruction(blob: UncheckedBlob, index: number): string {
  return `instruction ${index} (${operationName(blob.instruction(index)?.op)})`;
}

function portFault(detail: number): string {
  if (detail === (PORT_OFFSET | DETAIL_CONTENT))
    return 'it overlaps another port or the compensation of a state';
  if (detail & DETAIL_CONTENT) return 'a step does not write all of its floats';
  return `field "${fieldOf(portFields, detail)}" of the port table is wrong`;
}

function instructionFault(detail: number): string {
  const offset = detail & ~DETAIL_CONTENT;
  const name = instructionField(offset);
  if (offset === detail) return `field "${name}" is wrong`;
  return offset === INSTRUCTION_OUT
    ? `its result "${name}" overlaps an operand or the compensation of another state`
    : `operand "${name}" reads floats that nothing wrote before, or overlaps another operand`;
}

function instructionField(offset: number): string {
  if (offset >= INSTRUCTION_IMMEDIATE) return 'immediate';
  if (offset >= INSTRUCTION_IN) return `in${(offset - INSTRUCTION_IN) >> 1}`;
  return ['op', 'form', 'n', 'n', 'k', 'k', 'out', 'out'][offset];
}

function fieldOf(fields: Record<number, string>, offset: number): string {
  return fields[offset] ?? `byte ${offset}`;
}
