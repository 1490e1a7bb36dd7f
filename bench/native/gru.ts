/**
 * GRU, dense read-out to 1 output. Constants: for each eight units the bias and the columns of x, r, z, n of four units and
 * of the others, then the recurrent bias of n and the columns of h likewise, ½ in r and z, which have one bias; then the
 * read-out and its bias.
 */
import { clamped, denominator, numerator } from './activation';
import { bytes, ERROR_INPUT, finish, h, multiplyAdd, next, reserve, valid, weights, x } from './panel';
export { inputAt, outputAt } from './panel';

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  reserve(inputs, units, units * (3 * (1 + inputs + units) + 1), 1);
  return weights;
}

/** tanh(u + σ(r) n) (1 − σ(z)) + before σ(z) over the common denominator; the ½ of the sigmoids is in the weights. */
// @ts-ignore: decorator
@inline
function update(r: v128, z: v128, u: v128, n: v128, before: v128): v128 {
  const cr = clamped(r);
  const sr = f32x4.mul(cr, cr);
  const qr = denominator(sr);
  const reset = f32x4.div(f32x4.add(qr, numerator(cr, sr)), f32x4.add(qr, qr));
  const cz = clamped(z);
  const sz = f32x4.mul(cz, cz);
  const nz = numerator(cz, sz);
  const qz = denominator(sz);
  const cu = clamped(f32x4.add(u, f32x4.mul(reset, n)));
  const su = f32x4.mul(cu, cu);
  const qu = denominator(su);
  const fresh = f32x4.mul(numerator(cu, su), f32x4.sub(qz, nz));
  const kept = f32x4.mul(f32x4.mul(before, qu), f32x4.add(qz, nz));
  return f32x4.div(f32x4.add(fresh, kept), f32x4.mul(qu, f32x4.add(qz, qz)));
}

/** One step from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
  const end = h + bytes;
  let w = weights;
  for (let i: usize = 0; i < bytes; i += 32) {
    let r0 = v128.load(w);
    let z0 = v128.load(w, 16);
    let n0 = v128.load(w, 32);
    let r1 = v128.load(w, 48);
    let z1 = v128.load(w, 64);
    let n1 = v128.load(w, 80);
    w += 96;
    for (let at = x; at < h; at += 4, w += 96) {
      const splat = v128.load32_splat(at);
      r0 = multiplyAdd(r0, v128.load(w), splat);
      z0 = multiplyAdd(z0, v128.load(w, 16), splat);
      n0 = multiplyAdd(n0, v128.load(w, 32), splat);
      r1 = multiplyAdd(r1, v128.load(w, 48), splat);
      z1 = multiplyAdd(z1, v128.load(w, 64), splat);
      n1 = multiplyAdd(n1, v128.load(w, 80), splat);
    }
    const u0 = n0;
    const u1 = n1;
    n0 = v128.load(w);
    n1 = v128.load(w, 16);
    w += 32;
    // again on purpose: the sums of n are kept in between, and a function gives one value
    for (let at = h; at < end; at += 4, w += 96) {
      const splat = v128.load32_splat(at);
      r0 = multiplyAdd(r0, v128.load(w), splat);
      z0 = multiplyAdd(z0, v128.load(w, 16), splat);
      n0 = multiplyAdd(n0, v128.load(w, 32), splat);
      r1 = multiplyAdd(r1, v128.load(w, 48), splat);
      z1 = multiplyAdd(z1, v128.load(w, 64), splat);
      n1 = multiplyAdd(n1, v128.load(w, 80), splat);
    }
    v128.store(next + i, update(r0, z0, u0, n0, v128.load(h + i)));
    v128.store(next + i, update(r1, z1, u1, n1, v128.load(h + i, 16)), 16);
  }
  return finish(1);
}
