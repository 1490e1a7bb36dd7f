/* Operations on each element alone, as src/ops has them. */
import { accumulate, deduct, read, rest, write } from './pairs';
import {
  A,
  ADD,
  B,
  C,
  DIV,
  EXP,
  LERP,
  M,
  MUL,
  N,
  NEG,
  OUT,
  RECIPROCAL,
  SCALE,
  SHIFT,
  SIGMOID,
  SLOPE,
  SUB,
  TANH,
} from './record';
import { exponentialOf, logisticOf, tanhOf } from './rows';

/** @param f the kernel: one loop serves all, which is small and predictable */
export function elementForward(f: i32, r: usize): void {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const b = load<u32>(r, B);
  const c = load<u32>(r, C);
  const m = f == SCALE || f == SHIFT ? v128.load64_splat(load<u32>(r, M)) : f64x2.splat(0);
  const n = load<u32>(r, N) << 3;
  if (f == SIGMOID) logisticOf(out, a, n);
  if (f == TANH) tanhOf(out, a, n);
  if (f == EXP) exponentialOf(out, a, n);
  if (f == SIGMOID || f == TANH || f == EXP) return;
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const x = read(a + j, both);
    let y = x;
    if (f == ADD) y = f64x2.add(x, read(b + j, both));
    else if (f == SUB) y = f64x2.sub(x, read(b + j, both));
    else if (f == MUL) y = f64x2.mul(x, read(b + j, both));
    else if (f == SCALE) y = f64x2.mul(x, m);
    else if (f == SHIFT) y = f64x2.add(x, m);
    else if (f == NEG) y = f64x2.neg(x);
    else if (f == RECIPROCAL) y = f64x2.div(f64x2.splat(1), x);
    else if (f == DIV) y = f64x2.div(x, read(b + j, both));
    else if (f == SLOPE) y = f64x2.sub(read(b + j, both), f64x2.mul(read(c + j, both), x));
    else if (f == LERP) {
      const from = read(b + j, both);
      y = f64x2.add(from, f64x2.mul(x, f64x2.sub(read(c + j, both), from)));
    }
    write(out + j, y, both);
  }
}

/**
 * @param f as above
 * @param g distance of the gradients from the values
 */
export function elementBackward(f: i32, r: usize, g: u32): void {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const b = load<u32>(r, B);
  const c = load<u32>(r, C);
  const m = f == SCALE ? v128.load64_splat(load<u32>(r, M)) : f64x2.splat(0);
  const n = load<u32>(r, N) << 3;
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const d = read(out + g + j, both);
    if (f == SIGMOID || f == TANH) {
      const y = read(out + j, both);
      const slope = f == SIGMOID ? f64x2.mul(y, rest(y)) : rest(f64x2.mul(y, y));
      accumulate(a + g + j, f64x2.mul(d, slope), both);
    } else if (f == ADD || f == SUB) {
      accumulate(a + g + j, d, both);
      if (f == ADD) accumulate(b + g + j, d, both);
      else deduct(b + g + j, d, both);
    } else if (f == MUL) {
      const x = read(a + j, both);
      accumulate(a + g + j, f64x2.mul(d, read(b + j, both)), both);
      accumulate(b + g + j, f64x2.mul(d, x), both);
    } else if (f == SHIFT) accumulate(a + g + j, d, both);
    else if (f == NEG) deduct(a + g + j, d, both);
    else if (f == EXP) accumulate(a + g + j, f64x2.mul(d, read(out + j, both)), both);
    else if (f == RECIPROCAL) {
      const y = read(out + j, both);
      deduct(a + g + j, f64x2.mul(d, f64x2.mul(y, y)), both);
    } else if (f == DIV) {
      const byA = f64x2.div(d, read(b + j, both));
      accumulate(a + g + j, byA, both);
      deduct(b + g + j, f64x2.mul(byA, read(out + j, both)), both);
    } else if (f == SLOPE) {
      const h = read(a + j, both);
      accumulate(b + g + j, d, both);
      deduct(c + g + j, f64x2.mul(d, h), both);
      deduct(a + g + j, f64x2.mul(d, read(c + j, both)), both);
    } else if (f == SCALE) accumulate(a + g + j, f64x2.mul(d, m), both);
    else if (f == LERP) {
      const gate = read(a + j, both);
      accumulate(a + g + j, f64x2.mul(d, f64x2.sub(read(c + j, both), read(b + j, both))), both);
      accumulate(b + g + j, f64x2.mul(d, rest(gate)), both);
      accumulate(c + g + j, f64x2.mul(d, gate), both);
    }
  }
}
