/** Times calls. */

import { median } from '../data/sequence.ts';
import type { Model } from '../runtime/index.ts';

/** Times of a step in ns, called one at a time from JavaScript on one core. */
export interface Latency {
  /** Per step, the median over bursts of 100 steps, which hide the timer's cost. */
  readonly burst: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly stepsPerSecond: number;
  /** Steps in bins of equal width in the logarithm: `counts[i]` between `edges[i]` and `edges[i + 1]`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

/** Inputs in the range that a model expects: in 32 bits, unless that is too coarse for its data. */
function smoothInputs({ inputs, origins }: Model, at: (input: number) => number): ArrayLike<number> {
  const row = Float64Array.from({ length: inputs }, (_, j) => (origins?.inputs[j].origin ?? 0) + at(j));
  return origins ? row : Float32Array.from(row);
}

const BINS = 60;

/** Counts of values in bins of equal width in the logarithm, from the smallest value to the 99.9 % quantile and beyond. */
export function histogram(sorted: Float64Array): Latency['histogram'] {
  const low = Math.max(1, sorted[0]);
  const high = Math.max(2 * low, 2 * quantile(sorted, 0.999));
  const width = Math.log(high / low) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const ns of sorted) counts[Math.max(0, Math.min(BINS - 1, Math.floor(Math.log(ns / low) / width)))]++;
  return { edges: Array.from({ length: BINS + 1 }, (_, i) => Math.round(low * Math.exp(i * width))), counts };
}

/** Per cent of the steps per 1 % of time, so that histograms with different bins can be compared. */
export function density({ edges, counts }: Latency['histogram']): { edges: number[]; shares: number[] } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const joined = [edges[0]];
  const shares: number[] = [];
  let pending = 0;
  counts.forEach((count, i) => {
    pending += count;
    const from = joined[joined.length - 1];
    // rounded edges can leave a bin without width; its steps go to the next
    if (edges[i + 1] <= from) return;
    shares.push((pending / (total || 1) / Math.log(edges[i + 1] / from)) * 100 * Math.log(1.01));
    joined.push(edges[i + 1]);
    pending = 0;
  });
  return { edges: joined, shares };
}

/**
 * Times steps of a model on smooth inputs. `burst` is the median over bursts of 100 steps. The quantiles come from steps
 * timed one by one, less the median cost of reading the clock.
 * @param milliseconds about how long to measure
 */
export function latency(model: Model, milliseconds = 500): Latency {
  const session = model.session();
  const rows = Array.from({ length: 64 }, (_, t) => smoothInputs(model, (j) => Math.sin(0.3 * t + j)));
  let t = 0;
  const burst = (steps: number): void => {
    for (let i = 0; i < steps; i++) session.step(rows[t++ & 63], 1);
  };
  const until = (end: number, work: () => void): void => {
    while (performance.now() < end) work();
  };
  until(performance.now() + milliseconds / 5, () => burst(100));

  // reads the clock without a step as often as with one, in turns: same computer, equally warm code
  const clocks: number[] = [];
  const singles: number[] = [];
  until(performance.now() + 0.4 * milliseconds, () => {
    for (let i = 0; i < 100; i++) {
      const row = rows[t++ & 63];
      const start = performance.now();
      session.step(row, 1);
      singles.push(performance.now() - start);
      const idle = performance.now();
      clocks.push(performance.now() - idle);
    }
  });
  const clock = quantile(Float64Array.from(clocks).sort(), 0.5);
  const bursts: number[] = [];
  until(performance.now() + 0.4 * milliseconds, () => {
    const start = performance.now();
    burst(100);
    bursts.push((performance.now() - start) / 100);
  });
  session.dispose();
  const sorted = Float64Array.from(singles, (ms) => Math.max(0, ms - clock)).sort();
  const typical = quantile(Float64Array.from(bursts).sort(), 0.5);
  return {
    burst: 1e6 * typical,
    p50: 1e6 * quantile(sorted, 0.5),
    p99: 1e6 * quantile(sorted, 0.99),
    p999: 1e6 * quantile(sorted, 0.999),
    stepsPerSecond: 1e3 / typical,
    histogram: histogram(sorted.map((ms) => 1e6 * ms)),
  };
}

/** About how many milliseconds one burst lasts. */
const BURST = 1;

/**
 * Nanoseconds per call of each function: medians over bursts that take turns, so that conditions are the same for all.
 * @param milliseconds about how long to time each
 */
export function timesOf(calls: readonly (() => unknown)[], milliseconds: number): number[] {
  const counts = calls.map(countOf);
  const times: number[][] = calls.map(() => []);
  const rounds = Math.max(5, Math.round(milliseconds / BURST));
  for (let round = 0; round < rounds; round++)
    calls.forEach((call, i) => {
      const start = performance.now();
      for (let n = counts[i]; n > 0; n--) call();
      times[i].push((1e6 * (performance.now() - start)) / counts[i]);
    });
  return times.map(median);
}

/** Calls in a burst, counted after the engine has compiled them. */
function countOf(call: () => unknown): number {
  const end = performance.now() + 20;
  let count = 1;
  for (;;) {
    const start = performance.now();
    for (let n = count; n > 0; n--) call();
    const taken = performance.now() - start;
    if (performance.now() > end && taken > 0) return Math.max(1, Math.round((count * BURST) / taken));
    if (taken < BURST) count *= 2;
  }
}
