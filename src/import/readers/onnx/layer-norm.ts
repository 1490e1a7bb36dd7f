/** Layer normalisation written out: (x − mean) / √(mean of (x − mean)² + ε). */
import type { Op } from '../../../graph/op.ts';
import type { Value } from '../../../graph/value.ts';
import * as o from '../../../ops/index.ts';

/** The operands of a value that this operation gives; null if another does. */
function applied(value: Value | undefined, op: Op): readonly Value[] | null {
  return value?.source.kind === 'op' && value.source.op === op ? value.source.inputs : null;
}

const immediate = (value: Value): number =>
  (value.source.kind === 'op' && value.source.attributes.immediate) || 0;

/** What a broadcast repeats, or the value itself. */
const single = (value: Value): Value => applied(value, o.broadcastOp)?.[0] ?? value;

/**
 * The normalised x, if `difference` is x − mean and `factor` the reciprocal of its deviation; null if they are not.
 */
export function normalisedBy(difference: Value, factor: Value): Value | null {
  const [x, mean] = applied(difference, o.subOp) ?? [];
  const [root] = applied(single(applied(factor, o.reciprocalOp)?.[0] ?? factor), o.sqrtOp) ?? inner(factor);
  const [variance] = applied(root, o.shiftOp) ?? [];
  const [square] = applied(variance, o.meanOp) ?? [];
  const [p, q] = applied(square, o.mulOp) ?? [];
  if (!x || !mean || !root || p !== difference || q !== difference) return null;
  if (applied(single(mean), o.meanOp)?.[0] !== x) return null;
  const epsilon = immediate(root);
  return epsilon > 0 ? o.layerNorm(x, epsilon) : null;
}

/** √ in a reciprocal that is repeated, in place of a repeated root. */
const inner = (factor: Value): readonly Value[] => {
  const reciprocal = applied(single(factor), o.reciprocalOp)?.[0];
  return applied(reciprocal && single(reciprocal), o.sqrtOp) ?? [];
};
