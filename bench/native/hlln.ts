/**
 * HLLN (reconstruction): the state is the prediction of the input and the output. Constants: ½ E/ħ, α, ½ d and a zero, then
 * groups of eight, four and two panels: the bias, then a column of W after the other.
 */
import {
  anyNaN, clamped, copy, denominator, difference, early, ERROR_INPUT, ERROR_RESULT, floats, laneSum, multiplyAdd,
  numerator, OK, valid,
} from './panel';

let scalars: usize, weights: usize, x: usize, h: usize, next: usize, bytes: usize;

/** The address where the host writes the constants; as many units as inputs, a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  bytes = <usize>units << 2;
  scalars = floats(4 + units * (1 + inputs));
  weights = scalars + 16;
  x = floats(units);
  h = floats(units);
  next = floats(units);
  return scalars;
}

export function inputAt(): usize {
  return x;
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
  const omega: f32 = 1.0 + load<f32>(scalars, 4) * (laneSum(sum) / <f32>(bytes >> 2));
  const c = clamped(f32x4.splat(load<f32>(scalars) / omega + load<f32>(scalars, 8)));
  const s = f32x4.mul(c, c);
  const q = denominator(s);
  return f32x4.div(f32x4.add(q, numerator(c, s)), f32x4.add(q, q));
}

/** h' of four units from their proposal, stored; gives what makes a NaN of a value that is not finite. */
// @ts-ignore: decorator
@inline
function update(i: usize, proposal: v128, gamma: v128): v128 {
  const after = f32x4.add(proposal, f32x4.mul(gamma, f32x4.sub(v128.load(h + i), proposal)));
  v128.store(next + i, after);
  return difference(after);
}

/** One step from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  const end = x + bytes;
  if (!valid(x, end, dt)) return ERROR_INPUT;
  const gamma = gate();
  let differences = f32x4.splat(0);
  let w = weights;
  let i: usize = 0;
  while (i + 128 <= bytes) {
    let a0 = v128.load(w);
    let a1 = v128.load(w, 16);
    let a2 = v128.load(w, 32);
    let a3 = v128.load(w, 48);
    let a4 = v128.load(w, 64);
    let a5 = v128.load(w, 80);
    let a6 = v128.load(w, 96);
    let a7 = v128.load(w, 112);
    w += 128;
    for (let at = x; at < end; at += 4, w += 128) {
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
    differences = f32x4.add(differences, update(i, a0, gamma));
    differences = f32x4.add(differences, update(i + 16, a1, gamma));
    differences = f32x4.add(differences, update(i + 32, a2, gamma));
    differences = f32x4.add(differences, update(i + 48, a3, gamma));
    differences = f32x4.add(differences, update(i + 64, a4, gamma));
    differences = f32x4.add(differences, update(i + 80, a5, gamma));
    differences = f32x4.add(differences, update(i + 96, a6, gamma));
    differences = f32x4.add(differences, update(i + 112, a7, gamma));
    i += 128;
  }
  if (i + 64 <= bytes) {
    let a0 = v128.load(w);
    let a1 = v128.load(w, 16);
    let a2 = v128.load(w, 32);
    let a3 = v128.load(w, 48);
    w += 64;
    for (let at = x; at < end; at += 4, w += 64) {
      const splat = v128.load32_splat(at);
      a0 = multiplyAdd(a0, v128.load(w), splat);
      a1 = multiplyAdd(a1, v128.load(w, 16), splat);
      a2 = multiplyAdd(a2, v128.load(w, 32), splat);
      a3 = multiplyAdd(a3, v128.load(w, 48), splat);
    }
    differences = f32x4.add(differences, update(i, a0, gamma));
    differences = f32x4.add(differences, update(i + 16, a1, gamma));
    differences = f32x4.add(differences, update(i + 32, a2, gamma));
    differences = f32x4.add(differences, update(i + 48, a3, gamma));
    i += 64;
  }
  if (i < bytes) {
    // two sums alone would wait for themselves: the odd columns get two of their own
    let a0 = v128.load(w);
    let a1 = v128.load(w, 16);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    w += 32;
    for (let at = x; at < end; at += 8, w += 64) {
      const even = v128.load32_splat(at);
      const odd = v128.load32_splat(at, 4);
      a0 = multiplyAdd(a0, v128.load(w), even);
      a1 = multiplyAdd(a1, v128.load(w, 16), even);
      b0 = multiplyAdd(b0, v128.load(w, 32), odd);
      b1 = multiplyAdd(b1, v128.load(w, 48), odd);
    }
    differences = f32x4.add(differences, update(i, f32x4.add(a0, b0), gamma));
    differences = f32x4.add(differences, update(i + 16, f32x4.add(a1, b1), gamma));
  }
  if (anyNaN(differences)) return ERROR_RESULT;
  copy(h, next, bytes);
  return OK;
}
