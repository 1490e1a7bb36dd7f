/*
 * Operations in which one number of each lane meets all elements: the substep of an update, or what is broadcast. With four
 * lanes a strand is two of them in every element, and what is summed over the elements is one vector; with one lane the
 * strand is all elements, and the sum goes one by one, as src/ops has it.
 */
import { accumulate, read, write } from './pairs';
import { A, B, BROADCAST, C, D, K, LANES, M, N, OUT, SEMI_IMPLICIT, STAGE } from './record';

/** Where the number of each lane lies. */
// @ts-ignore: decorator
@inline
function numberOf(f: i32, r: usize): usize {
  return f == BROADCAST ? load<u32>(r, A) : f == STAGE ? load<u32>(r, C) : load<u32>(r, D);
}

/** @param f the kernel */
export function strandsForward(f: i32, r: usize): void {
  const s = numberOf(f, r);
  if (load<u32>(r, LANES) == 1) forward(f, r, v128.load64_splat(s), 0, 16);
  else for (let at: u32 = 0; at < 32; at += 16) forward(f, r, v128.load(s + at), at, 32);
}

function forward(f: i32, r: usize, number: v128, start: u32, step: u32): void {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const b = load<u32>(r, B);
  const c = load<u32>(r, C);
  const n = load<u32>(r, N) << 3;
  const s = f == STAGE ? f64x2.mul(v128.load64_splat(load<u32>(r, M)), number) : number;
  for (let j = start; j < n; j += step) {
    const both = j + 8 < n;
    let y = s;
    if (f == STAGE) y = f64x2.add(read(a + j, both), f64x2.mul(s, read(b + j, both)));
    else if (f == SEMI_IMPLICIT) {
      const h = read(a + j, both);
      const decay = read(c + j, both);
      const change = f64x2.mul(s, f64x2.sub(read(b + j, both), f64x2.mul(decay, h)));
      y = f64x2.add(h, f64x2.div(change, f64x2.add(f64x2.splat(1), f64x2.mul(s, decay))));
    }
    write(out + j, y, both);
  }
}

/**
 * @param f as above
 * @param g distance of the gradients from the values
 */
export function strandsBackward(f: i32, r: usize, g: u32): void {
  const s = numberOf(f, r);
  const m = f == STAGE ? v128.load64_splat(load<u32>(r, M)) : f64x2.splat(1);
  if (load<u32>(r, LANES) == 1) {
    const sum = backward(f, r, g, v128.load64_splat(s), 0, 16);
    accumulate(s + g, f64x2.mul(sum, m), false);
    return;
  }
  for (let at: u32 = 0; at < 32; at += 16) {
    const sum = backward(f, r, g, v128.load(s + at), at, 32);
    accumulate(s + g + at, f64x2.mul(sum, m), true);
  }
}

/** What the elements add to the gradient of the number. */
function backward(f: i32, r: usize, g: u32, number: v128, start: u32, step: u32): v128 {
  const out = load<u32>(r, OUT);
  const a = load<u32>(r, A);
  const b = load<u32>(r, B);
  const c = load<u32>(r, C);
  const n = load<u32>(r, N) << 3;
  const m = f == STAGE ? v128.load64_splat(load<u32>(r, M)) : f64x2.splat(1);
  let sum = f64x2.splat(0);
  for (let j = start; j < n; j += step) {
    const both = j + 8 < n;
    const d = read(out + g + j, both);
    let part = d;
    if (f == STAGE) {
      accumulate(a + g + j, d, both);
      accumulate(b + g + j, f64x2.mul(d, f64x2.mul(m, number)), both);
      part = f64x2.mul(d, read(b + j, both));
    } else if (f == SEMI_IMPLICIT) {
      const y = read(out + j, both);
      const decay = read(c + j, both);
      const h = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), f64x2.mul(number, decay)));
      const slope = f64x2.mul(f64x2.sub(read(b + j, both), f64x2.mul(decay, y)), h);
      accumulate(a + g + j, f64x2.mul(d, h), both);
      accumulate(b + g + j, f64x2.mul(d, f64x2.mul(number, h)), both);
      const byDecay = f64x2.mul(f64x2.mul(f64x2.neg(number), y), h);
      accumulate(c + g + j, f64x2.mul(d, byDecay), both);
      part = f64x2.mul(d, slope);
    }
    sum = f64x2.add(sum, part);
    // of one lane: the second number of the pair comes after the first
    if (step == 16 && both) sum = f64x2.add(sum, v128.shuffle<f64>(part, part, 1, 1));
  }
  return sum;
}

/** The elements of A, then those of B. */
export function concatForward(r: usize): void {
  const n = load<u32>(r, N) << 3;
  copy(load<u32>(r, OUT), load<u32>(r, A), n);
  copy(load<u32>(r, OUT) + n, load<u32>(r, B), load<u32>(r, K) << 3);
}

/** @param g distance of the gradients from the values */
export function concatBackward(r: usize, g: u32): void {
  const n = load<u32>(r, N) << 3;
  const out = load<u32>(r, OUT) + g;
  add(load<u32>(r, A) + g, out, n);
  add(load<u32>(r, B) + g, out + n, load<u32>(r, K) << 3);
}

function copy(to: usize, from: usize, bytes: u32): void {
  for (let j: u32 = 0; j < bytes; j += 16) write(to + j, read(from + j, j + 8 < bytes), j + 8 < bytes);
}

function add(to: usize, from: usize, bytes: u32): void {
  for (let j: u32 = 0; j < bytes; j += 16) accumulate(to + j, read(from + j, j + 8 < bytes), j + 8 < bytes);
}
