/** Tensors of the file: every element type that weights and shapes come in, as float64. */
import { fromHalf } from '../../../quantise/half.ts';
import { FIXED64, type Message, WireError } from './wire.ts';

/** What a number of the file counts as: arithmetic on whole numbers rounds towards zero. */
export type NumberType = 'float' | 'integer' | 'boolean';

/** A tensor of the file. */
export interface Initialiser {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly data: Float64Array;
}

interface ElementType {
  readonly name: string;
  readonly kind: NumberType;
  /** Bytes of an element of raw_data. */
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  /** The typed field that holds it where there is no raw_data. */
  readonly field: 'float_data' | 'int32_data' | 'int64_data' | 'double_data' | 'uint64_data';
  /** The value of an element of `field`; itself unless said. */
  readonly decoded?: (x: number) => number;
}

const scratch = new DataView(new ArrayBuffer(4));

/** A bfloat16 is the upper half of a float32. */
function fromBrain(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** By the number of TensorProto.DataType. */
const types: Readonly<Record<number, ElementType>> = {
  1: { name: 'FLOAT', kind: 'float', bytes: 4, read: (v, at) => v.getFloat32(at, true), field: 'float_data' },
  2: { name: 'UINT8', kind: 'integer', bytes: 1, read: (v, at) => v.getUint8(at), field: 'int32_data' },
  3: { name: 'INT8', kind: 'integer', bytes: 1, read: (v, at) => v.getInt8(at), field: 'int32_data' },
  4: {
    name: 'UINT16',
    kind: 'integer',
    bytes: 2,
    read: (v, at) => v.getUint16(at, true),
    field: 'int32_data',
  },
  5: { name: 'INT16', kind: 'integer', bytes: 2, read: (v, at) => v.getInt16(at, true), field: 'int32_data' },
  6: { name: 'INT32', kind: 'integer', bytes: 4, read: (v, at) => v.getInt32(at, true), field: 'int32_data' },
  7: {
    name: 'INT64',
    kind: 'integer',
    bytes: 8,
    read: (v, at) => Number(v.getBigInt64(at, true)),
    field: 'int64_data',
  },
  9: {
    name: 'BOOL',
    kind: 'boolean',
    bytes: 1,
    read: (v, at) => Number(v.getUint8(at) !== 0),
    field: 'int32_data',
  },
  10: {
    name: 'FLOAT16',
    kind: 'float',
    bytes: 2,
    read: (v, at) => fromHalf(v.getUint16(at, true)),
    field: 'int32_data',
    decoded: (x) => fromHalf(x & 0xffff),
  },
  11: {
    name: 'DOUBLE',
    kind: 'float',
    bytes: 8,
    read: (v, at) => v.getFloat64(at, true),
    field: 'double_data',
  },
  12: {
    name: 'UINT32',
    kind: 'integer',
    bytes: 4,
    read: (v, at) => v.getUint32(at, true),
    field: 'uint64_data',
  },
  13: {
    name: 'UINT64',
    kind: 'integer',
    bytes: 8,
    read: (v, at) => Number(v.getBigUint64(at, true)),
    field: 'uint64_data',
  },
  16: {
    name: 'BFLOAT16',
    kind: 'float',
    bytes: 2,
    read: (v, at) => fromBrain(v.getUint16(at, true)),
    field: 'int32_data',
    decoded: (x) => fromBrain(x & 0xffff),
  },
};

/** Names of the types that hold no numbers that a step can use. */
const others: Readonly<Record<number, string>> = {
  0: 'UNDEFINED',
  8: 'STRING',
  14: 'COMPLEX64',
  15: 'COMPLEX128',
  17: 'FLOAT8E4M3FN',
  18: 'FLOAT8E4M3FNUZ',
  19: 'FLOAT8E5M2',
  20: 'FLOAT8E5M2FNUZ',
  21: 'UINT4',
  22: 'INT4',
  23: 'FLOAT4E2M1',
};

/** What numbers of an element type count as; null for one that a step cannot use. */
export const numberTypeOf = (type: number): NumberType | null => types[type]?.kind ?? null;
export const nameOfType = (type: number): string => types[type]?.name ?? others[type] ?? `type ${type}`;

/** More elements than any network that a blob can hold. */
export const MOST = 2 ** 26;

/**
 * Reads a TensorProto.
 * @throws WireError if it is in another file, of a type without numbers, or has more or fewer numbers than its shape
 */
export function readInitialiser(message: Message): Initialiser {
  const { place } = message;
  const fail = (reason: string): never => {
    throw new WireError(place, reason);
  };
  if (message.integer(14) !== 0 || message.has(13))
    fail('its numbers are in another file: save the model as one file (save_as_external_data=False)');
  if (message.has(3)) fail('it is a segment of a tensor: save the model whole');
  const shape = message.integers(1);
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.some((n) => n < 0) || size > MOST) fail(`its shape is [${shape.join(', ')}]`);
  const code = message.integer(2);
  const type =
    types[code] ?? fail(`it is of type ${nameOfType(code)}: weights must be numbers of 8 to 64 bits`);
  const data = message.has(9) ? raw(message, type, size) : listed(message, type);
  if (data.length !== size)
    fail(`its shape [${shape.join(', ')}] needs ${size} numbers; it has ${data.length}`);
  return { name: message.text(8), shape, type: type.kind, data };
}

function raw(message: Message, { name, bytes, read }: ElementType, size: number): Float64Array {
  const found = message.all(9).at(-1) as Uint8Array;
  if (found.length !== size * bytes)
    throw new WireError(
      message.place,
      `${size} numbers of type ${name} need ${size * bytes} bytes; it has ${found.length}`,
    );
  const view = new DataView(found.buffer, found.byteOffset, found.byteLength);
  return Float64Array.from({ length: size }, (_, i) => read(view, i * bytes));
}

function listed(message: Message, { field, decoded }: ElementType): Float64Array {
  const numbers = {
    float_data: () => message.floats(4),
    int32_data: () => message.integers(5),
    int64_data: () => message.integers(7),
    double_data: () => message.floats(10, FIXED64),
    uint64_data: () => message.integers(11),
  }[field]();
  return Float64Array.from(decoded ? numbers.map(decoded) : numbers);
}
