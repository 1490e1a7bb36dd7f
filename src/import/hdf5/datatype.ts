import { fromHalf } from '../../quantise/half.ts';
import type { FileBytes } from './bytes.ts';

/** How an element is stored (IV.A.2.d): a number, a text, a text in the heap, or what is not read here. */
export type Datatype =
  | { readonly kind: 'number'; readonly size: number; readonly name: string; readonly read: ReadNumber }
  | { readonly kind: 'text'; readonly size: number; readonly name: string }
  | { readonly kind: 'heap text'; readonly size: 16; readonly name: string }
  | { readonly kind: 'opaque' | 'other'; readonly size: number; readonly name: string };

type ReadNumber = (view: DataView, at: number) => number;

const classes = [
  'integer',
  'float',
  'time',
  'text',
  'bit field',
  'opaque',
  'compound',
  'reference',
  'enumeration',
];

/** The type that is described there. */
export function datatypeOf(from: FileBytes, at: number): Datatype {
  from.need(at, 8, 'a type');
  const kind = from.u8(at) & 15;
  const bits = from.u8(at + 1);
  const size = from.u32(at + 4);
  if (kind === 0) return integer(size, (bits & 8) !== 0, (bits & 1) === 0);
  if (kind === 1) return float(from, at, size, (bits & 1) === 0 && (bits & 64) === 0);
  if (kind === 3 && size > 0) return { kind: 'text', size, name: `text of ${size} bytes` };
  if (kind === 5) return { kind: 'opaque', size, name: `opaque of ${size} bytes` };
  // an enumeration, such as a boolean, holds the numbers of its base
  if (kind === 8) return datatypeOf(from, at + 8);
  if (kind === 9 && (bits & 15) === 1 && size === 16) return { kind: 'heap text', size, name: 'text' };
  return { kind: 'other', size, name: classes[kind] ?? (kind === 9 ? 'list' : `type ${kind}`) };
}

function integer(size: number, signed: boolean, little: boolean): Datatype {
  const name = `${signed ? 'int' : 'uint'}${size * 8}`;
  const reads: Readonly<Record<number, ReadNumber | undefined>> = signed
    ? {
        1: (view, at) => view.getInt8(at),
        2: (view, at) => view.getInt16(at, little),
        4: (view, at) => view.getInt32(at, little),
        8: (view, at) => Number(view.getBigInt64(at, little)),
      }
    : {
        1: (view, at) => view.getUint8(at),
        2: (view, at) => view.getUint16(at, little),
        4: (view, at) => view.getUint32(at, little),
        8: (view, at) => Number(view.getBigUint64(at, little)),
      };
  const read = reads[size];
  return read ? { kind: 'number', size, name, read } : { kind: 'other', size, name };
}

const scratch = new DataView(new ArrayBuffer(4));

/** A bfloat16 is the upper half of an f32. */
export function fromBfloat16(bits: number): number {
  scratch.setInt32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** IEEE 754 and bfloat16: where exponent and fraction lie, and the bias. */
function float(from: FileBytes, at: number, size: number, little: boolean): Datatype {
  from.need(at + 8, 12, 'a type');
  const layout = [12, 13, 14, 15].map((k) => from.u8(at + k));
  const found = `${size}: ${[...layout, from.u32(at + 16)].join(' ')}`;
  const reads: Readonly<Record<string, ReadNumber | undefined>> = {
    '2: 10 5 0 10 15': (view, k) => fromHalf(view.getUint16(k, little)),
    '2: 7 8 0 7 127': (view, k) => fromBfloat16(view.getUint16(k, little)),
    '4: 23 8 0 23 127': (view, k) => view.getFloat32(k, little),
    '8: 52 11 0 52 1023': (view, k) => view.getFloat64(k, little),
  };
  const name = `float${size * 8}`;
  const read = reads[found];
  return read ? { kind: 'number', size, name, read } : { kind: 'other', size, name: `a ${name} of its own` };
}
