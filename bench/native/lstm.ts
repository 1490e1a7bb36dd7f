/**
 * LSTM, dense read-out to 1 output. Constants: for each eight units the sum of the biases, then a column of [x; h] after
 * the other: i, f, g, o of four units and of the others, ½ in all but g; then the read-out and its bias.
 */
import { clamped, denominator, numerator } from './activation';
import { bytes, eightPanels, ERROR_INPUT, finish, h, next, reserve, valid, weights, x } from './panel';
export { inputAt, outputAt } from './panel';

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  reserve(inputs, units, 4 * units * (1 + inputs + units), 2);
  return weights;
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

@unmanaged
class Units {
  // @ts-ignore: decorator
  @inline
  eight(i: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): void {
    const memory0 = remember(a0, a1, a2, v128.load(h + bytes + i));
    const memory1 = remember(a4, a5, a6, v128.load(h + bytes + i, 16));
    v128.store(next + i, release(a3, memory0));
    v128.store(next + i, release(a7, memory1), 16);
    v128.store(next + bytes + i, memory0);
    v128.store(next + bytes + i, memory1, 16);
  }
}

/** One step from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
  let w = weights;
  for (let i: usize = 0; i < bytes; i += 32) w = eightPanels(changetype<Units>(0), i, w, 0, x, h + bytes);
  return finish(2);
}
