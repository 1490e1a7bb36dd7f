/**
 * HLLN (reconstruction): the state is the prediction of the input and the output. Constants: ½ E/ħ, α, ½ d and a zero, then
 * groups of eight, four and two panels: the bias, then a column of W after the other.
 */
import { clamped, denominator, numerator } from './activation';
import {
  allPanels, anyNaN, bytes, copy, difference, ERROR_INPUT, ERROR_RESULT, h, laneSum, next, OK, reserve, valid,
  weights, x,
} from './panel';
export { inputAt } from './panel';

/** The address where the host writes the constants; as many units as inputs, a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  reserve(inputs, units, 4 + units * (1 + inputs), 1);
  return weights;
}

export function outputAt(): usize {
  return next;
}

/** Γ = σ(E/(ħ Ω) + d), Ω = 1 + α · mean |x − h|. */
// @ts-ignore: decorator
@inline
function gate(): v128 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16)
    sum = f32x4.add(sum, f32x4.abs(f32x4.sub(v128.load(x + i), v128.load(h + i))));
  const omega: f32 = 1.0 + load<f32>(weights, 4) * (laneSum(sum) / <f32>(bytes >> 2));
  const c = clamped(f32x4.splat(load<f32>(weights) / omega + load<f32>(weights, 8)));
  const s = f32x4.mul(c, c);
  const q = denominator(s);
  return f32x4.div(f32x4.add(q, numerator(c, s)), f32x4.add(q, q));
}

@unmanaged
class Units {
  /** h' of four units from their proposal. */
  // @ts-ignore: decorator
  @inline
  one(i: usize, proposal: v128): void {
    const gamma = v128.load(GAMMA);
    v128.store(next + i, f32x4.add(proposal, f32x4.mul(gamma, f32x4.sub(v128.load(h + i), proposal))));
  }
}

const GAMMA: usize = memory.data(16, 16);

/** One step from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
  v128.store(GAMMA, gate());
  allPanels(changetype<Units>(0), weights + 16, 0, x, h);
  let differences = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) differences = f32x4.add(differences, difference(v128.load(next + i)));
  if (anyNaN(differences)) return ERROR_RESULT;
  copy(h, next, bytes);
  return OK;
}
