import { OP_GELU, OP_SIGMOID, OP_TANH } from '../layout';
import { exp } from '../math/exp';
import { phi1 } from '../math/phi1';
import { softplus } from '../math/softplus';
import { squash } from '../math/tanh';

const LANES: usize = memory.data(32, 16);

/** 0 tanh, 1 sigmoid, 2 exp, 3 softplus, 4 φ₁, 5 gelu. */
function approximate<T>(f: i32, x: T): T {
  if (f == 0) return squash<T>(OP_TANH, x);
  if (f == 1) return squash<T>(OP_SIGMOID, x);
  if (f == 2) return exp<T>(x);
  if (f == 3) return softplus<T>(x);
  if (f == 5) return squash<T>(OP_GELU, x);
  return phi1<T>(x);
}

function exact(f: i32, x: f64): f64 {
  if (f == 0) return Math.tanh(x);
  if (f == 1) return 1 / (1 + Math.exp(-x));
  if (f == 2) return Math.exp(x);
  if (f == 3) return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  return x == 0 ? 1 : -Math.expm1(-x) / x;
}

function worst(f: i32, from: f64, to: f64, relative: bool): f64 {
  let error: f64 = 0;
  for (let i = 0; i <= 20000; i++) {
    const x = <f32>(from + ((to - from) * i) / 20000);
    const y = exact(f, x);
    error = Math.max(error, Math.abs(<f64>approximate<f32>(f, x) - y) / (relative ? Math.abs(y) : 1));
  }
  return error;
}

function sameBits(f: i32): bool {
  for (let i = 0; i < 20000; i++) {
    const x = f32x4(<f32>i * 0.01 - 100, <f32>i * -0.001, <f32>i * 1e-6, <f32>i * 1e3);
    const y = approximate<v128>(f, x);
    v128.store(LANES, x);
    v128.store(LANES + 16, y);
    for (let lane: usize = 0; lane < 16; lane += 4) {
      const scalar = approximate<f32>(f, load<f32>(LANES + lane));
      if (load<u32>(LANES + 16 + lane) != reinterpret<u32>(scalar)) return false;
    }
  }
  return true;
}

describe('the approximations', () => {
  it('keep to their stated errors', () => {
    expect(worst(0, -12, 12, false)).toBeLessThanOrEqual(4.5e-7);
    expect(worst(1, -24, 24, false)).toBeLessThanOrEqual(2.5e-7);
    expect(worst(2, -87, 88, true)).toBeLessThanOrEqual(9e-8);
    expect(worst(3, -87, 88, true)).toBeLessThanOrEqual(2.2e-7);
    expect(worst(4, 0, 88, true)).toBeLessThanOrEqual(1.3e-7);
  });

  it('give a lane the bits of the scalar', () => {
    for (let f = 0; f < 6; f++) expect(sameBits(f)).toBe(true);
  });

  it('keep every NaN, whatever its payload', () => {
    for (let f = 0; f < 6; f++) {
      for (let payload: u32 = 1; payload < 0x800000; payload += 12345) {
        for (let sign: u32 = 0; sign < 2; sign++) {
          const x = reinterpret<f32>(0x7f800000 | payload | (sign << 31));
          const y = approximate<f32>(f, x);
          const lane = f32x4.extract_lane(approximate<v128>(f, f32x4.splat(x)), 2);
          if (y == y || lane == lane) expect(payload).toBe(0, 'function ' + f.toString() + ' lost a NaN');
        }
      }
    }
    expect(isNaN(approximate<f32>(2, f32.NaN))).toBe(true);
  });
});
