/** Tensors repeated along axes, of which one may be time. */
import { broadcastShape, spread } from '../broadcasting.ts';
import type { Call, Operator } from '../call.ts';
import { MOST } from '../initialiser.ts';
import { asStream, moved, type Size, sizesOf } from '../moving.ts';
import { type Constant, constant, places, sizeOf, stridesOf, type Tensor } from '../tensor.ts';

/** A tensor broadcast to a shape, of which one axis may be time. */
function expanded(call: Call, x: Tensor, wanted: readonly Size[]): Tensor {
  const { steps } = call.build;
  const time = wanted.findIndex(({ factor }) => factor !== 0);
  if (wanted.some(({ factor, plus }, k) => factor !== 0 && (k !== time || factor !== 1 || plus !== 0)))
    call.fail('it gives a shape with more than the number of steps', 'way');
  const own = x.kind === 'stream' && x.time >= 0 ? x.time - x.shape.length : 0;
  const fromBack = time >= 0 ? time - wanted.length : own;
  const sizes = wanted.map(({ plus }, k) => {
    const isTime = fromBack !== 0 && k === wanted.length + fromBack;
    return isTime && (plus === steps || k === time) ? 1 : plus;
  });
  if (x.kind === 'stream' && x.last && (time >= 0 || (steps !== null && steps > 1 && sizes.includes(steps))))
    call.mixes('it repeats the last step for every step');
  if (own !== 0 && own !== fromBack) call.mixes('it repeats every step for every other');
  const shape = broadcastShape(call, x.shape, sizes);
  if (sizeOf(shape) > MOST) call.fail(`its shape is [${shape.join(', ')}]`);
  const base = x.kind === 'constant' && time >= 0 ? asStream(call, x) : x;
  return moved(call, base, spread(x.shape, shape), shape, {
    time: fromBack === 0 ? -1 : shape.length + fromBack,
  });
}

const tile: Operator = (call) => {
  const x = call.input(0);
  const repeats = call.constant(1, 'repeats');
  const time = x.kind === 'stream' ? x.time : -1;
  const all = sizesOf(repeats);
  const axis = all.findIndex(({ factor }) => factor !== 0);
  const { steps } = call.build;
  if (x.kind === 'stream' && x.last && (axis >= 0 || all.some(({ plus }) => plus === steps && plus > 1)))
    call.mixes('it repeats the last step for every step');
  if (axis >= 0) {
    const wanted = all.map((one, k) => (k === axis ? one : { plus: one.plus * x.shape[k], factor: 0 }));
    if (x.shape[axis] !== 1 || all.some(({ plus }, k) => k !== axis && plus !== 1))
      call.fail('it repeats by the number of steps', 'way');
    return expanded(call, x, wanted);
  }
  if (time >= 0 && all[time].plus !== 1) call.mixes('it repeats steps');
  const shape = x.shape.map((n, k) => n * (all[k]?.plus ?? call.fail('it has too few repeats')));
  if (sizeOf(shape) > MOST) call.fail(`its shape is [${shape.join(', ')}]`);
  const strides = stridesOf(x.shape);
  const at = places(
    shape,
    shape.map(() => 0),
  );
  const own = stridesOf(shape);
  for (let i = 0; i < at.length; i++)
    at[i] = x.shape.reduce((sum, n, k) => sum + ((Math.floor(i / own[k]) % shape[k]) % n) * strides[k], 0);
  return moved(call, x, at, shape, { time });
};

const constantOfShape: Operator = (call) => {
  const value: Constant = call.tensor('value') ?? constant([1], Float64Array.of(0), 'float');
  if (value.data.length !== 1) call.fail('its value has more than one element');
  return expanded(call, { ...value, shape: [] }, sizesOf(call.constant(0, 'the shape')));
};

export const repeats: Readonly<Record<string, Operator>> = {
  Expand: (call) => expanded(call, call.input(0), sizesOf(call.constant(1, 'the shape'))),
  Tile: tile,
  ConstantOfShape: constantOfShape,
};
