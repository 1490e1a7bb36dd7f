/** Operators that take tensors apart and put them together. */
import { alike, lastOf } from '../broadcasting.ts';
import type { Call, Operator } from '../call.ts';
import { bodyAt } from '../elementwise.ts';
import { sized } from '../fold.ts';
import { asStream, isLastStep, isLength, moved, type Size, sizesOf } from '../moving.ts';
import {
  type Constant,
  constant,
  integers,
  type Picked,
  places,
  type Stream,
  sizeOf,
  stream,
  stridesOf,
  type Tensor,
} from '../tensor.ts';

/** Indices along one axis of a tensor. */
export function along(call: Call, x: Tensor, axis: number, indices: readonly number[]): Tensor {
  const shape = x.shape.map((n, k) => (k === axis ? indices.length : n));
  const strides = stridesOf(x.shape);
  const at = places(
    shape,
    strides.map((s, k) => (k === axis ? 0 : s)),
  );
  const own = stridesOf(shape);
  for (let i = 0; i < at.length; i++)
    at[i] += indices[Math.floor(i / own[axis]) % indices.length] * strides[axis];
  return moved(call, x, at, shape, { time: x.kind === 'stream' ? x.time : -1 });
}

/** The last step of a stream, along an axis of size 1 that is no longer time. */
function lastStep(call: Call, x: Stream): Stream {
  call.build.note(
    `${call.node.place} takes the last step of a sequence: here every step is the last one when it comes`,
  );
  return { ...x, time: -1, last: true };
}

const isEnd = (end: Size, steps: number | null): boolean =>
  isLength(end, steps) || (end.factor === 0 && end.plus >= (steps ?? 2 ** 31 - 1));

/** A slice along time: everything, or the last step. */
function slicedSteps(call: Call, x: Stream, start: Size, end: Size, step: number): Stream {
  const { steps } = call.build;
  const fromFirst = start.factor === 0 && (start.plus === 0 || (steps !== null && start.plus <= -steps));
  if (step === 1 && isEnd(end, steps)) {
    if (fromFirst) return x;
    if (isLastStep(start, steps)) return lastStep(call, x);
  }
  const isBackwards = step === -1;
  return call.mixes(isBackwards ? 'it turns the steps round' : 'it takes some steps of a sequence');
}

const slice: Operator = (call) => {
  const old = call.integers('starts');
  const x = call.input(0);
  const of = (name: string, i: number): Constant | null => {
    const given = call.integers(name);
    if (given) return integers(...given);
    return old || !call.given(i) ? null : call.constant(i, name);
  };
  const starts = of('starts', 1) ?? call.fail('it has no starts');
  const ends = of('ends', 2) ?? call.fail('it has no ends');
  const axes = of('axes', 3) ?? integers(...starts.data.keys());
  const steps = of('steps', 4) ?? integers(...starts.data.map(() => 1));
  let result = x;
  for (const [i, given] of axes.data.entries()) {
    const axis = call.axis(given, x.shape.length);
    const step = steps.data[i];
    if (result.kind === 'stream' && result.time === axis) {
      result = slicedSteps(call, result, sizesOf(starts)[i], sizesOf(ends)[i], step);
      continue;
    }
    const n = result.shape[axis];
    result = along(call, result, axis, range(call, sized(starts)[i], sized(ends)[i], step, n));
  }
  return result;
};

/** The indices of a slice of an axis of n elements. */
function range(call: Call, start: number, end: number, step: number, n: number): number[] {
  if (!Number.isInteger(step) || step === 0) call.fail(`it has the step ${step}`);
  const clamp = (k: number, low: number, high: number): number =>
    Math.min(Math.max(k < 0 ? k + n : k, low), high);
  const found: number[] = [];
  if (step > 0) for (let k = clamp(start, 0, n); k < clamp(end, 0, n); k += step) found.push(k);
  else for (let k = clamp(start, 0, n - 1); k > clamp(end, -1, n - 1); k += step) found.push(k);
  return found;
}

const gather: Operator = (call) => {
  const x = call.input(0);
  const axis = call.axis(call.integer('axis', 0), x.shape.length);
  const indices = call.constant(1, 'the indices');
  if (x.kind === 'stream' && x.time === axis) {
    const [only] = sizesOf(indices);
    if (indices.data.length !== 1 || !isLastStep(only, call.build.steps))
      call.mixes('it takes some steps of a sequence');
    const last = lastStep(call, x);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return { ...last, shape };
  }
  const n = x.shape[axis];
  const numbers = Array.from(sized(indices), (k) => (k < 0 ? k + n : k));
  if (numbers.some((k) => !(k >= 0 && k < n)))
    call.fail(`it takes an element of ${n} that there is not`, 'way');
  const picked = along(call, x, axis, numbers);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  if (picked.kind === 'constant') return { ...picked, shape };
  const time = picked.time > axis ? picked.time + indices.shape.length - 1 : picked.time;
  return { ...picked, shape, time };
};

const concat: Operator = (call) => {
  const all = call.inputs.map((_, i) => call.input(i));
  const rank = all[0]?.shape.length ?? 0;
  if (all.some((x) => x.shape.length !== rank)) call.fail('its inputs have different ranks', 'way');
  const axis = call.axis(call.integer('axis', 1), rank);
  const streams = all.filter((x) => x.kind === 'stream');
  const times = new Set(streams.map((x) => x.time).filter((time) => time >= 0));
  if (times.size > 1) call.mixes('it puts sequences side by side that lie along different axes');
  const [time = -1] = times;
  if (time === axis) call.mixes('it puts sequences one behind the other');
  const parts = all.map((x) => (x.kind === 'constant' && time >= 0 ? alike(call, x, time - rank) : x));
  const filled = parts.filter((x) => sizeOf(x.shape) > 0);
  const [first] = filled.length > 0 ? filled : parts;
  for (const { shape } of filled)
    if (shape.some((n, k) => k !== axis && n !== first.shape[k]))
      call.fail(`[${first.shape.join(', ')}] and [${shape.join(', ')}] do not lie side by side`, 'way');
  const shape = first.shape.map((n, k) => (k === axis ? filled.reduce((sum, x) => sum + x.shape[k], 0) : n));
  const order = interleaved(filled, axis);
  if (streams.length === 0) return joinedConstants(filled as Constant[], shape, order);
  const bodies = filled.map((x) => call.build.computed((x.kind === 'constant' ? asStream(call, x) : x).body));
  const joined: Picked = {
    kind: 'picked',
    values: bodies.flatMap(({ values }) => [...values]),
    at: Int32Array.from(bodies.flatMap(({ at }) => [...at])),
  };
  return stream(shape, bodyAt(call, joined, order), { time, last: lastOf(call, parts) });
};

/** For each element of the whole, where it is when the parts lie one behind the other. */
function interleaved(parts: readonly Tensor[], axis: number): Int32Array {
  const lengths = parts.map(({ shape }) => sizeOf(shape.slice(axis)));
  const rows = parts.length > 0 ? sizeOf(parts[0].shape.slice(0, axis)) : 0;
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    let from = 0;
    for (const length of lengths) {
      for (let k = 0; k < length; k++) found.push(from + row * length + k);
      from += rows * length;
    }
  }
  return Int32Array.from(found);
}

function joinedConstants(parts: readonly Constant[], shape: readonly number[], order: Int32Array): Constant {
  const flat = <T>(of: (x: Constant) => Iterable<T>): T[] => parts.flatMap((x) => [...of(x)]);
  const [data, lengths, labels] = [
    flat((x) => x.data),
    flat((x) => x.lengths ?? x.data.map(() => 0)),
    flat((x) => x.labels ?? Array.from(x.data, () => -1)),
  ];
  return constant(
    shape,
    Float64Array.from(order, (i) => data[i]),
    parts[0]?.type ?? 'float',
    {
      name: parts.find(({ name }) => name !== '')?.name ?? '',
      lengths: parts.some((x) => x.lengths) ? Float64Array.from(order, (i) => lengths[i]) : null,
      labels: parts.some((x) => x.labels) ? Int32Array.from(order, (i) => labels[i]) : null,
    },
  );
}

const split: Operator = (call) => {
  const x = call.input(0);
  const axis = call.axis(call.integer('axis', 0), x.shape.length);
  const count = call.integer('num_outputs', call.node.outputs.length);
  const given = call.either('split', 1);
  if (x.kind === 'stream' && x.time === axis)
    return count === 1 ? x : call.mixes('it takes a sequence apart');
  const n = x.shape[axis];
  const each = Math.ceil(n / count);
  const sizes = given ?? Array.from({ length: count }, (_, k) => Math.min(each, n - k * each));
  if (sizes.some((size) => size < 0) || sizes.reduce((a, b) => a + b, 0) !== n)
    call.fail(`parts of ${sizes.join(', ')} of an axis of ${n}`, 'way');
  let from = 0;
  return sizes.map((size) => {
    const indices = Array.from({ length: size }, (_, k) => from + k);
    from += size;
    return along(call, x, axis, indices);
  });
};

const range1: Operator = (call) => {
  const [start, limit, delta] = [0, 1, 2].map((i) => call.constant(i, 'a bound'));
  if ([start, limit, delta].some(({ lengths }) => lengths?.some((x) => x !== 0)))
    call.mixes('it counts the steps of a sequence');
  const n = Math.max(0, Math.ceil((limit.data[0] - start.data[0]) / delta.data[0]));
  if (!(n <= 1e6)) call.fail(`it has ${n} elements`);
  return constant(
    [n],
    Float64Array.from({ length: n }, (_, k) => start.data[0] + k * delta.data[0]),
    start.type,
  );
};

const constantNode: Operator = (call) => {
  const tensor = call.tensor('value');
  if (tensor) return { ...tensor, name: call.node.outputs[0] };
  const float = call.has('value_float') || call.has('value_floats');
  if (!float && !call.has('value_int') && !call.has('value_ints'))
    return call.fail('it holds no numbers: text and sparse constants cannot be read');
  const list = call.has('value_floats') || call.has('value_ints');
  const data = Float64Array.from(
    list
      ? float
        ? call.floats('value_floats')
        : (call.integers('value_ints') ?? [])
      : [float ? call.float('value_float', 0) : call.integer('value_int', 0)],
  );
  return constant(list ? [data.length] : [], data, float ? 'float' : 'integer');
};

export const parts: Readonly<Record<string, Operator>> = {
  Slice: slice,
  Gather: gather,
  Concat: concat,
  Split: split,
  Range: range1,
  Constant: constantNode,
};
