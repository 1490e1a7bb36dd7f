/** The same graph in another dress: other names, another order of its nodes, constants that are computed. */
import type { Random } from '../../../src/data/random.ts';
import { fill, flat } from './arrays.ts';
import type { Graph, GraphNode, Numbers } from './graph.ts';

export function disguised(graph: Graph, random: Random): Graph {
  const names = new Map<string, string>([['', '']]);
  const renamed = (name: string): string => {
    const found = names.get(name) ?? `/m.${names.size}/t:${Math.floor(random.next() * 1e6)}`;
    names.set(name, found);
    return found;
  };
  const nodes: GraphNode[] = graph.nodes.map((node, k) => ({
    ...node,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    name: random.next() < 0.2 ? '' : `n${k}`,
  }));
  const initialisers: Record<string, Numbers> = {};
  for (const [name, numbers] of Object.entries(graph.initialisers))
    nodes.push(...hidden(renamed(name), numbers, graph.opset, random, initialisers));
  return {
    opset: graph.opset,
    nodes: shuffled(nodes, random),
    initialisers,
    inputs: graph.inputs.map((one) => ({ ...one, name: renamed(one.name) })),
    outputs: graph.outputs.map((one) => ({ ...one, name: renamed(one.name) })),
  };
}

/** Nodes that give a constant; some go to the initialisers as they are. */
function hidden(
  name: string,
  numbers: Numbers,
  opset: number,
  random: Random,
  initialisers: Record<string, Numbers>,
): GraphNode[] {
  const node = (op: string, inputs: string[], attributes: GraphNode['attributes'] = {}): GraphNode => ({
    op,
    inputs,
    outputs: [name],
    attributes,
  });
  const { shape, data } = numbers;
  const way = Math.floor(random.next() * 7);
  if (way === 0) return [node('Constant', [], { value: numbers })];
  if (way === 1 && !numbers.integer) {
    initialisers[`${name}.half`] = { ...numbers, data: data.map((x) => x / 2) };
    return [node('Add', [`${name}.half`, `${name}.half`])];
  }
  if (way === 2 && shape.length >= 2) {
    const perm = shape.map((_, k) => shape.length - 1 - k);
    initialisers[`${name}.turned`] = fill(
      perm.map((k) => shape[k]),
      (i) =>
        data[
          flat(
            shape,
            i.map((_, k) => i[perm[k]]),
          )
        ],
    );
    return [node('Transpose', [`${name}.turned`], { perm })];
  }
  if (way === 3) {
    initialisers[`${name}.flat`] = { ...numbers, shape: [data.length] };
    initialisers[`${name}.shape`] = { shape: [shape.length], data: [...shape], integer: true };
    return [node('Reshape', [`${name}.flat`, `${name}.shape`])];
  }
  if (way === 4 && shape.length === 1 && data.length > 1) {
    const cut = 1 + Math.floor(random.next() * (data.length - 1));
    initialisers[`${name}.a`] = { ...numbers, shape: [cut], data: data.slice(0, cut) };
    initialisers[`${name}.b`] = { ...numbers, shape: [data.length - cut], data: data.slice(cut) };
    return [node('Concat', [`${name}.a`, `${name}.b`], { axis: 0 })];
  }
  if (way === 5 && opset < 13) {
    initialisers[`${name}.deep`] = { ...numbers, shape: [1, ...shape] };
    return [node('Squeeze', [`${name}.deep`], { axes: [0] })];
  }
  initialisers[name] = numbers;
  return [];
}

/** Another order in which every node comes behind those that it reads. */
function shuffled(nodes: readonly GraphNode[], random: Random): GraphNode[] {
  const rest = [...nodes];
  const pending = new Set(nodes.flatMap(({ outputs }) => outputs));
  const found: GraphNode[] = [];
  while (rest.length > 0) {
    const ready = rest.filter(({ inputs }) => inputs.every((name) => !pending.has(name)));
    const next = ready[Math.floor(random.next() * ready.length)];
    rest.splice(rest.indexOf(next), 1);
    for (const name of next.outputs) pending.delete(name);
    found.push(next);
  }
  return found;
}
