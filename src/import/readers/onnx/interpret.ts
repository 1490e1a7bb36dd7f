/** Goes through the nodes of a graph once, in one way of reading its inputs. */

import { nearest } from '../../../check/nearest.ts';
import type { Build } from './build.ts';
import { Call } from './call.ts';
import type { Model, Node } from './model.ts';
import { isStandard } from './model.ts';
import { asStream } from './moving.ts';
import { computing, operators, refused } from './operators/index.ts';
import { Refusal } from './refusal.ts';
import { constant, type Tensor, whole } from './tensor.ts';

/** Nodes that an output needs, in the order of the file. */
export function needed(nodes: readonly Node[], outputs: readonly string[]): Node[] {
  const wanted = new Set(outputs);
  const found: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => name !== '' && wanted.has(name))) continue;
    found.push(node);
    for (const name of node.inputs) wanted.add(name);
  }
  return found.reverse();
}

/** How often each tensor is read. */
function readings(nodes: readonly Node[], outputs: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  const read = (name: string) => found.set(name, (found.get(name) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(read);
  outputs.forEach(read);
  return found;
}

/** A failure, and how far it came. */
export class Failure extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly progress: number,
  ) {
    super(refusal.message);
  }
}

/**
 * The tensors of these outputs.
 * @param nodes those that the outputs need
 * @param inputs what the graph's inputs are in this way
 * @throws Failure where the graph cannot be read in this way
 */
export function interpreted(
  build: Build,
  model: Model,
  nodes: readonly Node[],
  inputs: ReadonlyMap<string, Tensor>,
  outputs: readonly string[],
): Map<string, Tensor> {
  const known = new Map<string, Tensor>(inputs);
  for (const { name, shape, data, type } of model.initialisers.values())
    if (!known.has(name)) known.set(name, constant(shape, data, type, { name }));
  const read = readings(nodes, outputs);
  const find = (name: string, place: string): Tensor => {
    const found = known.get(name);
    if (found) return found;
    throw new Refusal(place, `it reads "${name}", which nothing before it gives`);
  };
  let progress = 0;
  try {
    for (const node of nodes) {
      const given = node.inputs.map((name) => (name === '' ? null : find(name, node.place)));
      const results = run(build, node, given, model.opset);
      node.outputs.forEach((name, i) => {
        const result = results[i];
        if (name !== '' && result) known.set(name, settled(build, result, read.get(name) ?? 0));
      });
      progress++;
    }
    return new Map(outputs.map((name) => [name, streamed(build, name, find(name, `output "${name}"`))]));
  } catch (error) {
    if (error instanceof Refusal) throw new Failure(error, progress);
    if (error instanceof RangeError || (error instanceof Error && error.name === 'ShapeError'))
      throw new Failure(new Refusal(nodes[progress]?.place ?? 'the graph', error.message), progress);
    throw error;
  }
}

function run(build: Build, node: Node, given: (Tensor | null)[], opset: number): readonly (Tensor | null)[] {
  const call = new Call(build, node, given, opset);
  const name = isStandard(node.domain) ? node.op : `${node.domain}.${node.op}`;
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) return call.fail(whyNot(node, name));
  const results = [operator(call)].flat();
  if (computing.has(name) && results.some((one) => one?.kind === 'stream')) build.count(name);
  return results;
}

function whyNot({ op, domain }: Node, name: string): string {
  if (isStandard(domain) && Object.hasOwn(refused, op)) return refused[op];
  if (!isStandard(domain)) return `the operator ${name} is not of the ONNX standard and cannot be read`;
  const near = nearest(op, Object.keys(operators));
  return `the operator ${op} cannot be read${near ? ` (there is ${near})` : ''}`;
}

/** What several nodes read is computed; what a single node reads may still take in what follows, or go into its weights. */
function settled(build: Build, x: Tensor, read: number): Tensor {
  if (x.kind === 'constant' || (x.body.kind !== 'sum' && x.body.kind !== 'scaled') || read <= 1) return x;
  return { ...x, body: whole(build.value(x.body)) };
}

/** An output as a stream. */
function streamed(build: Build, name: string, x: Tensor): Tensor {
  if (x.kind === 'stream') return x;
  const node: Node = {
    place: `output "${name}"`,
    name,
    op: 'Identity',
    domain: '',
    inputs: [],
    outputs: [name],
    attributes: new Map(),
  };
  return asStream(new Call(build, node, [], 0), x);
}
