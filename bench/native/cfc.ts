/**
 * CfC, mode `default` without a backbone, dense read-out to 1 output. Constants: for each eight units the bias, then a
 * column of [x; h] after the other: f₁, f₂, a, b of four units and of the others; then the read-out and its bias.
 */
import { clamped, denominator, numerator } from './activation';
import { bytes, eightPanels, ERROR_INPUT, finish, h, next, reserve, valid, weights, x } from './panel';
export { inputAt, outputAt } from './panel';

/** The address where the host writes the constants; `units` a multiple of 8. */
export function prepare(inputs: u32, units: u32): usize {
  reserve(inputs, units, 4 * units * (1 + inputs + units), 1);
  return weights;
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

let elapsed: f32 = 0;

@unmanaged
class Units {
  // @ts-ignore: decorator
  @inline
  eight(i: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): void {
    const dt = f32x4.splat(elapsed);
    v128.store(next + i, blend(a0, a1, a2, a3, dt));
    v128.store(next + i, blend(a4, a5, a6, a7, dt), 16);
  }
}

/** One step of length dt from the inputs at `inputAt`; a status, after an error the state is as before. */
export function step(dt: f32): i32 {
  if (!valid(x, h, dt)) return ERROR_INPUT;
  elapsed = dt;
  let w = weights;
  for (let i: usize = 0; i < bytes; i += 32) w = eightPanels(changetype<Units>(0), i, w, 0, x, h + bytes);
  return finish(1);
}
