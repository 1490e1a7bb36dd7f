/** An ONNX model under construction: the messages of onnx.proto3 that one graph needs. */
import { Message } from './protobuf.ts';

/** The element types of tensors that occur. */
export const types = { float: 1, int64: 7, double: 11 } as const;
export type ElementType = keyof typeof types;

export type Attribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly ints: readonly number[] };

/** The operator set: what onnxruntime reads from 1.8 on. */
const OPSET = 13;
const IR_VERSION = 7;

export class OnnxGraph {
  private readonly nodes: Message[] = [];
  private readonly tensors: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly known = new Map<string, string>();
  private readonly used = new Set<string>();

  input(name: string, shape: readonly number[], type: ElementType, doc: string): void {
    this.inputs.push(valueInfo(name, shape, type, doc));
  }

  output(name: string, shape: readonly number[], type: ElementType, doc: string): void {
    this.outputs.push(valueInfo(name, shape, type, doc));
  }

  /** Writes a node with outputs of these names, or one by a name of its own; the first name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: string | readonly string[] = this.named(operator),
  ): string {
    const names = typeof outputs === 'string' ? [outputs] : outputs;
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    for (const name of names) node.text(2, name);
    node.text(3, names[0]).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.nodes.push(node);
    return names[0];
  }

  floats(name: string, shape: readonly number[], data: ArrayLike<number>): string {
    return this.tensor(name, shape, 'float', bytesOf(Float32Array.from(data)));
  }

  doubles(name: string, shape: readonly number[], data: ArrayLike<number>): string {
    return this.tensor(name, shape, 'double', bytesOf(Float64Array.from(data)));
  }

  /** One number, which all nodes share that want it. */
  scalar(value: number): string {
    return this.shared(`float ${value}`, () => this.floats(`number ${Math.fround(value)}`, [], [value]));
  }

  /** A list of whole numbers, shared too. */
  integers(values: readonly number[]): string {
    return this.shared(`integers ${values}`, () =>
      this.tensor(
        `integers ${values}`,
        [values.length],
        'int64',
        bytesOf(BigInt64Array.from(values, BigInt)),
      ),
    );
  }

  /** A name like the wanted one that nothing else has. */
  named(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.used.has(name); i++) name = `${wanted}_${i}`;
    this.used.add(name);
    return name;
  }

  /** The whole model. */
  finish(metadata: Readonly<Record<string, string>>): Uint8Array {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, 'step');
    for (const tensor of this.tensors) graph.message(5, tensor);
    for (const input of this.inputs) graph.message(11, input);
    for (const output of this.outputs) graph.message(12, output);
    const model = new Message().int(1, IR_VERSION).text(2, 'meniscus').message(7, graph);
    model.message(8, new Message().text(1, '').int(2, OPSET));
    for (const [key, value] of Object.entries(metadata))
      model.message(14, new Message().text(1, key).text(2, value));
    return model.finish();
  }

  private shared(key: string, make: () => string): string {
    const name = this.known.get(key) ?? make();
    this.known.set(key, name);
    return name;
  }

  private tensor(wanted: string, shape: readonly number[], type: ElementType, bytes: Uint8Array): string {
    const name = this.named(wanted);
    const tensor = new Message();
    for (const size of shape) tensor.int(1, size);
    this.tensors.push(tensor.int(2, types[type]).text(8, name).bytes(9, bytes));
    return name;
  }
}

const bytesOf = ({ buffer }: Float32Array | Float64Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer);

function attribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if ('i' in value) return message.int(3, value.i).int(20, 2);
  if ('f' in value) return message.float(2, value.f).int(20, 1);
  for (const one of value.ints) message.int(8, one);
  return message.int(20, 7);
}

function valueInfo(name: string, shape: readonly number[], type: ElementType, doc: string): Message {
  const dimensions = new Message();
  for (const size of shape) dimensions.message(1, new Message().int(1, size));
  const tensor = new Message().int(1, types[type]).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor)).text(3, doc);
}
