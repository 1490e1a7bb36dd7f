import { checkOptions, fields, isObject } from '../check/options.ts';
import { listOf, needed, numbers, oneOf, type Rule, record, rule, whole } from '../check/rules.ts';
import type { Attributes, Op } from '../graph/op.ts';
import { matrix, type Shape, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { ops } from '../ops/list.ts';
import { defineCell, type Values } from './cell.ts';

/** One operation of a graph: its operands are earlier nodes, by index, or names of the input, parameters, and states. */
export interface GraphNode {
  /** The operation's name in `ops`, or `constant`. */
  readonly op: string;
  readonly of?: readonly (number | string)[];
  readonly attributes?: Pick<Attributes, 'immediate' | 'offset' | 'length'>;
  /** The numbers of a `constant`, a vector. */
  readonly data?: readonly number[];
}

/**
 * A step as a list of operations, such as an ONNX graph becomes. Names: `x` the input, `dt` the time since the last step,
 * `p:` and the name of a parameter, `s:` and that of a state.
 */
export interface GraphOptions {
  readonly parameters: Readonly<Record<string, Shape>>;
  readonly states: Readonly<Record<string, number>>;
  readonly nodes: readonly GraphNode[];
  /** The state's next value, for each state. */
  readonly next: Readonly<Record<string, number | string>>;
  readonly output: number | string;
}

const known = new Map<string, Op>(ops.map((op) => [op.name, op]));

const reference: Rule = rule(
  'the index of a node, "x", "dt", "p:name" or "s:name"',
  (x) => (Number.isInteger(x) && Number(x) >= 0) || (typeof x === 'string' && /^(x|dt|[ps]:.+)$/s.test(x)),
);

/** An object whose values all fit. */
const each =
  (one: Rule): Rule =>
  (value) => {
    if (!isObject(value)) return ' must be an object';
    for (const [key, entry] of Object.entries(value)) {
      const wrong = one(entry);
      if (wrong !== null) return `."${key}"${wrong}`;
    }
    return null;
  };

const shape = rule(
  '[rows] or [rows, columns]',
  (x) =>
    Array.isArray(x) && (x.length === 1 || x.length === 2) && x.every((n) => Number.isInteger(n) && n >= 1),
);

const node = fields<GraphNode>({
  op: needed(oneOf([...known.keys(), 'constant'])),
  of: listOf(reference),
  attributes: record,
  data: numbers(),
});

const empty: GraphOptions = { parameters: {}, states: {}, nodes: [], next: {}, output: 'x' };

/** A step written as operations. Its units are the length of its output. */
export const graphCell = (options: GraphOptions = empty) => {
  checkOptions<GraphOptions>('cell "graph"', options, {
    parameters: needed(each(shape)),
    states: needed(each(whole(1))),
    nodes: needed(listOf(node)),
    next: needed(each(reference)),
    output: needed(reference),
  });
  const { parameters, states, next, output } = options;
  const declared = Object.entries(parameters).map(([name, [rows, columns]]) => [
    name,
    columns === undefined ? vector(rows) : matrix(rows, columns),
  ]);
  return defineCell({
    kind: 'map',
    name: 'graph',
    source: 'the graph that it was made from',
    options: { ...options },
    states: () => states,
    parameters: () => Object.fromEntries(declared),
    next({ p, x, dt, state }) {
      const at = computed(options, { p, x, dt, state });
      const after = Object.keys(states).map((name) => {
        if (next[name] === undefined) throw new RangeError(`cell "graph": state "${name}" has no next value`);
        return [name, at(next[name])];
      });
      return { state: Object.fromEntries(after), output: at(output) };
    },
  });
};

interface Given {
  readonly p: Values;
  readonly x: Value;
  readonly dt: Value;
  readonly state: Values;
}

/** Writes the operations into the graph of the input; gives a reference's value. */
function computed({ nodes }: GraphOptions, { p, x, dt, state }: Given): (from: number | string) => Value {
  const values: Value[] = [];
  const at = (from: number | string): Value => {
    const found =
      typeof from === 'number'
        ? values[from]
        : from === 'x'
          ? x
          : from === 'dt'
            ? dt
            : (from.startsWith('p:') ? p : state)[from.slice(2)];
    if (!found)
      throw new RangeError(
        `cell "graph": there is no ${typeof from === 'number' ? 'earlier node' : 'value'} ${from}`,
      );
    return found;
  };
  for (const { op, of = [], attributes, data = [] } of nodes)
    values.push(
      op === 'constant'
        ? x.graph.constant([data.length], data)
        : x.graph.apply(known.get(op) as Op, of.map(at), attributes),
    );
  return at;
}

/** What becomes what in a graph that was built by hand. */
export interface Built {
  readonly input: Value;
  readonly dt?: Value;
  /** Parameters and states by name. */
  readonly parameters: Values;
  readonly states: Values;
  readonly next: Values;
  readonly output: Value;
}

/**
 * The options of the cell that computes a graph of values: only what the output and the next states need.
 * @throws RangeError for a value that is neither an operation, a constant vector, nor one of those given
 */
export function describeGraph({ input, dt, parameters, states, next, output }: Built): GraphOptions {
  const references = new Map<Value, number | string>([[input, 'x']]);
  if (dt) references.set(dt, 'dt');
  for (const [name, value] of Object.entries(parameters)) references.set(value, `p:${name}`);
  for (const [name, value] of Object.entries(states)) references.set(value, `s:${name}`);
  const nodes: GraphNode[] = [];
  const used = new Set<string>();
  const add = (value: Value, one: GraphNode): number => {
    nodes.push(one);
    references.set(value, nodes.length - 1);
    return nodes.length - 1;
  };
  const visit = (value: Value): number | string => {
    const found = references.get(value);
    if (typeof found === 'string') used.add(found);
    if (found !== undefined) return found;
    const { source } = value;
    if (source.kind === 'constant' && value.shape.length === 1)
      return add(value, { op: 'constant', data: Array.from(source.data) });
    if (source.kind !== 'op')
      throw new RangeError(`a graph cannot describe a value of kind "${source.kind}"`);
    const of = source.inputs.map(visit);
    const has = Object.keys(source.attributes).length > 0;
    return add(value, { op: source.op.name, of, ...(has && { attributes: source.attributes }) });
  };
  const after = Object.fromEntries(Object.entries(next).map(([name, value]) => [name, visit(value)]));
  const last = visit(output);
  return {
    parameters: Object.fromEntries(
      Object.entries(parameters).flatMap(([name, { shape }]) =>
        used.has(`p:${name}`) ? [[name, shape]] : [],
      ),
    ),
    states: Object.fromEntries(Object.entries(states).map(([name, { shape }]) => [name, shape[0]])),
    nodes,
    next: after,
    output: last,
  };
}
