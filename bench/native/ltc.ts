/**
 * LTC, semi-implicit with 6 unfolds and compensated increments, dense read-out to 1 output. Constants, all of them for ½ of
 * the drive: groups of eight, four and two panels of U, the bias and then a column after the other; groups of W likewise,
 * without a bias; 1/τ, A, the read-out and its bias.
 */
import { clamped, denominatorByPairs, numeratorByPairs } from './activation';
import {
  allPanels, anyNaN, bytes, difference, ERROR_INPUT, ERROR_RESULT, floats, laneSum, OK, output, readout, reserve,
  valid, weights, x,
} from './panel';
export { inputAt, outputAt } from './panel';

const UNFOLDS: i32 = 6;

let weightsH: usize, rates: usize, goals: usize, xEnd: usize, drive: usize;

/** Blocks of h and its compensation: the state, and two that the unfolds of a step write in turn. */
let state: usize, odd: usize, even: usize;

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  reserve(inputs, units, units * (1 + inputs) + units * units + 2 * units, 1);
  weightsH = weights + bytes * (1 + inputs);
  rates = weightsH + bytes * units;
  goals = rates + bytes;
  xEnd = x + (<usize>inputs << 2);
  drive = floats(units);
  state = floats(2 * units);
  odd = floats(2 * units);
  even = floats(2 * units);
  return weights;
}

/** Of the unfold that runs: its blocks, and its length. */
let from: usize, to: usize, substep: f32;

/** The drive of the inputs, the same for all unfolds. */
@unmanaged
class Drive {
  // @ts-ignore: decorator
  @inline
  one(i: usize, sum: v128): void {
    v128.store(drive + i, sum);
  }
}

@unmanaged
class Unfold {
  /**
   * Four units on from the block `from` to `to`: s (f A − (1/τ + f) h) / (1 + s (1/τ + f)), numerator and denominator times
   * the denominator of f = σ(2 z), added with the compensation (Kahan).
   */
  // @ts-ignore: decorator
  @inline
  one(i: usize, z: v128): void {
    const s = f32x4.splat(substep);
    const c = clamped(z);
    const square = f32x4.mul(c, c);
    const d = denominatorByPairs(square);
    const n = f32x4.add(d, numeratorByPairs(c, square));
    const q = f32x4.add(d, d);
    const before = v128.load(from + i);
    const decay = f32x4.add(f32x4.mul(q, v128.load(rates + i)), n);
    const slope = f32x4.sub(f32x4.mul(n, v128.load(goals + i)), f32x4.mul(decay, before));
    const delta = f32x4.div(f32x4.mul(s, slope), f32x4.add(q, f32x4.mul(s, decay)));
    const increment = f32x4.sub(delta, v128.load(from + bytes + i));
    const after = f32x4.add(before, increment);
    v128.store(to + i, after);
    v128.store(to + bytes + i, f32x4.sub(f32x4.sub(after, before), increment));
  }
}

/** One step of length dt from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, xEnd, dt)) return ERROR_INPUT;
  substep = dt / <f32>UNFOLDS;
  allPanels(changetype<Drive>(0), weights, 0, x, xEnd);
  from = state;
  for (let unfold = 0; unfold < UNFOLDS; unfold++) {
    to = unfold & 1 ? even : odd;
    allPanels(changetype<Unfold>(0), weightsH, drive, from, from + bytes);
    from = to;
  }
  let sum = f32x4.splat(0);
  let differences = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const after = v128.load(even + i);
    sum = f32x4.add(sum, f32x4.mul(after, v128.load(readout + i)));
    differences = f32x4.add(differences, f32x4.add(difference(after), difference(v128.load(even + bytes + i))));
  }
  const y = load<f32>(readout + bytes) + laneSum(sum);
  store<f32>(output, y);
  if (anyNaN(differences) || y - y != 0) return ERROR_RESULT;
  const kept = state;
  state = even;
  even = kept;
  return OK;
}
