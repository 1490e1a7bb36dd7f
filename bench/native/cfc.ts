/**
 * CfC, mode `default` without a backbone, dense read-out to 1 output. Constants: for each eight units the bias, then a
 * column of [x; h] after the other: f₁, f₂, a, b of four units and of the others; then the read-out and its bias.
 */
import {
  anyNaN, clamped, copy, denominator, difference, early, ERROR_INPUT, ERROR_RESULT, floats, laneSum, multiplyAdd,
  numerator, OK, valid,
} from './panel';

let weights: usize, readout: usize, x: usize, h: usize, next: usize, output: usize, bytes: usize;

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  bytes = <usize>units << 2;
  const count = 4 * units * (1 + inputs + units);
  weights = floats(count + units + 1);
  readout = weights + (<usize>count << 2);
  x = floats(inputs + units);
  h = x + (<usize>inputs << 2);
  next = floats(units);
  output = floats(1);
  return weights;
}

export function inputAt(): usize {
  return x;
}

export function outputAt(): usize {
  return output;
}

/** f₁ (1 − t) + f₂ t over the common denominator, where t = σ(a Δ + b) = ½ + ½ tanh and the ½ is in the weights. */
// @ts-ignore: decorator
@inline
function blend(f1: v128, f2: v128, a: v128, b: v128, elapsed: v128): v128 {
  const c1 = clamped(f1);
  const c2 = clamped(f2);
  const ct = clamped(f32x4.add(f32x4.mul(a, elapsed), b));
  const s1 = f32x4.mul(c1, c1);
  const s2 = f32x4.mul(c2, c2);
  const st = f32x4.mul(ct, ct);
  const q1 = denominator(s1);
  const q2 = denominator(s2);
  const nt = numerator(ct, st);
  const qt = denominator(st);
  const from = f32x4.mul(f32x4.mul(numerator(c1, s1), q2), f32x4.sub(qt, nt));
  const to = f32x4.mul(f32x4.mul(numerator(c2, s2), q1), f32x4.add(qt, nt));
  return f32x4.div(f32x4.add(from, to), f32x4.mul(f32x4.mul(q1, q2), f32x4.add(qt, qt)));
}

/** One step of length dt from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
  const elapsed = f32x4.splat(dt);
  const end = h + bytes;
  let sum = f32x4.splat(0);
  let differences = f32x4.splat(0);
  let w = weights;
  for (let i: usize = 0; i < bytes; i += 32) {
    let a0 = v128.load(w);
    let a1 = v128.load(w, 16);
    let a2 = v128.load(w, 32);
    let a3 = v128.load(w, 48);
    let a4 = v128.load(w, 64);
    let a5 = v128.load(w, 80);
    let a6 = v128.load(w, 96);
    let a7 = v128.load(w, 112);
    w += 128;
    for (let z = x; z < end; z += 4, w += 128) {
      const splat = v128.load32_splat(z);
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
    const first = blend(a0, a1, a2, a3, elapsed);
    const second = blend(a4, a5, a6, a7, elapsed);
    v128.store(next + i, first);
    v128.store(next + i, second, 16);
    sum = multiplyAdd(multiplyAdd(sum, v128.load(readout + i), first), v128.load(readout + i, 16), second);
    differences = f32x4.add(differences, f32x4.add(difference(first), difference(second)));
  }
  const y = load<f32>(readout + bytes) + laneSum(sum);
  store<f32>(output, y);
  if (anyNaN(differences) || y - y != 0) return ERROR_RESULT;
  copy(h, next, bytes);
  return OK;
}
