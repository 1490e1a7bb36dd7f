/** How two tensors of different shapes go together, element by element. */
import type { Call } from './call.ts';
import { type Constant, places, sizeOf, stridesOf, type Tensor, takenFrom } from './tensor.ts';

/** What an operation on two tensors gives, and where the elements of each operand lie. */
export interface Together {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly shape: readonly number[];
  readonly time: number;
  readonly last: boolean;
  readonly at: readonly [Int32Array, Int32Array];
}

/** The axis of time, counted from the last one: −1 is the last; 0: none. */
const fromEnd = (x: Tensor): number => (x.kind === 'stream' && x.time >= 0 ? x.time - x.shape.length : 0);

/** @throws Refusal if shapes do not fit, or if time would meet another axis */
export function together(call: Call, first: Tensor, second: Tensor): Together {
  const [timeA, timeB] = [fromEnd(first), fromEnd(second)];
  if (timeA !== 0 && timeB !== 0 && timeA !== timeB) call.mixes('it compares every step with every other');
  const fromBack = timeA || timeB;
  const [a, b] = [first, second].map((x) =>
    x.kind === 'constant' && fromBack !== 0 ? alike(call, x, fromBack) : x,
  );
  const shape = broadcastShape(call, a.shape, b.shape);
  const time = fromBack === 0 ? -1 : shape.length + fromBack;
  for (const x of [a, b]) {
    const axis = x.shape.length + fromBack;
    if (fromBack !== 0 && fromEnd(x) === 0 && (x.shape[axis] ?? 1) !== 1)
      call.mixes('it puts features along the axis of time');
  }
  return {
    a,
    b,
    shape,
    time,
    last: lastOf(call, [a, b]),
    at: [spread(a.shape, shape), spread(b.shape, shape)],
  };
}

/** Whether what is computed of these is known after the last step only. */
export function lastOf(call: Call, tensors: readonly Tensor[]): boolean {
  const streams = tensors.filter((x) => x.kind === 'stream');
  const last = streams.some((x) => x.last);
  if (last && streams.some((x) => !x.last && x.time >= 0)) call.mixes('it uses the last step in every step');
  return last;
}

/** A constant that has numbers for each step, if they are the same in all: those of one. */
export function alike(call: Call, x: Constant, fromBack: number): Constant {
  const axis = x.shape.length + fromBack;
  const count = x.shape[axis] ?? 1;
  if (count === 1 || count !== call.build.steps) return x;
  const shape = x.shape.map((n, k) => (k === axis ? 1 : n));
  const strides = stridesOf(x.shape);
  const first = takenFrom(x, places(shape, strides), shape);
  for (let t = 1; t < count; t++) {
    const other = takenFrom(x, places(shape, strides, t * strides[axis]), shape);
    if (other.data.some((one, i) => one !== first.data[i]))
      call.mixes('a constant has other numbers in each step');
  }
  return first;
}

export function broadcastShape(call: Call, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, k) => {
    const [m, n] = [a[a.length - rank + k] ?? 1, b[b.length - rank + k] ?? 1];
    if (m !== n && m !== 1 && n !== 1)
      call.fail(`shapes [${a.join(', ')}] and [${b.join(', ')}] do not go together`, 'way');
    return m === 1 ? n : m;
  });
}

/** For each element of a shape that `own` is broadcast to, where it lies. */
export function spread(own: readonly number[], shape: readonly number[]): Int32Array {
  const strides = stridesOf(own);
  const missing = shape.length - own.length;
  return places(
    shape,
    shape.map((_, k) => (k < missing || own[k - missing] === 1 ? 0 : strides[k - missing])),
  );
}

/** Whether places are those of all elements in order. */
export const isWhole = (at: Int32Array, shape: readonly number[]): boolean =>
  at.length === sizeOf(shape) && at.every((place, i) => place === i);
