import type { Graph } from '../../graph/value.ts';
import { lengthOf, type Value } from '../../graph/value.ts';
import { fractionOp, gateOp } from '../../ops/index.ts';
import { applied, type Rewriting, type Rule } from '../rewrite.ts';
import { type Coefficient, product, sum } from './coefficient.ts';

/** The rational function (p x + q) / (r x + s) that a chain of operations with constants computes. */
interface Fraction {
  readonly x: Value;
  readonly p: Coefficient;
  readonly q: Coefficient;
  readonly r: Coefficient;
  readonly s: Coefficient;
  /** Operations in the chain. */
  readonly length: number;
}

/** The chain that ends at a value, along operands that nothing else reads. */
function fractionOf(value: Value, readOnce: Rewriting['readOnce']): Fraction {
  const end: Fraction = { x: value, p: 1, q: 0, r: 0, s: 1, length: 0 };
  if (value.source.kind !== 'op') return end;
  const { op, inputs, attributes } = value.source;
  const [a, b] = inputs;
  const swapped = b !== undefined && a.region === 'constant';
  const inner = swapped ? b : a;
  const c: Coefficient = (swapped ? a : b) ?? attributes.immediate ?? 0;
  if (typeof c !== 'number' && (c.region !== 'constant' || lengthOf(c) !== lengthOf(value))) return end;
  const f: Fraction = readOnce(inner)
    ? fractionOf(inner, readOnce)
    : { x: inner, p: 1, q: 0, r: 0, s: 1, length: 0 };
  const { p, q, r, s } = f;
  const extended = (change: Partial<Fraction>): Fraction => ({ ...f, ...change, length: f.length + 1 });
  const plus = (m: Coefficient) => extended({ p: sum(p, product(m, r)), q: sum(q, product(m, s)) });
  const times = (m: Coefficient) => extended({ p: product(m, p), q: product(m, q) });
  switch (op.name) {
    case 'scale':
    case 'mul':
      return times(c);
    case 'neg':
      return times(-1);
    case 'shift':
    case 'add':
      return plus(c);
    case 'sub': {
      if (!swapped) return plus(product(-1, c));
      const negated = { p: product(-1, p), q: product(-1, q) };
      return extended({ p: sum(negated.p, product(c, r)), q: sum(negated.q, product(c, s)) });
    }
    case 'reciprocal':
      return extended({ p: r, q: s, r: p, s: q });
    case 'div':
      return swapped
        ? extended({ p: product(c, r), q: product(c, s), r: p, s: q })
        : extended({ r: product(c, r), s: product(c, s) });
    default:
      return end;
  }
}

/** The four coefficients as one constant in four segments. */
function coefficients(graph: Graph, { p, q, r, s }: Fraction, n: number): Value {
  const parts = [p, q, r, s].map((coefficient, i) => ({
    value:
      typeof coefficient === 'number' ? graph.constant([n], new Array(n).fill(coefficient)) : coefficient,
    from: 0,
    columns: 1,
    row: i * n,
    column: 0,
    factor: 1,
  }));
  return graph.assemble([4 * n], parts, 4);
}

/** Fuses three or more operations with constants, or two and an activation, into one fraction. */
export const constantChain: Rule = (value, { graph, lower, readOnce }) => {
  if (value.source.kind !== 'op') return null;
  const { op, inputs } = value.source;
  const n = lengthOf(value);
  const activation = op.instruction?.activation && !['abs', 'neg', 'reciprocal'].includes(op.name);
  if (activation && !readOnce(inputs[0])) return null;
  const chain = fractionOf(activation ? inputs[0] : value, readOnce);
  if (chain.length < (activation ? 2 : 3)) return null;
  // a product takes factors and sums into its weights, and an activation into its instruction
  if (chain.r === 0 && applied(chain.x, 'affine')) return null;
  const sigmoid = op.name === 'sigmoid';
  const halved = sigmoid ? { ...chain, p: product(0.5, chain.p), q: product(0.5, chain.q) } : chain;
  return graph.apply(fractionOp, [lower(chain.x), coefficients(graph, halved, n)], {
    form: (activation ? (sigmoid ? gateOp : op).instruction?.opcode : 0) ?? 0,
  });
};
