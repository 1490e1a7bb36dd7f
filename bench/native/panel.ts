/** What the fused kernels share: memory, the loops of their products over panels of four rows as in panel.h, checks. */

export const OK: i32 = 0;
export const ERROR_INPUT: i32 = 1;
export const ERROR_RESULT: i32 = 2;

/**
 * Two sums of each column are stored here, for nothing but their order: V8 (11.3, by its machine code) puts all loads of
 * a loop's body before its arithmetic, but no load before a store. Eight sums, eight weights and x would take 17 of the 15
 * registers, and a sum that lives on the stack waits for itself: without these stores an LTC step of 128 units takes 1.7
 * times as long in Node 20. In Node 24 (V8 13.6) they gain nothing and cost up to 3 %.
 */
export const early: usize = memory.data(32, 16);

let free: usize = (__heap_base + 63) & ~63;

/** Zeroed floats, aligned to a cache line; memory grows for them. */
export function floats(count: usize): usize {
  const start = free;
  free = (start + (count << 2) + 63) & ~63;
  const missing = <i32>((free + 0xffff) >> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
  return start;
}

/** Of a step: the inputs with the state behind them, the state that it writes, its output; bytes of a float of each unit. */
export let x: usize, h: usize, next: usize, output: usize, bytes: usize;
/** The constants of the cell, and those of its read-out. */
export let weights: usize, readout: usize;

/** Makes room for a cell with `count` constants before those of its read-out and `states` vectors of state. */
export function reserve(inputs: u32, units: u32, count: u32, states: u32): void {
  bytes = <usize>units << 2;
  weights = floats(count + units + 1);
  readout = weights + (<usize>count << 2);
  x = floats(inputs + states * units);
  h = x + (<usize>inputs << 2);
  next = floats(states * units);
  output = floats(1);
}

export function inputAt(): usize {
  return x;
}

export function outputAt(): usize {
  return output;
}

/** acc + weights · x. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(acc: v128, weights: v128, x: v128): v128 {
  return f32x4.add(acc, f32x4.mul(weights, x));
}

/** NaN in a lane where x is not finite, else zero: such differences may be summed and looked at once. */
// @ts-ignore: decorator
@inline
export function difference(x: v128): v128 {
  return f32x4.sub(x, x);
}

// @ts-ignore: decorator
@inline
export function anyNaN(x: v128): bool {
  return v128.any_true(f32x4.ne(x, x));
}

// @ts-ignore: decorator
@inline
export function laneSum(x: v128): f32 {
  const half = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

/** Whether the inputs that end at `end` and dt may be stepped with. What follows the inputs is finite, being a state. */
// @ts-ignore: decorator
@inline
export function valid(x: usize, end: usize, dt: f32): bool {
  let sum = f32x4.splat(0);
  for (; x < end; x += 16) sum = f32x4.add(sum, difference(v128.load(x)));
  return !anyNaN(sum) && dt > 0 && dt < Infinity;
}

/** Copies whole vectors. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/**
 * The sums of eight panels over the floats from `at` to `end`, from unit `i` on (in bytes) where a panel is four units; gives
 * the address behind their weights. They begin at `start`, or at the bias in front of the weights where that is 0.
 * @param cell takes all eight, or one after the other: an object without memory, whose methods are inlined
 */
// @ts-ignore: decorator
@inline
export function eightPanels<Cell>(cell: Cell, i: usize, w: usize, start: usize, at: usize, end: usize): usize {
  const from = start ? start + i : w;
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let a2 = v128.load(from, 32);
  let a3 = v128.load(from, 48);
  let a4 = v128.load(from, 64);
  let a5 = v128.load(from, 80);
  let a6 = v128.load(from, 96);
  let a7 = v128.load(from, 112);
  if (!start) w += 128;
  for (; at < end; at += 4, w += 128) {
    const splat = v128.load32_splat(at);
    a0 = multiplyAdd(a0, v128.load(w), splat);
    v128.store(early, a0);
    a1 = multiplyAdd(a1, v128.load(w, 16), splat);
    v128.store(early, a1, 16);
    a2 = multiplyAdd(a2, v128.load(w, 32), splat);
    a3 = multiplyAdd(a3, v128.load(w, 48), splat);
    a4 = multiplyAdd(a4, v128.load(w, 64), splat);
    a5 = multiplyAdd(a5, v128.load(w, 80), splat);
    a6 = multiplyAdd(a6, v128.load(w, 96), splat);
    a7 = multiplyAdd(a7, v128.load(w, 112), splat);
  }
  if (isDefined(cell.eight)) cell.eight(i, a0, a1, a2, a3, a4, a5, a6, a7);
  else {
    cell.one(i, a0);
    cell.one(i + 16, a1);
    cell.one(i + 32, a2);
    cell.one(i + 48, a3);
    cell.one(i + 64, a4);
    cell.one(i + 80, a5);
    cell.one(i + 96, a6);
    cell.one(i + 112, a7);
  }
  return w;
}

/** The sums of all panels, in groups of eight, then four and two: as `eightPanels`, each panel taken by itself. */
// @ts-ignore: decorator
@inline
export function allPanels<Cell>(cell: Cell, w: usize, start: usize, at: usize, end: usize): void {
  let i: usize = 0;
  for (; i + 128 <= bytes; i += 128) w = eightPanels(cell, i, w, start, at, end);
  if (i + 64 <= bytes) {
    const from = start ? start + i : w;
    let a0 = v128.load(from);
    let a1 = v128.load(from, 16);
    let a2 = v128.load(from, 32);
    let a3 = v128.load(from, 48);
    if (!start) w += 64;
    for (let z = at; z < end; z += 4, w += 64) {
      const splat = v128.load32_splat(z);
      a0 = multiplyAdd(a0, v128.load(w), splat);
      a1 = multiplyAdd(a1, v128.load(w, 16), splat);
      a2 = multiplyAdd(a2, v128.load(w, 32), splat);
      a3 = multiplyAdd(a3, v128.load(w, 48), splat);
    }
    cell.one(i, a0);
    cell.one(i + 16, a1);
    cell.one(i + 32, a2);
    cell.one(i + 48, a3);
    i += 64;
  }
  if (i < bytes) {
    // two sums alone would wait for themselves: the odd columns get two of their own
    const from = start ? start + i : w;
    let a0 = v128.load(from);
    let a1 = v128.load(from, 16);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    if (!start) w += 32;
    for (; at + 4 < end; at += 8, w += 64) {
      const first = v128.load32_splat(at);
      const second = v128.load32_splat(at, 4);
      a0 = multiplyAdd(a0, v128.load(w), first);
      a1 = multiplyAdd(a1, v128.load(w, 16), first);
      b0 = multiplyAdd(b0, v128.load(w, 32), second);
      b1 = multiplyAdd(b1, v128.load(w, 48), second);
    }
    if (at < end) {
      const last = v128.load32_splat(at);
      a0 = multiplyAdd(a0, v128.load(w), last);
      a1 = multiplyAdd(a1, v128.load(w, 16), last);
    }
    cell.one(i, f32x4.add(a0, b0));
    cell.one(i + 16, f32x4.add(a1, b1));
  }
}

/** The read-out of the state in `next`, which becomes the state where all is finite; a status. `states` is a constant. */
// @ts-ignore: decorator
@inline
export function finish(states: usize): i32 {
  let sum = f32x4.splat(0);
  let differences = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const after = v128.load(next + i);
    sum = multiplyAdd(sum, v128.load(readout + i), after);
    differences = f32x4.add(differences, difference(after));
    if (states == 2) differences = f32x4.add(differences, difference(v128.load(next + bytes + i)));
  }
  const y = load<f32>(readout + bytes) + laneSum(sum);
  store<f32>(output, y);
  if (anyNaN(differences) || y - y != 0) return ERROR_RESULT;
  copy(h, next, states * bytes);
  return OK;
}
