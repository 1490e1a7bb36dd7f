/** Sums, means and normalisations over features. */
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { Call, Operator } from '../call.ts';
import { logSoftmax, logSumExp } from '../elementary.ts';
import { add, mapped, multiply } from '../elementwise.ts';
import { evaluated } from '../fold.ts';
import { moved } from '../moving.ts';
import {
  type Constant,
  constant,
  places,
  type Stream,
  sizeOf,
  stream,
  stridesOf,
  type Tensor,
  whole,
} from '../tensor.ts';

/** For each group of elements that become one, where they lie; and the shape that is left. */
function groups(call: Call, x: Tensor, axes: readonly number[], keeps: boolean) {
  const time = x.kind === 'stream' ? x.time : -1;
  if (axes.includes(time)) call.mixes('it goes over the steps of a sequence');
  const kept = x.shape.map((n, k) => (axes.includes(k) ? 1 : n));
  const strides = stridesOf(x.shape);
  const starts = places(kept, strides);
  const inner = places(
    axes.map((k) => x.shape[k]),
    axes.map((k) => strides[k]),
  );
  const left = keeps ? kept : kept.filter((_, k) => !axes.includes(k));
  const gone = keeps ? 0 : axes.filter((k) => k < time).length;
  return { starts, inner, shape: left, time: time < 0 ? -1 : time - gone };
}

function axesOf(call: Call, x: Tensor): number[] | null {
  const given = call.either('axes', 1);
  const rank = x.shape.length;
  if (!given || given.length === 0)
    return call.integer('noop_with_empty_axes', 0) !== 0 ? null : [...Array(rank).keys()];
  return given.map((axis) => call.axis(axis, rank));
}

interface Reduction {
  readonly of: (numbers: Float64Array) => number;
  /** As an operation on a vector, which gives one element; null: there is none. */
  readonly step: ((x: Value) => Value) | null;
  /** As a product: the weight of each of n elements. */
  readonly weight?: (n: number) => number;
}

const reduce =
  ({ of, step, weight }: Reduction): Operator =>
  (call) => {
    const x = call.input(0);
    const axes = axesOf(call, x);
    if (axes === null) return x;
    const { starts, inner, shape, time } = groups(call, x, axes, call.integer('keepdims', 1) !== 0);
    if (x.kind === 'constant') {
      if (x.lengths?.some((one) => one !== 0)) {
        if (x.data.length === 1) return { ...x, shape };
        return lengthReduced(call, x, inner, shape);
      }
      const data = Float64Array.from(starts, (from) => of(Float64Array.from(inner, (k) => x.data[from + k])));
      return constant(shape, data, x.type);
    }
    const rest = { time, last: x.last };
    if (inner.length === 1 && weight?.(1) === 1) return { ...x, shape, ...rest };
    if (starts.length === 1 && step) return stream(shape, whole(step(call.build.value(x.body))), rest);
    if (weight) {
      const n = sizeOf(x.shape);
      const matrix = new Float64Array(starts.length * n);
      for (const [row, from] of starts.entries())
        for (const k of inner) matrix[row * n + from + k] = weight(inner.length);
      return stream(shape, call.build.product(matrix, starts.length, x.body, 'sum'), rest);
    }
    if (!step) return call.fail(`a step has no operation for ${call.node.op}`);
    return stream(shape, whole(grouped(call, x, starts, inner, step)), rest);
  };

/** ReduceProd of a shape that holds the number of steps: their number times the others. */
function lengthReduced(call: Call, x: Constant, inner: Int32Array, shape: readonly number[]): Constant {
  const [lengths, others] = [x.lengths as Float64Array, x.data];
  const variable = [...inner].filter((k) => lengths[k] !== 0);
  if (
    call.node.op !== 'ReduceProd' ||
    variable.length !== 1 ||
    others[variable[0]] !== 0 ||
    sizeOf(shape) !== 1
  )
    call.fail('it computes with the number of steps', 'way');
  const factor = [...inner].reduce((p, k) => p * (k === variable[0] ? lengths[k] : others[k]), 1);
  return constant(shape, Float64Array.of(0), 'integer', { lengths: Float64Array.of(factor) });
}

/** An operation on each group, their results one behind the other. */
function grouped(
  call: Call,
  x: Stream,
  starts: Int32Array,
  inner: Int32Array,
  of: (x: Value) => Value,
): Value {
  const results = Array.from(starts, (from) => {
    const part = moved(
      call,
      x,
      inner.map((k) => from + k),
      [inner.length],
    ) as Stream;
    return of(call.build.value(part.body));
  });
  return results.reduce(o.concat);
}

const sum = (numbers: Float64Array): number => numbers.reduce((a, b) => a + b, 0);
const total = (x: Value): Value => o.scale(o.mean(x), x.shape[0]);
const squares = (x: Value): Value => total(o.mul(x, x));

/** A function of each row along the last axes, from `axis` on, that keeps the shape. */
function byRows(call: Call, x: Tensor, axes: readonly number[], of: (x: Value) => Value): Tensor {
  const { starts, inner } = groups(call, x, axes, true);
  const order = new Int32Array(sizeOf(x.shape));
  let next = 0;
  for (const from of starts) for (const k of inner) order[from + k] = next++;
  if (x.kind === 'constant') {
    const rows = Array.from(starts, (from) =>
      evaluated(
        Float64Array.from(inner, (k) => x.data[from + k]),
        of,
      ),
    );
    const flat = rows.flatMap((row) => [...row]);
    return constant(
      x.shape,
      Float64Array.from(order, (i) => flat[i]),
      'float',
    );
  }
  if (starts.length === 1) return mapped(call, x, of);
  const all = stream(x.shape, whole(grouped(call, x, starts, inner, of)), x);
  return moved(call, all, order, x.shape, { time: x.time });
}

/** Softmax and its kin: along one axis since opset 13, before that along all from one on. */
const softmaxLike =
  (of: (x: Value) => Value): Operator =>
  (call) => {
    const x = call.input(0);
    const rank = x.shape.length;
    const axis = call.axis(call.integer('axis', call.opset >= 13 ? -1 : 1), rank);
    const axes = call.opset >= 13 ? [axis] : [...Array(rank).keys()].filter((k) => k >= axis);
    return byRows(call, x, axes, of);
  };

const layerNormalization: Operator = (call) => {
  const x = call.input(0);
  const rank = x.shape.length;
  const axis = call.axis(call.integer('axis', -1), rank);
  if (call.node.outputs.slice(1).some((name) => name !== ''))
    call.fail('its mean and deviation cannot be read');
  const epsilon = Math.fround(call.float('epsilon', 1e-5));
  const axes = [...Array(rank).keys()].filter((k) => k >= axis);
  const normal = byRows(call, x, axes, (value) => o.layerNorm(value, epsilon));
  const scaled = call.given(1) ? multiply(call, normal, call.input(1)) : normal;
  return call.given(2) ? add(call, scaled, call.input(2)) : scaled;
};

/** x / √(mean of x² + ε). */
const rmsNormalization: Operator = (call) => {
  const x = call.input(0);
  const axis = call.axis(call.integer('axis', -1), x.shape.length);
  const axes = [...x.shape.keys()].filter((k) => k >= axis);
  const epsilon = Math.fround(call.float('epsilon', 1e-5));
  const normal = byRows(call, x, axes, (value) => {
    const root = o.sqrt(o.shift(o.mean(o.mul(value, value)), epsilon));
    return o.div(value, root);
  });
  return call.given(1) ? multiply(call, normal, call.input(1)) : normal;
};

/** x / ‖x‖ along an axis. */
const lpNormalization: Operator = (call) => {
  const x = call.input(0);
  const axis = call.axis(call.integer('axis', -1), x.shape.length);
  const isSquare = call.integer('p', 2) === 2;
  return byRows(call, x, [axis], (value) =>
    o.div(value, isSquare ? o.sqrt(squares(value)) : total(o.abs(value))),
  );
};

/** Mean and variance of each element's axes: (x − mean) / deviation. */
const meanVariance: Operator = (call) => {
  const x = call.input(0);
  const axes = (call.integers('axes') ?? [0, 2, 3]).map((axis) => call.axis(axis, x.shape.length));
  return byRows(call, x, axes, (value) => o.layerNorm(value, 1e-9));
};

export const reductions: Readonly<Record<string, Operator>> = {
  ReduceMean: reduce({ of: (x) => sum(x) / x.length, step: o.mean, weight: (n) => 1 / n }),
  ReduceSum: reduce({ of: sum, step: total, weight: () => 1 }),
  ReduceSumSquare: reduce({ of: (x) => sum(x.map((one) => one * one)), step: squares }),
  ReduceL2: reduce({ of: (x) => Math.hypot(...x), step: (x) => o.sqrt(squares(x)) }),
  ReduceL1: reduce({ of: (x) => sum(x.map(Math.abs)), step: (x) => total(o.abs(x)) }),
  ReduceLogSumExp: reduce({ of: (x) => Math.log(sum(x.map(Math.exp))), step: logSumExp }),
  ReduceMax: reduce({ of: (x) => Math.max(...x), step: (x) => largest(x, 1) }),
  ReduceMin: reduce({ of: (x) => Math.min(...x), step: (x) => largest(x, -1) }),
  ReduceProd: reduce({ of: (x) => x.reduce((a, b) => a * b, 1), step: null }),
  Softmax: softmaxLike(o.softmax),
  LogSoftmax: softmaxLike(logSoftmax),
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  SimplifiedLayerNormalization: rmsNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVariance,
  Einsum: (call) => call.fail('Einsum cannot be read: write it as MatMul'),
};

/** The largest element, or the least with the sign −1, by halves: max(a, b) = a + relu(b − a). */
function largest(x: Value, sign: 1 | -1): Value {
  const n = x.shape[0];
  if (n === 1) return x;
  const half = Math.floor(n / 2);
  const beyond = (a: Value, b: Value): Value => {
    const more = o.relu(o.scale(o.sub(b, a), sign));
    return sign === 1 ? o.add(a, more) : o.sub(a, more);
  };
  const rest = largest(beyond(o.slice(x, 0, half), o.slice(x, half, half)), sign);
  return n % 2 === 0 ? rest : beyond(rest, o.slice(x, n - 1, 1));
}
