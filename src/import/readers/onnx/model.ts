/** A ModelProto as plain data. Source: onnx/onnx.proto and docs/IR.md of github.com/onnx/onnx. */
import { type Initialiser, readInitialiser } from './initialiser.ts';
import { Message, WireError } from './wire.ts';

export interface Attribute {
  readonly name: string;
  readonly float: number;
  readonly integer: number;
  readonly text: string;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
  readonly tensor: Message | null;
  /** It holds a graph, or several. */
  readonly graph: boolean;
  /** In a function: the attribute of the call that it stands for. */
  readonly reference: string;
}

export interface Node {
  /** For messages: `node "Gemm_3" (Gemm)`. */
  readonly place: string;
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** An input or output of the graph. */
export interface Port {
  readonly name: string;
  /** TensorProto.DataType; 0 if the file does not say. */
  readonly type: number;
  /** Sizes: a number, or the name of one that is left open. Null: not even the rank is known. */
  readonly dims: readonly (number | string)[] | null;
}

/** A function that the model defines, for nodes of its domain and name. */
export interface LocalFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  /** Defaults of its attributes. */
  readonly defaults: ReadonlyMap<string, Attribute>;
}

export interface Model {
  readonly opset: number;
  readonly producer: string;
  /** `metadata_props`. */
  readonly properties: ReadonlyMap<string, string>;
  readonly nodes: readonly Node[];
  readonly initialisers: ReadonlyMap<string, Initialiser>;
  /** Those that are fed: initialisers among them are left out. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly functions: readonly LocalFunction[];
}

/** The names of the standard's own operators. */
export const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/** @throws WireError naming the place */
export function readModel(bytes: Uint8Array): Model {
  const model = new Message(bytes, 'the model');
  const graph = model.message(7, 'the graph');
  if (!graph) throw new WireError('the model', 'it has no graph');
  const opsets = model
    .messages(8, () => 'an opset import')
    .filter((one) => isStandard(one.text(1)))
    .map((one) => one.integer(2));
  if (graph.has(15))
    throw new WireError('the graph', 'it has a sparse initialiser: export with dense weights');
  const initialisers = new Map<string, Initialiser>();
  for (const [i, bytes] of graph.all(5).entries()) {
    const name = new Message(bytes, `initialiser ${i}`).text(8);
    const place = name ? `initialiser "${name}"` : `initialiser ${i}`;
    if (initialisers.has(name)) throw new WireError(place, 'two initialisers have this name');
    initialisers.set(name, readInitialiser(new Message(bytes, place)));
  }
  const nodes = graph.messages(1, (i) => `node ${i}`).map(nodeOf);
  checkNames(nodes, initialisers);
  return {
    opset: opsets.at(-1) ?? 0,
    producer: model.text(2),
    properties: new Map(
      model.messages(14, (i) => `property ${i}`).map((one) => [one.text(1), one.text(2)] as const),
    ),
    nodes,
    initialisers,
    inputs: ports(graph, 11, 'input').filter(({ name }) => !initialisers.has(name)),
    outputs: ports(graph, 12, 'output'),
    functions: model.messages(25, (i) => `function ${i}`).map(functionOf),
  };
}

/** @throws WireError if two nodes give a tensor of one name, or a node one of an initialiser's name */
function checkNames(nodes: readonly Node[], initialisers: ReadonlyMap<string, unknown>): void {
  const given = new Set<string>(initialisers.keys());
  for (const { outputs, place } of nodes)
    for (const name of outputs) {
      if (name === '') continue;
      if (given.has(name)) throw new WireError(place, `it gives "${name}", a name that the file has twice`);
      given.add(name);
    }
}

function nodeOf(message: Message): Node {
  const op = message.text(4);
  const name = message.text(3);
  const outputs = message.texts(2);
  const place = name ? `node "${name}" (${op})` : `the ${op} that gives "${outputs[0] ?? ''}"`;
  const attributes = message.messages(5, () => place).map(attributeOf);
  return {
    place,
    name,
    op,
    domain: message.text(7),
    inputs: message.texts(1),
    outputs,
    attributes: new Map(attributes.map((one) => [one.name, one])),
  };
}

function attributeOf(message: Message): Attribute {
  return {
    name: message.text(1),
    float: message.floats(2).at(-1) ?? 0,
    integer: message.integer(3),
    text: message.text(4),
    floats: message.floats(7),
    integers: message.integers(8),
    texts: message.texts(9),
    tensor: message.message(5),
    graph: message.has(6) || message.has(11),
    reference: message.text(21),
  };
}

const functionOf = (message: Message): LocalFunction => ({
  name: message.text(1),
  domain: message.text(10),
  inputs: message.texts(4),
  outputs: message.texts(5),
  nodes: message.messages(7, (i) => `node ${i} of function "${message.text(1)}"`).map(nodeOf),
  defaults: new Map(
    message
      .messages(11, () => `function "${message.text(1)}"`)
      .map(attributeOf)
      .map((one) => [one.name, one]),
  ),
});

function ports(graph: Message, field: number, side: string): Port[] {
  const found = graph
    .messages(field, (i) => `${side} ${i}`)
    .map((message) => {
      const name = message.text(1);
      const place = `${side} "${name}"`;
      const type = message.message(2, place);
      const tensor = type?.message(1, place);
      if (type && !tensor) throw new WireError(place, 'it is no tensor');
      const shape = tensor?.message(2, place);
      const dims = shape?.messages(1, () => place).map((one) => (one.has(1) ? one.integer(1) : one.text(2)));
      return { name, type: tensor?.integer(1) ?? 0, dims: dims ?? null };
    });
  const names = found.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new WireError(`${side} "${twice}"`, `two ${side}s have this name`);
  return found;
}
