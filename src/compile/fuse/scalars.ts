import { FORM_SCALAR } from '../../../assembly/layout.ts';
import type { Op } from '../../graph/op.ts';
import type { Value } from '../../graph/value.ts';
import { compiled } from '../../ops/compiled.ts';
import { addOp, divOp, mulOp, stageOp, subOp } from '../../ops/index.ts';
import { applied, type Rewriting, type Rule } from '../rewrite.ts';
import { scaled } from './scale.ts';

/** add, sub, mul and div with one element for all. */
const scalarOps: ReadonlyMap<string, Op> = new Map(
  [addOp, subOp, mulOp, divOp].map(({ name, instruction }) => [name, compiled({ name, instruction })]),
);

/** x ∘ broadcast(s), and broadcast(s) ∘ x if the order does not matter: reads the scalar directly. */
function withScalar(value: Value): { readonly name: string; readonly x: Value; readonly s: Value } | null {
  if (value.source.kind !== 'op' || !scalarOps.has(value.source.op.name)) return null;
  const { op, inputs } = value.source;
  const [x, y] = inputs;
  const second = applied(y, 'broadcast');
  if (second) return { name: op.name, x, s: second.inputs[0] };
  const first = op.name === 'add' || op.name === 'mul' ? applied(x, 'broadcast') : null;
  return first && { name: op.name, x: y, s: first.inputs[0] };
}

export const scalarOperand: Rule = (value, { graph, lower }) => {
  const found = withScalar(value);
  if (!found || found.s.region === 'constant') return null;
  const op = scalarOps.get(found.name) as Op;
  return graph.apply(op, [lower(found.x), lower(found.s)], { form: FORM_SCALAR });
};

/** x ⊙ s + y for a scalar s, in one operation. */
export const scaledSum: Rule = (value, rewriting) => {
  const sum = applied(value, 'add');
  if (!sum) return null;
  const [x, y] = sum.inputs;
  return sumOf(x, y, rewriting) ?? sumOf(y, x, rewriting);
};

function sumOf(term: Value, base: Value, { graph, lower, readOnce }: Rewriting): Value | null {
  const product = withScalar(term);
  if (product?.name !== 'mul' || product.s.region === 'constant' || !readOnce(term)) return null;
  return graph.apply(stageOp, [base, product.x, product.s].map(lower), { immediate: 1 });
}

/** −x as a factor −1, which moves into weights. */
export const negAsScale: Rule = (value, rewriting) => {
  const neg = applied(value, 'neg');
  return neg && scaled(rewriting, neg.inputs[0], -1);
};
