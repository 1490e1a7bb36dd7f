import { median } from '../data/sequence.ts';

/** About how long one burst lasts, in milliseconds. */
const BURST = 1;

/**
 * Nanoseconds of one call of each function: medians over bursts that take turns, so that all meet the same machine.
 * @param milliseconds about how long each is timed
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

/** Calls that fill a burst, once the engine has compiled them. */
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
