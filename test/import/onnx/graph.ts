/** ONNX graphs as plain data, and their bytes: a writer of the wire format, for tests. */

/** An array with its shape. Whole numbers and truth values count as `integer`. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly integer?: boolean;
}

/** A number is an integer attribute; `{ float }` is one with a point. */
export type Attribute =
  | number
  | string
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | readonly number[]
  | readonly string[]
  | Numbers;

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly name?: string;
  readonly domain?: string;
}

export interface Port {
  readonly name: string;
  /** Text names a size that is left open. */
  readonly dims: readonly (number | string)[];
  readonly integer?: boolean;
}

export interface Graph {
  readonly opset: number;
  readonly nodes: readonly GraphNode[];
  readonly initialisers: Readonly<Record<string, Numbers>>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

type Bytes = number[];

function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: Bytes = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const utf8 = (text: string): Bytes => [...new TextEncoder().encode(text)];
const integer = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];
const block = (field: number, bytes: Bytes): Bytes => [
  ...varint(field * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const text = (field: number, value: string): Bytes => block(field, utf8(value));
const float = (value: number): Bytes => [...new Uint8Array(Float32Array.of(value).buffer)];

/** How the numbers of a tensor are stored. */
export type Storage = 'raw' | 'typed';

/** A TensorProto in float32, or int64. */
export function tensor(
  name: string,
  { shape, data, integer: whole }: Numbers,
  storage: Storage = 'raw',
): Bytes {
  const bytes = [...shape.flatMap((n) => integer(1, n)), ...integer(2, whole ? 7 : 1), ...text(8, name)];
  if (storage === 'raw') {
    const raw = whole
      ? new Uint8Array(BigInt64Array.from(data, BigInt).buffer)
      : new Uint8Array(Float32Array.from(data).buffer);
    return [...bytes, ...block(9, [...raw])];
  }
  return [...bytes, ...(whole ? block(7, data.flatMap(varint)) : block(4, data.flatMap(float)))];
}

function attribute(name: string, value: Attribute): Bytes {
  const head = text(1, name);
  if (typeof value === 'number') return [...head, ...integer(3, value), ...integer(20, 2)];
  if (typeof value === 'string') return [...head, ...text(4, value), ...integer(20, 3)];
  if ('float' in value) return [...head, ...varint(2 * 8 + 5), ...float(value.float), ...integer(20, 1)];
  if ('floats' in value)
    return [...head, ...value.floats.flatMap((x) => [...varint(7 * 8 + 5), ...float(x)]), ...integer(20, 6)];
  if ('shape' in value) return [...head, ...block(5, tensor('', value)), ...integer(20, 4)];
  const texts = value.filter((x) => typeof x === 'string');
  if (texts.length > 0) return [...head, ...texts.flatMap((x) => text(9, x)), ...integer(20, 8)];
  return [...head, ...value.flatMap((x) => integer(8, Number(x))), ...integer(20, 7)];
}

const node = ({ op, inputs, outputs, attributes = {}, name = '', domain }: GraphNode): Bytes => [
  ...inputs.flatMap((one) => text(1, one)),
  ...outputs.flatMap((one) => text(2, one)),
  ...text(3, name),
  ...text(4, op),
  ...Object.entries(attributes).flatMap(([key, value]) => block(5, attribute(key, value))),
  ...(domain ? text(7, domain) : []),
];

function port({ name, dims, integer: whole }: Port): Bytes {
  const shape = dims.flatMap((n) => block(1, typeof n === 'number' ? integer(1, n) : text(2, n)));
  const type = block(1, [...integer(1, whole ? 7 : 1), ...block(2, shape)]);
  return [...text(1, name), ...block(2, type)];
}

/** A ModelProto. */
export function bytesOf(
  { opset, nodes, initialisers, inputs, outputs }: Graph,
  storage: (name: string) => Storage = () => 'raw',
): Uint8Array {
  const graph = [
    ...nodes.flatMap((one) => block(1, node(one))),
    ...text(2, 'test'),
    ...Object.entries(initialisers).flatMap(([name, one]) => block(5, tensor(name, one, storage(name)))),
    ...inputs.flatMap((one) => block(11, port(one))),
    ...outputs.flatMap((one) => block(12, port(one))),
  ];
  return Uint8Array.from([
    ...integer(1, 8),
    ...text(2, 'test'),
    ...block(7, graph),
    ...block(8, [...text(1, ''), ...integer(2, opset)]),
  ]);
}
