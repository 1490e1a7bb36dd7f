/** Arithmetic on several tensors, comparisons, and what they decide. */
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { Call, Operator } from '../call.ts';
import { applied, isPositive, power } from '../elementary.ts';
import { add, affineOf, divide, mapped, multiply, subtract } from '../elementwise.ts';
import { combined, sized } from '../fold.ts';
import { limited } from '../limits.ts';
import { type Constant, constant, sizeOf, type Tensor } from '../tensor.ts';

type Binary = (call: Call, x: Tensor, y: Tensor) => Tensor;

const binary =
  (of: Binary): Operator =>
  (call) =>
    of(call, call.input(0), call.input(1));

/** Of any number of tensors. */
const all =
  (of: Binary, scaled = (x: Tensor, _n: number): Tensor => x): Operator =>
  (call) => {
    const [first, ...rest] = call.inputs.map((_, i) => call.input(i));
    if (!first) return call.fail('it has no inputs');
    return scaled(
      rest.reduce((x, y) => of(call, x, y), first),
      rest.length + 1,
    );
  };

const pow: Operator = (call) => {
  const [x, y] = [call.input(0), call.input(1)];
  if (x.kind === 'constant' && y.kind === 'constant') return combined(call, x, y, (p, q) => p ** q);
  if (y.kind === 'constant') {
    const [exponent] = y.data;
    if (!y.data.every((one) => one === exponent)) return call.fail('it has several exponents');
    const of = (value: Value): Value =>
      power(value, exponent) ?? call.fail(`a step cannot raise to the power of ${exponent}`);
    return exponent === 1 ? x : mapped(call, call.stream(x), of);
  }
  if (x.kind === 'constant' && x.data.every((one) => one > 0))
    return applied(call, multiply(call, y, { ...x, data: x.data.map(Math.log) }), o.exp);
  return call.fail('both its base and its exponent are computed in each step');
};

/** Max and Min: x + relu(y − x), and the same with signs changed. */
const extreme = (sign: 1 | -1): Binary => {
  const of = sign === 1 ? Math.max : Math.min;
  return (call, x, y) => {
    if (x.kind === 'constant' && y.kind === 'constant') return combined(call, x, y, of);
    const [stream, other] = x.kind === 'stream' ? [x, y] : [y, x];
    if (other.kind === 'constant' && sizeOf(other.shape) === 1)
      return sign === 1 ? limited(call, stream, other, null) : limited(call, stream, null, other);
    const beyond = affineOf(subtract(call, other, stream), sign);
    return add(call, stream, affineOf(applied(call, beyond, o.relu), sign));
  };
};

/** A comparison: of numbers exactly, and with a length as a very large number; of streams 1 or 0. */
const compared =
  (of: (x: number, y: number) => boolean, step: ((difference: Value) => Value) | null): Operator =>
  (call) => {
    const [x, y] = [call.input(0), call.input(1)];
    if (x.kind === 'constant' && y.kind === 'constant') {
      const plain = (one: Constant): Constant => ({ ...one, data: sized(one), lengths: null });
      return { ...combined(call, plain(x), plain(y), (p, q) => Number(of(p, q))), type: 'boolean' };
    }
    if (!step) return call.fail('it asks whether what is computed in a step is equal to something');
    return applied(call, subtract(call, x, y), step);
  };

const opposite = (x: Tensor): Tensor => affineOf(x, -1, 1);

const and: Binary = (call, x, y) => multiply(call, x, y);
const or: Binary = (call, x, y) => opposite(multiply(call, opposite(x), opposite(y)));

/** Constants choose elements; what is computed weighs them by 1 and 0. */
const where: Operator = (call) => {
  const [condition, x, y] = [call.input(0), call.input(1), call.input(2)];
  if (condition.kind === 'constant') {
    const [first] = condition.data;
    const isOne = condition.data.every((one) => (one !== 0) === (first !== 0));
    if (isOne && x.kind === 'stream' && y.kind === 'stream')
      return shaped(call, condition, first !== 0 ? x : y);
    if (x.kind === 'constant' && y.kind === 'constant') return chosen(call, condition, x, y);
  }
  // a finite number for each that is not chosen: infinities are what masks are filled with
  const finite = (one: Tensor): Tensor =>
    one.kind === 'constant' && one.data.some((number) => !Number.isFinite(number))
      ? { ...one, data: one.data.map((number) => Math.min(Math.max(number, -1e30), 1e30)) }
      : one;
  const left = multiply(call, condition, finite(x));
  return add(call, left, multiply(call, opposite(condition), finite(y)));
};

/** A stream in the shape that it gets beside a condition. */
const shaped = (call: Call, condition: Constant, x: Tensor): Tensor =>
  multiply(call, x, { ...condition, name: '', type: 'float', data: condition.data.map(() => 1) });

function chosen(call: Call, condition: Constant, x: Constant, y: Constant): Constant {
  const mask = { ...condition, type: 'integer' as const };
  const part = (one: Constant, wanted: boolean): Constant => {
    const weight = constant(
      mask.shape,
      mask.data.map((bit) => Number((bit !== 0) === wanted)),
      'integer',
    );
    const all = combined(
      call,
      weight,
      one,
      (bit, number) => (bit ? number : 0),
      (_p, q, bit) => (bit ? q : 0),
    );
    return { ...all, type: one.type };
  };
  return { ...(add(call, part(x, true), part(y, false)) as Constant), type: x.type };
}

const not: Operator = (call) => {
  const x = call.input(0);
  return x.kind === 'constant' ? { ...x, data: x.data.map((one) => Number(one === 0)) } : opposite(x);
};

const above = (x: Value): Value => isPositive(x);
const below = (x: Value): Value => isPositive(o.neg(x));
const without =
  (of: (x: Value) => Value) =>
  (x: Value): Value =>
    o.shift(o.neg(of(x)), 1);

export const arithmetic: Readonly<Record<string, Operator>> = {
  Add: binary(add),
  Sub: binary(subtract),
  Mul: binary(multiply),
  Div: binary(divide),
  Mod: (call) => {
    const [x, y] = [call.constant(0, 'the dividend'), call.constant(1, 'the divisor')];
    const isC = call.integer('fmod', 0) !== 0;
    return combined(call, x, y, (p, q) => (isC ? p % q : p - q * Math.floor(p / q)));
  },
  Pow: pow,
  Sum: all(add),
  Mean: all(add, (x, n) => affineOf(x, 1 / n)),
  Max: all(extreme(1)),
  Min: all(extreme(-1)),
  Clip: (call) => {
    const bound = (name: string, i: number): Constant | null => {
      if (call.has(name)) return constant([], Float64Array.of(call.float(name, 0)), 'float');
      return call.given(i) ? call.constant(i, name) : null;
    };
    return limited(call, call.input(0), bound('min', 1), bound('max', 2));
  },
  Equal: compared((x, y) => x === y, null),
  Greater: compared((x, y) => x > y, above),
  Less: compared((x, y) => x < y, below),
  GreaterOrEqual: compared((x, y) => x >= y, without(below)),
  LessOrEqual: compared((x, y) => x <= y, without(above)),
  Not: not,
  And: binary(and),
  Or: binary(or),
  Xor: binary((call, x, y) => {
    const difference = subtract(call, x, y);
    return multiply(call, difference, difference);
  }),
  Where: where,
};
