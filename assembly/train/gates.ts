/*
 * The updates of gated cells, as src/ops has them. Forward keeps its activations for backward, which needs no others.
 *
 * Each activation has a loop of its own: a processor works on several elements at once, but not far along a chain of two.
 */
import { accumulate, read, rest, write } from './pairs';
import { A, B, C, N, OUT, SAVED } from './record';
import { logisticOf, tanhOf } from './rows';

/** x · (1 − x) times d. */
// @ts-ignore: decorator
@inline
function through(d: v128, x: v128): v128 {
  return f64x2.mul(f64x2.mul(d, x), rest(x));
}

export function gruForward(r: usize): void {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const b = load<u32>(r, B);
  const h = load<u32>(r, C);
  const saved = load<u32>(r, SAVED);
  const n = load<u32>(r, N) << 3;
  for (let j: u32 = 0, end: u32 = 2 * n; j < end; j += 16) {
    const both = j + 8 < end;
    write(saved + j, f64x2.add(read(a + j, both), read(b + j, both)), both);
  }
  logisticOf(saved, saved, 2 * n);
  for (let j: u32 = 0, l = 2 * n; j < n; j += 16, l += 16) {
    const both = j + 8 < n;
    const reset = f64x2.mul(read(saved + j, both), read(b + l, both));
    write(saved + l, f64x2.add(read(a + l, both), reset), both);
  }
  tanhOf(saved + 2 * n, saved + 2 * n, n);
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const k = j + n;
    const candidate = read(saved + k + n, both);
    const change = f64x2.mul(read(saved + k, both), f64x2.sub(read(h + j, both), candidate));
    write(out + j, f64x2.add(candidate, change), both);
  }
}

/** @param g distance of the gradients from the values */
export function gruBackward(r: usize, g: u32): void {
  const n = load<u32>(r, N) << 3;
  const whole = n & ~15;
  for (let j: u32 = 0; j < whole; j += 16) gruBackwardAt(r, g, n, j, true);
  if (whole < n) gruBackwardAt(r, g, n, whole, false);
}

// @ts-ignore: decorator
@inline
function gruBackwardAt(r: usize, g: u32, n: u32, j: u32, both: bool): void {
  const a = load<u32>(r, A) + g;
  const b = load<u32>(r, B);
  const h = load<u32>(r, C);
  const saved = load<u32>(r, SAVED);
  const k = j + n;
  const l = k + n;
  const d = read(load<u32>(r, OUT) + g + j, both);
  const recurrent = read(b + l, both);
  const reset = read(saved + j, both);
  const update = read(saved + k, both);
  const candidate = read(saved + l, both);
  const dUpdate = through(f64x2.mul(d, f64x2.sub(read(h + j, both), candidate)), update);
  const dCandidate = f64x2.mul(f64x2.mul(d, rest(update)), rest(f64x2.mul(candidate, candidate)));
  const dReset = through(f64x2.mul(dCandidate, recurrent), reset);
  accumulate(h + g + j, f64x2.mul(d, update), both);
  accumulate(a + j, dReset, both);
  accumulate(b + g + j, dReset, both);
  accumulate(a + k, dUpdate, both);
  accumulate(b + g + k, dUpdate, both);
  accumulate(a + l, dCandidate, both);
  accumulate(b + g + l, f64x2.mul(dCandidate, reset), both);
}

export function lstmMemoryForward(r: usize): void {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const c = load<u32>(r, B);
  const saved = load<u32>(r, SAVED);
  const n = load<u32>(r, N) << 3;
  logisticOf(saved, a, 2 * n);
  tanhOf(saved + 2 * n, a + 2 * n, n);
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const k = j + n;
    const candidate = read(saved + k + n, both);
    const kept = f64x2.mul(read(saved + k, both), read(c + j, both));
    write(out + j, f64x2.add(kept, f64x2.mul(read(saved + j, both), candidate)), both);
  }
}

/** @param g distance of the gradients from the values */
export function lstmMemoryBackward(r: usize, g: u32): void {
  const n = load<u32>(r, N) << 3;
  const whole = n & ~15;
  for (let j: u32 = 0; j < whole; j += 16) lstmMemoryBackwardAt(r, g, n, j, true);
  if (whole < n) lstmMemoryBackwardAt(r, g, n, whole, false);
}

// @ts-ignore: decorator
@inline
function lstmMemoryBackwardAt(r: usize, g: u32, n: u32, j: u32, both: bool): void {
  const a = load<u32>(r, A) + g;
  const c = load<u32>(r, B);
  const saved = load<u32>(r, SAVED);
  const k = j + n;
  const l = k + n;
  const d = read(load<u32>(r, OUT) + g + j, both);
  const input = read(saved + j, both);
  const forget = read(saved + k, both);
  const candidate = read(saved + l, both);
  accumulate(a + j, through(f64x2.mul(d, candidate), input), both);
  accumulate(a + k, through(f64x2.mul(d, read(c + j, both)), forget), both);
  accumulate(a + l, f64x2.mul(f64x2.mul(d, input), rest(f64x2.mul(candidate, candidate))), both);
  accumulate(c + g + j, f64x2.mul(d, forget), both);
}

export function lstmOutputForward(r: usize): void {
  const out = load<u32>(r, OUT);
  const n = load<u32>(r, N) << 3;
  const a = load<u32>(r, A) + 3 * n;
  const c = load<u32>(r, B);
  const saved = load<u32>(r, SAVED);
  logisticOf(saved, a, n);
  tanhOf(saved + n, c, n);
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const content = read(saved + n + j, both);
    write(out + j, f64x2.mul(read(saved + j, both), content), both);
  }
}

/** @param g distance of the gradients from the values */
export function lstmOutputBackward(r: usize, g: u32): void {
  const out = load<u32>(r, OUT) + g;
  const n = load<u32>(r, N) << 3;
  const a = load<u32>(r, A) + 3 * n + g;
  const c = load<u32>(r, B) + g;
  const saved = load<u32>(r, SAVED);
  for (let j: u32 = 0; j < n; j += 16) {
    const both = j + 8 < n;
    const d = read(out + j, both);
    const gate = read(saved + j, both);
    const content = read(saved + n + j, both);
    accumulate(a + j, through(f64x2.mul(d, content), gate), both);
    accumulate(c + j, f64x2.mul(f64x2.mul(d, gate), rest(f64x2.mul(content, content))), both);
  }
}
