/**
 * Scalar entry points for the math functions in both lane types, and a scan over all floats. With them tests and
 * `npm run bench:approximations` measure the optimised code.
 */
import { OP_GATE, OP_GELU, OP_SIGMOID, OP_SILU, OP_TANH } from '../layout';
import { exp } from '../math/exp';
import { phi1 } from '../math/phi1';
import { softplus } from '../math/softplus';
import { squash } from '../math/tanh';
import { exponential, logistic, tanh } from '../train/transcendental';
import { ABSOLUTE, EXP, GATE, GELU, PHI1, RELATIVE, SIGMOID, SILU, SOFTPLUS, TANH, exact } from './exact';

// @ts-ignore: decorator
@inline
function approximate<T>(f: i32, x: T): T {
  if (f == EXP) return exp<T>(x);
  if (f == GATE) return squash<T>(OP_GATE, x);
  if (f == GELU) return squash<T>(OP_GELU, x);
  if (f == PHI1) return phi1<T>(x);
  if (f == SIGMOID) return squash<T>(OP_SIGMOID, x);
  if (f == SILU) return squash<T>(OP_SILU, x);
  if (f == SOFTPLUS) return softplus<T>(x);
  return squash<T>(OP_TANH, x);
}

export function scalar(f: i32, x: f32): f32 {
  return approximate<f32>(f, x);
}

export function vector(f: i32, x: f32): f32 {
  return f32x4.extract_lane(approximate<v128>(f, f32x4.splat(x)), 0);
}

export function reference(f: i32, x: f64): f64 {
  return exact(f, x);
}

/** Four floats and the results of the SIMD lanes. */
const LANES: usize = memory.data(32, 16);

/** Results of the last scan: the largest error, its argument, and the number of floats with other bits in a lane. */
export let worst: f64 = 0;
export let worstAt: f32 = 0;
export let different: u32 = 0;

/** Smallest normal float: the least divisor of errors relative to the argument. */
const NORMAL: f64 = 1.1754943508222875e-38;

/**
 * Scans every `stride`th float with bits from `first` to `last`, both ends included.
 * @param kind the divisor of an error: nothing, the exact value, or the argument
 */
export function scan(f: i32, kind: i32, first: u32, last: u32, stride: u32): void {
  worst = 0;
  worstAt = 0;
  different = 0;
  // passes constants, so that the loop has nothing to choose
  if (f == EXP) each(EXP, kind, first, last, stride);
  else if (f == GATE) each(GATE, kind, first, last, stride);
  else if (f == GELU) each(GELU, kind, first, last, stride);
  else if (f == PHI1) each(PHI1, kind, first, last, stride);
  else if (f == SIGMOID) each(SIGMOID, kind, first, last, stride);
  else if (f == SILU) each(SILU, kind, first, last, stride);
  else if (f == SOFTPLUS) each(SOFTPLUS, kind, first, last, stride);
  else each(TANH, kind, first, last, stride);
}

// @ts-ignore: decorator
@inline
function each(f: i32, kind: i32, first: u32, last: u32, stride: u32): void {
  for (let pattern: u64 = first; pattern <= <u64>last; pattern += 4 * <u64>stride) {
    for (let lane: u64 = 0; lane < 4; lane++) {
      store<u32>(LANES + (<usize>lane << 2), <u32>min<u64>(pattern + lane * stride, last));
    }
    v128.store(LANES + 16, approximate<v128>(f, v128.load(LANES)));
    for (let at = LANES; at < LANES + 16; at += 4) {
      const x = load<f32>(at);
      const y = approximate<f32>(f, x);
      if (load<u32>(at + 16) != reinterpret<u32>(y)) different++;
      const value = exact(f, x);
      let error = Math.abs(<f64>y - value);
      if (kind != ABSOLUTE) error /= kind == RELATIVE ? Math.abs(value) : Math.max(Math.abs(<f64>x), NORMAL);
      if (!(error <= worst)) {
        worst = error;
        worstAt = x;
      }
    }
  }
}

/**
 * The trainer's functions, of `count` numbers, an even one, in place.
 * @param f 0: e^x, 1: the logistic function, 2: tanh
 */
export function trainers(f: i32, x: usize, count: u32): void {
  for (const end = x + (count << 3); x < end; x += 16) {
    const given = v128.load(x);
    v128.store(x, f == 0 ? exponential(given) : f == 1 ? logistic(given) : tanh(given));
  }
}
