/** Functions that a model defines itself, as exporters of PyTorch 2 write them: their calls are replaced by their nodes. */
import { type Attribute, isStandard, type LocalFunction, type Model, type Node } from './model.ts';
import { WireError } from './wire.ts';

/** More nodes than any graph that a blob can hold. */
const MOST_NODES = 100_000;

/**
 * The nodes of the graph without calls of the model's own functions.
 * @throws WireError if functions call each other without end
 */
export function inlined({ nodes, functions }: Model): readonly Node[] {
  if (functions.length === 0) return nodes;
  const known = new Map(functions.map((one) => [`${one.domain}:${one.name}`, one]));
  const found: Node[] = [];
  let calls = 0;
  const visit = (node: Node, depth: number): void => {
    const own = isStandard(node.domain) ? undefined : known.get(`${node.domain}:${node.op}`);
    if (found.length > MOST_NODES || depth > 50)
      throw new WireError(node.place, 'functions of the model call each other without end');
    if (own) for (const inner of body(own, node, `${node.op}.${calls++}.`)) visit(inner, depth + 1);
    else found.push(node);
  };
  for (const node of nodes) visit(node, 0);
  return found;
}

/** The nodes of one call, with the names of its inputs and outputs, and a prefix before all others. */
function body(own: LocalFunction, call: Node, prefix: string): readonly Node[] {
  const names = new Map<string, string>([['', '']]);
  own.inputs.forEach((name, i) => {
    names.set(name, call.inputs[i] ?? '');
  });
  own.outputs.forEach((name, i) => {
    // an output that nobody asks for still has a name inside, and one that is an input is a copy of it
    if (call.outputs[i] && !own.inputs.includes(name)) names.set(name, call.outputs[i]);
  });
  const renamed = (name: string): string => names.get(name) ?? prefix + name;
  const copies = own.outputs.flatMap((name, i) =>
    own.inputs.includes(name) && call.outputs[i] ? [identity(call, renamed(name), call.outputs[i])] : [],
  );
  const nodes = own.nodes.map((node) => ({
    ...node,
    place: `${node.place} in ${call.place}`,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: attributes(node, call, own),
  }));
  return [...nodes, ...copies];
}

const identity = ({ place }: Node, from: string, to: string): Node => ({
  place,
  name: '',
  op: 'Identity',
  domain: '',
  inputs: [from],
  outputs: [to],
  attributes: new Map(),
});

/** The attributes of a node in a function, those that refer to the call's replaced. */
function attributes(node: Node, call: Node, own: LocalFunction): ReadonlyMap<string, Attribute> {
  const found = new Map<string, Attribute>();
  for (const [name, one] of node.attributes) {
    const value = one.reference
      ? (call.attributes.get(one.reference) ?? own.defaults.get(one.reference))
      : one;
    if (value) found.set(name, { ...value, name });
  }
  return found;
}
