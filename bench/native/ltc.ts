/**
 * LTC, semi-implicit with 6 unfolds and compensated increments, dense read-out to 1 output. Constants, all of them for ½ of
 * the drive: groups of eight, four and two panels of U, the bias and then a column after the other; groups of W likewise,
 * without a bias; 1/τ, A, the read-out and its bias.
 */
import {
  anyNaN, clamped, denominatorByPairs, difference, early, ERROR_INPUT, ERROR_RESULT, floats, laneSum, multiplyAdd,
  numeratorByPairs, OK, valid,
} from './panel';

const UNFOLDS: i32 = 6;

let weightsX: usize, weightsH: usize, rates: usize, goals: usize, readout: usize;
let x: usize, xEnd: usize, drive: usize, output: usize, bytes: usize;

/** Blocks of h and its compensation: the state, and two that the unfolds of a step write in turn. */
let state: usize, odd: usize, even: usize;

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  bytes = <usize>units << 2;
  weightsX = floats(units * (1 + inputs) + units * units + 3 * units + 1);
  weightsH = weightsX + bytes * (1 + inputs);
  rates = weightsH + bytes * units;
  goals = rates + bytes;
  readout = goals + bytes;
  x = floats((inputs + 3) & ~3);
  xEnd = x + (<usize>inputs << 2);
  drive = floats(units);
  state = floats(2 * units);
  odd = floats(2 * units);
  even = floats(2 * units);
  output = floats(1);
  return weightsX;
}

export function inputAt(): usize {
  return x;
}

export function outputAt(): usize {
  return output;
}

/**
 * Four units on from the block `from` to `to`: s (f A − (1/τ + f) h) / (1 + s (1/τ + f)), numerator and denominator times
 * the denominator of f = σ(2 z), added with the compensation (Kahan).
 */
// @ts-ignore: decorator
@inline
function update(from: usize, to: usize, i: usize, z: v128, s: v128): void {
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

// @ts-ignore: decorator
@inline
function finish(unfold: bool, from: usize, to: usize, i: usize, sum: v128, s: v128): void {
  if (unfold) update(from, to, i, sum, s);
  else v128.store(drive + i, sum);
}

/**
 * The sums of all panels over the floats from `at` to `end`. With `unfold` they start at the drive of the inputs and move
 * the units on from the block `from` to `to`; else they start at the bias in the weights, and are that drive.
 */
// @ts-ignore: decorator
@inline
function product(unfold: bool, w: usize, at: usize, end: usize, from: usize, to: usize, s: v128): void {
  const start = at;
  let i: usize = 0;
  while (i + 128 <= bytes) {
    let a0 = v128.load(unfold ? drive + i : w);
    let a1 = v128.load(unfold ? drive + i + 16 : w + 16);
    let a2 = v128.load(unfold ? drive + i + 32 : w + 32);
    let a3 = v128.load(unfold ? drive + i + 48 : w + 48);
    let a4 = v128.load(unfold ? drive + i + 64 : w + 64);
    let a5 = v128.load(unfold ? drive + i + 80 : w + 80);
    let a6 = v128.load(unfold ? drive + i + 96 : w + 96);
    let a7 = v128.load(unfold ? drive + i + 112 : w + 112);
    if (!unfold) w += 128;
    for (at = start; at < end; at += 4, w += 128) {
      const splat = v128.load32_splat(at);
      a0 = multiplyAdd(a0, v128.load(w), splat);
      v128.store(early, a0);
      a1 = multiplyAdd(a1, v128.load(w, 16), splat);
      v128.store(early, a1, 16);
      a2 = multiplyAdd(a2, v128.load(w, 32), splat);
      a3 = multiplyAdd(a3, v128.load(w, 48), splat);
      a4 = multiplyAdd(a4, v128.load(w, 64), splat);
      a5 = multiplyAdd(a5, v128.load(w, 80), splat);
      a6 = multiplyAdd(a6, v128.load(w, 96), splat);
      a7 = multiplyAdd(a7, v128.load(w, 112), splat);
    }
    finish(unfold, from, to, i, a0, s);
    finish(unfold, from, to, i + 16, a1, s);
    finish(unfold, from, to, i + 32, a2, s);
    finish(unfold, from, to, i + 48, a3, s);
    finish(unfold, from, to, i + 64, a4, s);
    finish(unfold, from, to, i + 80, a5, s);
    finish(unfold, from, to, i + 96, a6, s);
    finish(unfold, from, to, i + 112, a7, s);
    i += 128;
  }
  if (i + 64 <= bytes) {
    let a0 = v128.load(unfold ? drive + i : w);
    let a1 = v128.load(unfold ? drive + i + 16 : w + 16);
    let a2 = v128.load(unfold ? drive + i + 32 : w + 32);
    let a3 = v128.load(unfold ? drive + i + 48 : w + 48);
    if (!unfold) w += 64;
    for (at = start; at < end; at += 4, w += 64) {
      const splat = v128.load32_splat(at);
      a0 = multiplyAdd(a0, v128.load(w), splat);
      a1 = multiplyAdd(a1, v128.load(w, 16), splat);
      a2 = multiplyAdd(a2, v128.load(w, 32), splat);
      a3 = multiplyAdd(a3, v128.load(w, 48), splat);
    }
    finish(unfold, from, to, i, a0, s);
    finish(unfold, from, to, i + 16, a1, s);
    finish(unfold, from, to, i + 32, a2, s);
    finish(unfold, from, to, i + 48, a3, s);
    i += 64;
  }
  if (i < bytes) {
    // two sums alone would wait for themselves: the odd columns get two of their own
    let a0 = v128.load(unfold ? drive + i : w);
    let a1 = v128.load(unfold ? drive + i + 16 : w + 16);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    if (!unfold) w += 32;
    for (at = start; at + 4 < end; at += 8, w += 64) {
      const first = v128.load32_splat(at);
      const second = v128.load32_splat(at, 4);
      a0 = multiplyAdd(a0, v128.load(w), first);
      a1 = multiplyAdd(a1, v128.load(w, 16), first);
      b0 = multiplyAdd(b0, v128.load(w, 32), second);
      b1 = multiplyAdd(b1, v128.load(w, 48), second);
    }
    if (!unfold && at < end) {
      const last = v128.load32_splat(at);
      a0 = multiplyAdd(a0, v128.load(w), last);
      a1 = multiplyAdd(a1, v128.load(w, 16), last);
    }
    finish(unfold, from, to, i, f32x4.add(a0, b0), s);
    finish(unfold, from, to, i + 16, f32x4.add(a1, b1), s);
  }
}

/** One step of length dt from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, xEnd, dt)) return ERROR_INPUT;
  const s = f32x4.splat(dt / <f32>UNFOLDS);
  product(false, weightsX, x, xEnd, 0, 0, s);
  let from = state;
  for (let unfold = 0; unfold < UNFOLDS; unfold++) {
    const to = unfold & 1 ? even : odd;
    product(true, weightsH, from, from + bytes, from, to, s);
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
