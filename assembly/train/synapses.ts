/*
 * Synapses and the rows that weigh them, of four lanes, as src/ops has them: matrices whose elements have lanes, made of and
 * weighed with matrices that all lanes share. What the lanes add to the gradient of those is summed in their order.
 */
import { rest } from './pairs';
import { A, B, C, K, N, OUT } from './record';
import { logisticOf } from './rows';

/** σ(slope · x + offset) for each synapse: x is that of its column. */
export function synapsesForward(r: usize): void {
  const start = load<u32>(r, OUT);
  let out = start;
  let slope = load<u32>(r, A);
  let offset = load<u32>(r, B);
  const first = load<u32>(r, C);
  const last = first + (load<u32>(r, K) << 3);
  const end = out + (load<u32>(r, N) << 3);
  let x = first;
  while (out < end) {
    const a = v128.load64_splat(slope);
    const b = v128.load64_splat(offset);
    v128.store(out, f64x2.add(f64x2.mul(a, v128.load(x)), b));
    v128.store(out, f64x2.add(f64x2.mul(a, v128.load(x, 16)), b), 16);
    out += 32;
    slope += 8;
    offset += 8;
    x += 32;
    if (x == last) x = first;
  }
  logisticOf(start, start, end - start);
}

/** @param g distance of the gradients from the values */
export function synapsesBackward(r: usize, g: u32): void {
  let out = load<u32>(r, OUT);
  let slope = load<u32>(r, A);
  let offset = load<u32>(r, B) + g;
  const first = load<u32>(r, C);
  const last = first + (load<u32>(r, K) << 3);
  const end = out + (load<u32>(r, N) << 3);
  let x = first;
  while (out < end) {
    const a = v128.load64_splat(slope);
    const d0 = through(out, g);
    const d1 = through(out + 16, g);
    const gx = x + g;
    const gs = slope + g;
    // a sum of its own, from 0
    const slopes = chain(0, f64x2.mul(d0, v128.load(x)), f64x2.mul(d1, v128.load(x, 16)));
    v128.store(gx, f64x2.add(v128.load(gx), f64x2.mul(d0, a)));
    v128.store(gx, f64x2.add(v128.load(gx, 16), f64x2.mul(d1, a)), 16);
    store<f64>(gs, load<f64>(gs) + slopes);
    store<f64>(offset, load<f64>(offset) + chain(0, d0, d1));
    out += 32;
    slope += 8;
    offset += 8;
    x += 32;
    if (x == last) x = first;
  }
}

/** The gradient of two lanes before the activation. */
// @ts-ignore: decorator
@inline
function through(out: u32, g: u32): v128 {
  const y = v128.load(out);
  return f64x2.mul(f64x2.mul(v128.load(out + g), y), rest(y));
}

/** start, and the four lanes one after the other. */
// @ts-ignore: decorator
@inline
function chain(start: f64, a: v128, b: v128): f64 {
  const upper = start + f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  return upper + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1);
}

/** bias + Σ W ⊙ X of each row. */
export function weightedRowsForward(r: usize): void {
  let out = load<u32>(r, OUT);
  let w = load<u32>(r, A);
  let x = load<u32>(r, B);
  let bias = load<u32>(r, C);
  const row = load<u32>(r, K) << 1;
  const end = out + (load<u32>(r, N) << 3);
  for (; out < end; out += 32) {
    let a = v128.load(bias);
    let b = v128.load(bias, 16);
    for (const stop = w + row; w < stop; w += 8) {
      const weight = v128.load64_splat(w);
      a = f64x2.add(a, f64x2.mul(weight, v128.load(x)));
      b = f64x2.add(b, f64x2.mul(weight, v128.load(x, 16)));
      x += 32;
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    bias += 32;
  }
}

/** @param g distance of the gradients from the values */
export function weightedRowsBackward(r: usize, g: u32): void {
  let out = load<u32>(r, OUT) + g;
  let w = load<u32>(r, A);
  let x = load<u32>(r, B);
  let bias = load<u32>(r, C) + g;
  const row = load<u32>(r, K) << 1;
  const end = out + (load<u32>(r, N) << 3);
  for (; out < end; out += 32) {
    const d0 = v128.load(out);
    const d1 = v128.load(out, 16);
    v128.store(bias, f64x2.add(v128.load(bias), d0));
    v128.store(bias, f64x2.add(v128.load(bias, 16), d1), 16);
    for (const stop = w + row; w < stop; w += 8) {
      const weight = v128.load64_splat(w);
      const gw = w + g;
      const gx = x + g;
      store<f64>(gw, chain(load<f64>(gw), f64x2.mul(d0, v128.load(x)), f64x2.mul(d1, v128.load(x, 16))));
      v128.store(gx, f64x2.add(v128.load(gx), f64x2.mul(d0, weight)));
      v128.store(gx, f64x2.add(v128.load(gx, 16), f64x2.mul(d1, weight)), 16);
      x += 32;
    }
    bias += 32;
  }
}
