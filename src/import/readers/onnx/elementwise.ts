/** Sums, products and quotients of tensors. What is multiplied or added by a constant waits to move into weights. */

import type { Value } from '../../../graph/value.ts';
import * as o from '../../../ops/index.ts';
import { isWhole, type Together, together } from './broadcasting.ts';
import type { Call } from './call.ts';
import { combined } from './fold.ts';
import { normalisedBy } from './layer-norm.ts';
import {
  type Body,
  type Constant,
  constant,
  pickedFrom,
  type Scaled,
  type Stream,
  type Sum,
  stream,
  type Tensor,
  whole,
} from './tensor.ts';

/** The body's elements at these places; a sum is computed if its order changes. */
export const bodyAt = (call: Call, body: Body, at: Int32Array): Body =>
  pickedFrom(body, at) ?? (pickedFrom(call.build.computed(body), at) as Body);

/** The body of one operand, in the shape of both. */
const operand = (call: Call, x: Tensor, at: Int32Array): Body => {
  const { body, shape } = call.stream(x);
  return isWhole(at, shape) ? body : bodyAt(call, body, at);
};

const numbers = ({ data, lengths }: Constant, at: Int32Array, call: Call): Float64Array => {
  if (lengths?.some((x) => x !== 0)) call.fail('it computes with the number of steps', 'way');
  return Float64Array.from(at, (i) => data[i]);
};

const made = ({ shape, time, last }: Together, body: Body): Stream => stream(shape, body, { time, last });

/** Body · factor + term, element by element. */
export function affinely(
  body: Body,
  factor: Float64Array | null,
  term: Float64Array | null,
  name: string,
): Body {
  const f = (i: number): number => factor?.[i] ?? 1;
  const t = (i: number): number => term?.[i] ?? 0;
  if (body.kind === 'sum') {
    const rows = body.bias.length;
    const bias = body.bias.map((x, i) => x * f(i) + t(i));
    const terms = body.terms.map((one) => {
      const columns = one.matrix.length / rows;
      return { ...one, matrix: one.matrix.map((x, i) => x * f(Math.floor(i / columns))) };
    });
    return { ...body, terms, bias, biasName: body.biasName || (term ? name : '') };
  }
  if (body.kind === 'picked') {
    const n = body.at.length;
    return {
      kind: 'scaled',
      of: body,
      factor: factor ?? new Float64Array(n).fill(1),
      term: term ?? new Float64Array(n),
      names: name ? [name] : [],
    };
  }
  const scaled = {
    ...body,
    factor: body.factor.map((x, i) => x * f(i)),
    term: body.term.map((x, i) => x * f(i) + t(i)),
  };
  return body.kind === 'erf'
    ? scaled
    : { ...(scaled as Scaled), names: name ? [...body.names, name] : body.names };
}

/** The same for a tensor and numbers that serve every element. */
export function affineOf(x: Tensor, factor: number, term = 0): Tensor {
  if (factor === 1 && term === 0) return x;
  if (x.kind === 'constant') {
    const plain = constant(
      x.shape,
      x.data.map((one) => one * factor + term),
      x.type,
      { name: x.name },
    );
    return x.lengths ? { ...plain, lengths: x.lengths.map((one) => one * factor) } : plain;
  }
  const n = x.shape.reduce((a, b) => a * b, 1);
  const all = (value: number, none: number) => (value === none ? null : new Float64Array(n).fill(value));
  return { ...x, body: affinely(x.body, all(factor, 1), all(term, 0), '') };
}

export function add(call: Call, x: Tensor, y: Tensor): Tensor {
  if (x.kind === 'constant' && y.kind === 'constant')
    return combined(
      call,
      x,
      y,
      (p, q) => p + q,
      (p, q) => p + q,
    );
  const both = together(call, x, y);
  const { a, b, at } = both;
  if (a.kind === 'constant') return withConstant(call, both, b, at[1], a, at[0]);
  if (b.kind === 'constant') return withConstant(call, both, a, at[0], b, at[1]);
  const [p, q] = [operand(call, a, at[0]), operand(call, b, at[1])];
  if (p.kind === 'sum' && q.kind === 'sum') return made(both, summed(p, q));
  return made(both, whole(o.add(call.build.value(p), call.build.value(q))));
}

const withConstant = (
  call: Call,
  both: Together,
  x: Tensor,
  at: Int32Array,
  c: Constant,
  places: Int32Array,
) => made(both, affinely(operand(call, x, at), null, numbers(c, places, call), c.name));

const summed = (p: Sum, q: Sum): Sum => ({
  kind: 'sum',
  terms: [...p.terms, ...q.terms],
  bias: p.bias.map((x, i) => x + q.bias[i]),
  biasName: p.biasName || q.biasName,
});

export function subtract(call: Call, x: Tensor, y: Tensor): Tensor {
  if (x.kind === 'constant' && y.kind === 'constant')
    return combined(
      call,
      x,
      y,
      (p, q) => p - q,
      (p, q) => p - q,
    );
  if (y.kind === 'constant') {
    const negative = affineOf(y, -1) as Constant;
    return add(call, x, negative);
  }
  if (x.kind === 'constant' || (x.body.kind === 'sum' && y.body.kind === 'sum'))
    return add(call, x, affineOf(y, -1));
  const both = together(call, x, y);
  const [p, q] = [operand(call, both.a, both.at[0]), operand(call, both.b, both.at[1])];
  return made(both, whole(o.sub(call.build.value(p), call.build.value(q))));
}

export function multiply(call: Call, x: Tensor, y: Tensor): Tensor {
  if (x.kind === 'constant' && y.kind === 'constant')
    return combined(
      call,
      x,
      y,
      (p, q) => p * q,
      (p, q, m, n) => (p !== 0 && q !== 0 ? Number.NaN : p * n + q * m),
    );
  const both = together(call, x, y);
  const { a, b, at } = both;
  const times = (s: Tensor, place: Int32Array, c: Constant, places: Int32Array): Stream =>
    made(both, affinely(operand(call, s, place), numbers(c, places, call), null, c.name));
  if (a.kind === 'constant') return times(b, at[1], a, at[0]);
  if (b.kind === 'constant') return times(a, at[0], b, at[1]);
  const [p, q] = [operand(call, a, at[0]), operand(call, b, at[1])];
  const gelu = geluOf(call, p, q) ?? geluOf(call, q, p);
  if (gelu) return made(both, gelu);
  const [u, v] = [call.build.value(p), call.build.value(q)];
  return made(both, whole(normalisedBy(u, v) ?? normalisedBy(v, u) ?? o.mul(u, v)));
}

/** s x · (c + c erf(x / √2)) = 2 s c · GELU(x); null if it is not that. */
function geluOf(call: Call, x: Body, y: Body): Body | null {
  if (y.kind !== 'erf' || (x.kind !== 'picked' && x.kind !== 'scaled')) return null;
  const of = x.kind === 'picked' ? x : x.of;
  const isSame = y.of.values.every((value, i) => value === of.values[i] && y.of.at[i] === of.at[i]);
  const isGelu = y.slope.every((s, i) => Math.abs(s - Math.SQRT1_2) < 1e-6 && y.term[i] === y.factor[i]);
  if (!isSame || !isGelu || (x.kind === 'scaled' && x.term.some((t) => t !== 0))) return null;
  const factor = y.factor.map((c, i) => 2 * c * (x.kind === 'scaled' ? x.factor[i] : 1));
  return affinely(whole(o.gelu(call.build.value(of))), factor, null, '');
}

export function divide(call: Call, x: Tensor, y: Tensor): Tensor {
  if (x.kind === 'constant' && y.kind === 'constant') {
    const isWholeNumbers = x.type === 'integer' && y.type === 'integer';
    const quotient = (p: number, q: number): number => (isWholeNumbers ? Math.trunc(p / q) : p / q);
    return combined(call, x, y, quotient, (p, q, m, n) =>
      q !== 0 || p % n !== 0 || m % n !== 0 ? Number.NaN : p / n,
    );
  }
  if (y.kind === 'constant') return multiply(call, x, { ...y, data: y.data.map((one) => 1 / one) });
  if (x.kind === 'constant') return multiply(call, x, mapped(call, y, o.reciprocal));
  const both = together(call, x, y);
  const { build } = call;
  const u = build.value(operand(call, both.a, both.at[0]));
  const v = build.value(operand(call, both.b, both.at[1]));
  return made(both, whole(normalisedBy(u, o.reciprocal(v)) ?? o.div(u, v)));
}

/** A function of each element. */
export const mapped = (call: Call, x: Stream, of: (value: Value) => Value): Stream => ({
  ...x,
  body: whole(of(call.build.value(x.body))),
});

/** An operation on two streams, element by element, for which there is no other way. */
export function paired(call: Call, x: Tensor, y: Tensor, of: (p: Value, q: Value) => Value): Stream {
  const both = together(call, x, y);
  const [p, q] = [both.a, both.b].map((one, i) =>
    one.kind === 'constant'
      ? call.build.vector(one.name || 'constant', numbers(one, both.at[i], call))
      : call.build.value(operand(call, one, both.at[i])),
  );
  return made(both, whole(of(p, q)));
}
