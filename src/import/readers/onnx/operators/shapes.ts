import type { Call, Operator } from '../call.ts';
import { isLength, moved, type Size, shapeOf, sizesOf } from '../moving.ts';
import { constant, integers, places, type Stream, sizeOf, stridesOf, type Tensor } from '../tensor.ts';

const inOrder = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

const reshaped = (call: Call, x: Tensor, shape: readonly number[], time = -1): Tensor => {
  if (sizeOf(shape) !== sizeOf(x.shape))
    call.fail(`[${x.shape.join(', ')}] does not fit into [${shape.join(', ')}]`, 'way');
  return moved(call, x, inOrder(sizeOf(shape)), shape, { time });
};

/** Numbers for sizes, of which one may be −1: what is left of the whole. */
function completed(call: Call, sizes: readonly number[], size: number): number[] {
  const others = sizes.filter((n) => n !== -1).reduce((a, b) => a * b, 1);
  return sizes.map((n) => {
    const found = n === -1 ? size / others : n;
    return Number.isInteger(found) && found >= 0 ? found : call.fail(`it gives the size ${found}`, 'way');
  });
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Puts the axis of time where the new shape has the number of steps, between as many elements as before. */
function reshapedStream(call: Call, x: Stream, wanted: readonly Size[]): Tensor {
  const { steps } = call.build;
  const size = sizeOf(x.shape);
  const before = product(x.shape.slice(0, x.time));
  const could = (p: number, sure: boolean): boolean =>
    sure ? isLength(wanted[p], steps) : wanted[p].plus === -1 && wanted[p].factor === 0;
  for (const sure of [true, false])
    for (let p = 0; p < wanted.length; p++) {
      if (!could(p, sure) || wanted.some(({ factor }, k) => k !== p && factor !== 0)) continue;
      const others = wanted.map(({ plus }, k) => (k === p ? 1 : plus));
      if (others.filter((n) => n === -1).length > 1) continue;
      const shape = completed(call, others, size);
      if (product(shape) === size && product(shape.slice(0, p)) === before)
        return reshaped(call, x, shape, p);
    }
  return call.fail(
    `it puts steps and features on one axis, or takes them apart: ${wanted.map(shownSize).join(', ')}`,
    'way',
  );
}

const shownSize = ({ plus, factor }: Size): string =>
  factor === 0 ? `${plus}` : `${factor === 1 ? '' : factor}T${plus === 0 ? '' : ` + ${plus}`}`;

const reshape: Operator = (call) => {
  const x = call.input(0);
  const attribute = call.integers('shape');
  const wanted = sizesOf(attribute ? integers(...attribute) : call.constant(1, 'the shape'));
  const own = shapeOf(x, call.build.steps);
  const keeps = call.integer('allowzero', 0) === 0;
  const sizes = wanted.map((one, k) =>
    keeps && one.plus === 0 && one.factor === 0 ? { plus: own.data[k], factor: own.lengths?.[k] ?? 0 } : one,
  );
  if (x.kind === 'stream' && x.time >= 0) return reshapedStream(call, x, sizes);
  if (sizes.some(({ factor }) => factor !== 0))
    return call.fail('it gives a shape with the number of steps', 'way');
  return reshaped(
    call,
    x,
    completed(
      call,
      sizes.map(({ plus }) => plus),
      sizeOf(x.shape),
    ),
  );
};

const squeeze: Operator = (call) => {
  const x = call.input(0);
  const time = x.kind === 'stream' ? x.time : -1;
  const axes = call.either('axes', 1)?.map((axis) => call.axis(axis, x.shape.length));
  const gone = axes ?? [...x.shape.keys()].filter((k) => x.shape[k] === 1 && k !== time);
  for (const k of gone) {
    if (k === time) call.fail('it takes the axis of time away', 'way');
    if (x.shape[k] !== 1) call.fail(`it takes axis ${k} away, which has the size ${x.shape[k]}`, 'way');
  }
  const kept = [...x.shape.keys()].filter((k) => !gone.includes(k));
  return reshaped(
    call,
    x,
    kept.map((k) => x.shape[k]),
    kept.indexOf(time),
  );
};

const unsqueeze: Operator = (call) => {
  const x = call.input(0);
  const time = x.kind === 'stream' ? x.time : -1;
  const axes = call.either('axes', 1) ?? call.fail('it has no axes');
  const rank = x.shape.length + axes.length;
  const fresh = axes.map((axis) => call.axis(axis, rank));
  const old: number[] = [...Array(rank).keys()].filter((k) => !fresh.includes(k));
  if (old.length !== x.shape.length) call.fail(`axes ${axes.join(', ')} repeat`);
  const shape = Array.from({ length: rank }, (_, k) => (fresh.includes(k) ? 1 : x.shape[old.indexOf(k)]));
  return reshaped(call, x, shape, time < 0 ? -1 : old[time]);
};

const flatten: Operator = (call) => {
  const x = call.input(0);
  const given = call.integer('axis', 1);
  const axis = given < 0 ? given + x.shape.length : given;
  const own = shapeOf(x, call.build.steps);
  const side = (from: number, to: number): Size => {
    const time = x.kind === 'stream' ? x.time : -1;
    const rest = product(x.shape.slice(from, to));
    if (time < from || time >= to) return { plus: rest, factor: 0 };
    if (rest !== 1) return call.fail('it puts steps and features on one axis', 'way');
    return { plus: own.data[time], factor: own.lengths?.[time] ?? 0 };
  };
  const sizes = [side(0, axis), side(axis, x.shape.length)];
  if (x.kind === 'stream' && x.time >= 0) {
    const time = x.time < axis ? 0 : 1;
    const shape = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))];
    return reshaped(call, x, shape, time);
  }
  return reshaped(
    call,
    x,
    sizes.map(({ plus }) => plus),
  );
};

export function transposed(call: Call, x: Tensor, order: readonly number[]): Tensor {
  const { shape } = x;
  if (order.length !== shape.length || order.some((_, k) => !order.includes(k)))
    call.fail(`its order ${order.join(', ')} is not that of ${shape.length} axes`, 'way');
  const strides = stridesOf(shape);
  const wanted = order.map((k) => shape[k]);
  const time = x.kind === 'stream' && x.time >= 0 ? order.indexOf(x.time) : -1;
  return moved(
    call,
    x,
    places(
      wanted,
      order.map((k) => strides[k]),
    ),
    wanted,
    { time },
  );
}

const transpose: Operator = (call) => {
  const x = call.input(0);
  return transposed(call, x, call.integers('perm') ?? [...x.shape.keys()].reverse());
};

const shape: Operator = (call) => {
  const x = call.input(0);
  const all = shapeOf(x, call.build.steps);
  const rank = x.shape.length;
  const bound = (name: string, otherwise: number): number => {
    const given = call.integer(name, otherwise);
    return Math.min(Math.max(given < 0 ? given + rank : given, 0), rank);
  };
  const [from, to] = [bound('start', 0), bound('end', rank)];
  const data = all.data.slice(from, to);
  return constant([data.length], data, 'integer', { lengths: all.lengths?.slice(from, to) ?? null });
};

const size: Operator = (call) => {
  const x = call.input(0);
  const { steps } = call.build;
  const n = sizeOf(x.shape);
  if (x.kind === 'constant' || x.time < 0) return constant([], Float64Array.of(n), 'integer');
  return steps === null
    ? constant([], Float64Array.of(0), 'integer', { lengths: Float64Array.of(n) })
    : constant([], Float64Array.of(n * steps), 'integer');
};

export const shapes: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Transpose: transpose,
  Shape: shape,
  Size: size,
};
