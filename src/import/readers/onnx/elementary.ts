/** Functions of the elements of one tensor, for numbers and streams alike. */
import type { Op } from '../../../graph/op.ts';
import type { Value } from '../../../graph/value.ts';
import { lengthOf } from '../../../graph/value.ts';
import * as o from '../../../ops/index.ts';
import type { Call } from './call.ts';
import { mapped } from './elementwise.ts';
import { evaluated } from './fold.ts';
import { constant, type Tensor } from './tensor.ts';

/** The same function of numbers and of streams. */
export function applied(call: Call, x: Tensor, of: (value: Value) => Value): Tensor {
  if (x.kind === 'stream') return mapped(call, x, of);
  if (x.lengths?.some((one) => one !== 0)) call.fail('it computes with the number of steps', 'way');
  return constant(x.shape, x.data.length === 0 ? x.data : evaluated(x.data, of), x.type, { name: x.name });
}

/** A factor that leaves no number between 0 and 1, if it is not 0 to begin with. */
const STEEP = 1e30;

/** 1 where x > 0, else 0. The limit before it keeps the factor out of weights. */
export const isPositive = (x: Value): Value => o.hardSigmoid(o.clip(x, 1), STEEP, 0);

/** x where x > α, else 0. */
export const thresholded = (x: Value, alpha: number): Value =>
  alpha === 0 ? o.relu(x) : o.mul(x, isPositive(o.shift(x, -alpha)));

/** ln Σ e^x as a vector of one element, by halves: ln(e^a + e^b) = a + softplus(b − a). */
export function logSumExp(x: Value): Value {
  const n = lengthOf(x);
  if (n === 1) return x;
  const half = Math.floor(n / 2);
  const [a, b] = [o.slice(x, 0, half), o.slice(x, half, half)];
  const rest = logSumExp(o.add(a, o.softplus(o.sub(b, a))));
  if (n % 2 === 0) return rest;
  const odd = o.slice(x, n - 1, 1);
  return o.add(rest, o.softplus(o.sub(odd, rest)));
}

/** ln of the softmax of x. */
export const logSoftmax = (x: Value): Value => o.sub(x, o.broadcast(logSumExp(x), lengthOf(x)));

const inside = (value: Value | undefined, op: Op): Value | undefined =>
  value?.source.kind === 'op' && value.source.op === op ? value.source.inputs[0] : undefined;

/** ln x where another operation gives it: of a softmax, and of 1 + e^x; null elsewhere. */
export function logarithm(x: Value): Value | null {
  const logits = inside(x, o.softmaxOp);
  if (logits) return logSoftmax(logits);
  const exponent = inside(inside(x, o.shiftOp), o.expOp);
  const isOne = x.source.kind === 'op' && x.source.attributes.immediate === 1;
  return exponent && isOne ? o.softplus(exponent) : null;
}

/** x to a power, where products, roots and reciprocals give it; null elsewhere. */
export function power(x: Value, exponent: number): Value | null {
  if (exponent < 0) {
    const positive = power(x, -exponent);
    return positive && o.reciprocal(positive);
  }
  if (exponent > 16 || exponent === 0 || !Number.isInteger(2 * exponent)) return null;
  let result = Number.isInteger(exponent) ? null : o.sqrt(x);
  for (let k = Math.floor(exponent); k > 0; k--) result = result ? o.mul(result, x) : x;
  return result;
}
