import * as bounds from '../math/bounds';
import { OP_GELU, OP_SIGMOID, OP_SILU, OP_TANH } from '../layout';
import { exp } from '../math/exp';
import { phi1 } from '../math/phi1';
import { softplus } from '../math/softplus';
import { squash } from '../math/tanh';
import { EXP, GELU, PHI1, SIGMOID, SILU, SOFTPLUS, TANH, exact } from './exact';

const LANES: usize = memory.data(32, 16);

function approximate<T>(f: i32, x: T): T {
  if (f == TANH) return squash<T>(OP_TANH, x);
  if (f == SIGMOID) return squash<T>(OP_SIGMOID, x);
  if (f == SILU) return squash<T>(OP_SILU, x);
  if (f == GELU) return squash<T>(OP_GELU, x);
  if (f == EXP) return exp<T>(x);
  if (f == SOFTPLUS) return softplus<T>(x);
  return phi1<T>(x);
}

const ALL: i32[] = [TANH, SIGMOID, SILU, GELU, EXP, SOFTPLUS, PHI1];

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
    expect(worst(TANH, -12, 12, false)).toBeLessThanOrEqual(bounds.TANH_ERROR);
    expect(worst(SIGMOID, -24, 24, false)).toBeLessThanOrEqual(bounds.SIGMOID_ERROR);
    expect(worst(EXP, -87, 88, true)).toBeLessThanOrEqual(bounds.EXP_ERROR);
    expect(worst(SOFTPLUS, -87, 88, true)).toBeLessThanOrEqual(bounds.SOFTPLUS_ERROR);
    expect(worst(PHI1, 0, 88, true)).toBeLessThanOrEqual(bounds.PHI1_ERROR);
  });

  it('give a lane the bits of the scalar', () => {
    for (let i = 0; i < ALL.length; i++) expect(sameBits(ALL[i])).toBe(true);
  });

  it('keep every NaN, whatever its payload', () => {
    for (let i = 0; i < ALL.length; i++) {
      const f = ALL[i];
      for (let payload: u32 = 1; payload < 0x800000; payload += 12345) {
        for (let sign: u32 = 0; sign < 2; sign++) {
          const x = reinterpret<f32>(0x7f800000 | payload | (sign << 31));
          const y = approximate<f32>(f, x);
          const lane = f32x4.extract_lane(approximate<v128>(f, f32x4.splat(x)), 2);
          if (y == y || lane == lane) expect(payload).toBe(0, 'function ' + f.toString() + ' lost a NaN');
        }
      }
    }
    expect(isNaN(approximate<f32>(EXP, f32.NaN))).toBe(true);
  });
});
