import type { Part, Value } from '../graph/value.ts';
import { neededBy, type Step, usersOf } from '../network/step.ts';
import { addOp, synapticSumsOp } from '../ops/index.ts';
import { type Coefficient, times } from './fuse/coefficient.ts';
import { applied, type Rewriting, type Rule } from './rewrite.ts';

/** factor ⊙ (bias + Σ weights ⊙ gates): all synapses onto some units. */
interface Sum {
  /** Pairs of a weight matrix and its `synapses`, in the order of adding. */
  readonly terms: readonly { readonly weights: Value; readonly gates: Value }[];
  readonly bias: Value;
  readonly factor: Coefficient;
  readonly absorbed: readonly Value[];
}

/** Two sums over the same synapses, which the interpreter computes together. */
interface Pair {
  readonly members: readonly Value[];
  readonly sums: readonly Sum[];
}

/**
 * Pairs sums over the same synapses, such as conductance and current of a liquid network: both need the same gates, which
 * cost most. A sum takes its factor into its weights.
 */
export function pairedSums(step: Step): Rule {
  const pairs = planPairs(step);
  const computed = new Map<Pair, Value>();
  return (value, rewriting) => {
    const pair = pairs.get(value);
    if (!pair) return null;
    const { graph, lower } = rewriting;
    const all = computed.get(pair) ?? compute(pair, rewriting);
    computed.set(pair, all);
    const index = pair.members.indexOf(value);
    const { bias, factor } = pair.sums[index];
    const sum = graph.segment(all, index, 2);
    return bias.region === 'constant' ? sum : graph.apply(addOp, [sum, times(graph, lower(bias), factor)]);
  };
}

function planPairs(step: Step): ReadonlyMap<Value, Pair> {
  const users = usersOf(step);
  const readOnce = (value: Value): boolean => (users.get(value)?.length ?? 0) < 2;
  const absorbed = new Set<Value>();
  const waiting = new Map<string, { readonly value: Value; readonly sum: Sum }[]>();
  for (const value of neededBy(step).reverse()) {
    const sum = absorbed.has(value) ? null : scaledSum(value, readOnce);
    if (!sum) continue;
    for (const inner of sum.absorbed) absorbed.add(inner);
    const key = sum.terms.map(({ gates }) => gates.id).join();
    waiting.set(key, [{ value, sum }, ...(waiting.get(key) ?? [])]);
  }
  const pairs = new Map<Value, Pair>();
  for (const alike of waiting.values())
    for (let i = 0; i < alike.length; i += 2) {
      const two = alike.slice(i, i + 2);
      const pair = { members: two.map(({ value }) => value), sums: two.map(({ sum }) => sum) };
      for (const { value } of two) pairs.set(value, pair);
    }
  return pairs;
}

function scaledSum(value: Value, readOnce: (value: Value) => boolean): Sum | null {
  const plain = sumOf(value, readOnce);
  if (plain) return plain;
  const scaled = applied(value, 'mul');
  if (!scaled || value.region === 'constant') return null;
  const [a, b] = scaled.inputs;
  const [factor, inner] = a.region === 'constant' ? [a, b] : [b, a];
  if (factor.region !== 'constant' || !readOnce(inner)) return null;
  const found = sumOf(inner, readOnce);
  return found && { ...found, factor, absorbed: [value, ...found.absorbed] };
}

/** A sum, and the sum behind its bias if nothing else reads that. */
function sumOf(value: Value, readOnce: (value: Value) => boolean): Sum | null {
  const own = value.region === 'step' ? applied(value, 'weighted-rows') : null;
  if (!own) return null;
  const [weights, gates, bias] = own.inputs;
  const before = readOnce(bias) ? sumOf(bias, readOnce) : null;
  return {
    terms: [...(before ? before.terms : []), { weights, gates }],
    bias: before ? before.bias : bias,
    factor: 1,
    absorbed: [value, ...(before ? before.absorbed : [])],
  };
}

function compute({ sums }: Pair, { graph, lower }: Rewriting): Value {
  const [{ terms }] = sums;
  const rows = terms[0].weights.shape[0];
  const zero = graph.constant([rows], new Float64Array(rows), 'zero');
  const biases = [0, 1].map((i): Part => {
    const { bias, factor } = sums[i] ?? { bias: zero, factor: 1 };
    const constant = bias.region === 'constant' ? { value: bias, factor } : { value: zero, factor: 1 };
    return { ...constant, from: 0, columns: 1, row: i * rows, column: 0 };
  });
  const start = graph.assemble([2 * rows], biases, 2);
  return terms.reduce((sum, { gates }, t) => {
    const [slope, offset, x] = synapsesOf(gates);
    const [, columns = 1] = slope.shape;
    const part = (value: Value, segment: number, factor: Coefficient): Part => ({
      value,
      from: 0,
      columns,
      row: segment * rows,
      column: 0,
      factor,
    });
    // σ(x) = gate(x/2)
    const parts = [part(slope, 0, 0.5), part(offset, 1, 0.5)];
    sums.forEach(({ terms: own, factor }, i) => {
      parts.push(part(own[t].weights, 2 + i, factor));
    });
    const matrix = graph.assemble([4 * rows, columns], parts, 4);
    return graph.apply(synapticSumsOp, [matrix, lower(x), sum], { activations: [0, 0] });
  }, start);
}

function synapsesOf(gates: Value): readonly Value[] {
  const found = applied(gates, 'synapses');
  if (!found)
    throw new RangeError(
      'weighted rows can only be those of synapses: other matrices do not change in a step',
    );
  return found.inputs;
}
