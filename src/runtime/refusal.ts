/** Why a blob was refused, in words: the statuses of `assembly/layout.ts` with the names that the metadata has. */
import * as layout from '../../assembly/layout.ts';
import { Blob } from './blob.ts';
import { counted, MeniscusError } from './errors.ts';
import { textOf } from './text.ts';

const corrupt = 'the file is damaged or its writer is faulty: fetch it again or export it again';
const headerFields: Record<number, string> = {
  [layout.HEADER_MAGIC]: 'magic',
  [layout.HEADER_VERSION]: 'version',
  [layout.HEADER_TOTAL_BYTES]: 'total bytes',
  [layout.HEADER_CRC]: 'CRC-32',
  [layout.HEADER_INSTRUCTION_COUNT]: 'instruction count',
  [layout.HEADER_TENSOR_COUNT]: 'tensor count',
  [layout.HEADER_PORT_COUNT]: 'port count',
  [layout.HEADER_PROGRAM_OFFSET]: 'program offset',
  [layout.HEADER_TENSORS_OFFSET]: 'tensor table offset',
  [layout.HEADER_PORTS_OFFSET]: 'port table offset',
  [layout.HEADER_WEIGHTS_OFFSET]: 'weights offset',
  [layout.HEADER_METADATA_OFFSET]: 'metadata offset',
  [layout.HEADER_METADATA_BYTES]: 'metadata bytes',
  [layout.HEADER_ARENA_BYTES]: 'arena bytes',
  [layout.HEADER_STATE_OFFSET]: 'state offset',
  [layout.HEADER_STATE_BYTES]: 'state bytes',
  [layout.HEADER_MULTIPLY_ADDS]: 'multiply-adds',
  [layout.HEADER_TRANSCENDENTALS]: 'transcendentals',
  [layout.HEADER_RESERVED]: 'reserved',
  [layout.HEADER_RESERVED + 4]: 'reserved',
};
const tensorFields: Record<number, string> = {
  [layout.TENSOR_TYPE]: 'type',
  [layout.TENSOR_KIND]: 'kind',
  [layout.TENSOR_ROWS]: 'rows',
  [layout.TENSOR_COLUMNS]: 'columns',
  [layout.TENSOR_SEGMENTS]: 'segments',
  [layout.TENSOR_OFFSET]: 'offset',
  [layout.TENSOR_BYTES_FIELD]: 'bytes',
};
const portFields: Record<number, string> = {
  [layout.PORT_KIND]: 'kind',
  [layout.PORT_LENGTH]: 'length',
  [layout.PORT_OFFSET]: 'offset',
};

/**
 * The error for a status of `open`.
 * @param file the name of the blob in the message
 * @param detail the two details that the machine gives with the status
 */
export function refusal(
  status: number,
  detail: readonly [number, number],
  bytes: Uint8Array,
  file: string,
  unfolds = 0,
): MeniscusError {
  const blob = new Blob(bytes);
  const [first, second] = detail;
  switch (status) {
    case layout.ERROR_MEMORY:
      return new MeniscusError(
        'memory',
        `${file}: no memory for a model of ${counted(bytes.length, 'byte')}`,
      );
    case layout.ERROR_TRUNCATED:
    case layout.ERROR_LENGTH:
      return new MeniscusError('truncated', `${file}: ${lengthFault(blob)}`);
    case layout.ERROR_MAGIC:
      return new MeniscusError('format', `${file}: ${recognise(bytes)}`);
    case layout.ERROR_VERSION:
      return new MeniscusError('version', `${file}: ${versionFault(blob.header(layout.HEADER_VERSION))}`);
    case layout.ERROR_CRC:
      return new MeniscusError(
        'checksum',
        `${file}: the CRC-32 does not match: the file was changed or damaged on its way; fetch it again`,
      );
    case layout.ERROR_HEADER:
      return fault(
        `header field "${fieldOf(headerFields, first)}" (byte ${first}) is ${blob.header(first)}, which cannot be`,
      );
    case layout.ERROR_TENSOR:
      return fault(
        `${blob.tensor(first)}: field "${fieldOf(tensorFields, second)}" of the tensor table is wrong`,
      );
    case layout.ERROR_WEIGHT:
      return fault(`${blob.tensor(first)}: ${blob.element(first, second)} is not finite or out of range`);
    case layout.ERROR_PORT:
      return fault(`${blob.port(first)}: field "${fieldOf(portFields, second)}" of the port table is wrong`);
    case layout.ERROR_INSTRUCTION:
      return fault(`${instruction(blob, first)}: field "${instructionField(second)}" is wrong`);
    case layout.ERROR_LOOP:
      return fault(`${instruction(blob, first)}: loops must not nest and each needs its end`);
    case layout.ERROR_WORK: {
      const stated = [layout.HEADER_MULTIPLY_ADDS, layout.HEADER_TRANSCENDENTALS].map((field) =>
        blob.header(field),
      );
      return fault(
        `the program needs ${first.toLocaleString('en')} multiply-adds and ${second.toLocaleString('en')} transcendentals ` +
          `a step, the header says ${stated[0].toLocaleString('en')} and ${stated[1].toLocaleString('en')}`,
      );
    }
    case layout.ERROR_UNFOLDS: {
      const stored = blob.instruction(first)?.n ?? 0;
      return new MeniscusError(
        'unfolds',
        `${file}: unfolds can only be lowered: ${unfolds} were asked for, the model has ${stored} (instruction ${first})`,
      );
    }
    default:
      return fault(`status ${status}, details ${first} and ${second}`);
  }

  function fault(message: string): MeniscusError {
    return new MeniscusError('corrupt', `${file}: ${message}; ${corrupt}`);
  }
}

/** What bytes without the magic of a blob are, as far as one can tell. */
export function recognise(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the file is empty';
  const start = textOf(bytes.subarray(0, 60)).replace(/\s+/g, ' ').trim();
  if (start.startsWith('version https://git-lfs'))
    return 'this is a Git LFS pointer, not the model: run git lfs pull';
  if (start.startsWith('<')) {
    return `this is a web page ("${start}"), not a model: the server answered with a page, so check the address`;
  }
  if (start.startsWith('\0asm')) return 'this is WebAssembly, not a model: pass it as the option machine';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'this is gzip, not a model: decompress it first';
  if (/^[\x20-\x7e]+$/.test(start))
    return `this is text ("${start}"), not a model: check the address or path`;
  return 'this is not a Meniscus model (no "MNSC" at its start): check the address or path';
}

function versionFault(version: number): string {
  const remedy =
    version > layout.VERSION
      ? `get a release of meniscus that reads version ${version}`
      : 'export the model again with this release';
  return `the blob has format version ${version}; this runtime reads version ${layout.VERSION}: ${remedy}`;
}

function lengthFault(blob: Blob): string {
  const has = blob.bytes.length.toLocaleString('en');
  if (blob.bytes.length < layout.HEADER_BYTES) {
    return `the header takes ${layout.HEADER_BYTES} bytes but the file has ${has}: the download is cut short`;
  }
  const total = blob.header(layout.HEADER_TOTAL_BYTES);
  if (total < blob.bytes.length) {
    return `the blob ends at byte ${total.toLocaleString('en')} but the file has ${has}: something was appended`;
  }
  const tensor = blob.tensorBeyondEnd;
  const end = (tensor?.end ?? total).toLocaleString('en');
  const what = tensor === null ? 'the blob' : blob.tensor(tensor.index);
  return `${what} ends at byte ${end} but the file has ${has}: the download is cut short`;
}

function instruction(blob: Blob, index: number): string {
  const op = blob.instruction(index)?.op;
  const named = Object.entries(layout).find(([name, code]) => name.startsWith('OP_') && code === op);
  return `instruction ${index} (${named ? named[0].slice(3).toLowerCase().replaceAll('_', '-') : `opcode ${op}`})`;
}

function instructionField(offset: number): string {
  if (offset >= layout.INSTRUCTION_IMMEDIATE) return 'immediate';
  if (offset >= layout.INSTRUCTION_IN) return `in${(offset - layout.INSTRUCTION_IN) >> 1}`;
  return ['op', 'form', 'n', 'n', 'k', 'k', 'out', 'out'][offset];
}

function fieldOf(fields: Record<number, string>, offset: number): string {
  return fields[offset] ?? `byte ${offset}`;
}
