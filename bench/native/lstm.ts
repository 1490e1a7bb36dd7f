/**
 * LSTM, dense read-out to 1 output. Constants: for each eight units the sum of the biases, then a column of [x; h] after
 * the other: i, f, g, o of four units and of the others, ½ in all but g; then the read-out and its bias.
 */
import {
  anyNaN, clamped, copy, denominator, difference, early, ERROR_INPUT, ERROR_RESULT, floats, laneSum, multiplyAdd,
  numerator, OK, valid,
} from './panel';

let weights: usize, readout: usize, x: usize, h: usize, c: usize, next: usize, output: usize, bytes: usize;

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  bytes = <usize>units << 2;
  const count = 4 * units * (1 + inputs + units);
  weights = floats(count + units + 1);
  readout = weights + (<usize>count << 2);
  x = floats(inputs + 2 * units);
  h = x + (<usize>inputs << 2);
  c = h + bytes;
  next = floats(2 * units);
  output = floats(1);
  return weights;
}

export function inputAt(): usize {
  return x;
}

export function outputAt(): usize {
  return output;
}

/** σ(f) memory + σ(i) tanh(g) over the common denominator; the ½ of the sigmoids is in the weights. */
// @ts-ignore: decorator
@inline
function remember(i: v128, f: v128, g: v128, memory: v128): v128 {
  const ci = clamped(i);
  const cf = clamped(f);
  const cg = clamped(g);
  const si = f32x4.mul(ci, ci);
  const sf = f32x4.mul(cf, cf);
  const sg = f32x4.mul(cg, cg);
  const qi = denominator(si);
  const qf = denominator(sf);
  const twiceQf = f32x4.add(qf, qf);
  const product = f32x4.mul(f32x4.add(qi, qi), denominator(sg));
  const kept = f32x4.mul(f32x4.mul(f32x4.add(qf, numerator(cf, sf)), memory), product);
  const added = f32x4.mul(f32x4.mul(f32x4.add(qi, numerator(ci, si)), numerator(cg, sg)), twiceQf);
  return f32x4.div(f32x4.add(kept, added), f32x4.mul(twiceQf, product));
}

/** σ(o) tanh(memory). */
// @ts-ignore: decorator
@inline
function release(o: v128, memory: v128): v128 {
  const co = clamped(o);
  const cm = clamped(memory);
  const so = f32x4.mul(co, co);
  const sm = f32x4.mul(cm, cm);
  const qo = denominator(so);
  const product = f32x4.mul(f32x4.add(qo, numerator(co, so)), numerator(cm, sm));
  return f32x4.div(product, f32x4.mul(f32x4.add(qo, qo), denominator(sm)));
}

/** One step from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
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
    const memory0 = remember(a0, a1, a2, v128.load(c + i));
    const memory1 = remember(a4, a5, a6, v128.load(c + i, 16));
    const first = release(a3, memory0);
    const second = release(a7, memory1);
    v128.store(next + i, first);
    v128.store(next + i, second, 16);
    v128.store(next + bytes + i, memory0);
    v128.store(next + bytes + i, memory1, 16);
    sum = multiplyAdd(multiplyAdd(sum, v128.load(readout + i), first), v128.load(readout + i, 16), second);
    differences = f32x4.add(differences, f32x4.add(difference(first), difference(memory0)));
    differences = f32x4.add(differences, f32x4.add(difference(second), difference(memory1)));
  }
  const y = load<f32>(readout + bytes) + laneSum(sum);
  store<f32>(output, y);
  if (anyNaN(differences) || y - y != 0) return ERROR_RESULT;
  copy(h, next, 2 * bytes);
  return OK;
}
