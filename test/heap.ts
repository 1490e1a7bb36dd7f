/** How much a loop allocates. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes. One boxed number a step would be 1.6 MB. */
export const LITTLE = 64 * 1024;

/**
 * Of many rounds of 100,000 steps, the bytes by which the heap grew in the best one: the engine itself allocates as long as it
 * compiles the loop. Without a collection after the steps: garbage counts, not only leaks.
 */
export function leastGrowth(steps: (count: number) => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 100 && least >= LITTLE; round++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    steps(100_000);
    least = Math.min(least, process.memoryUsage().heapUsed - before);
  }
  return least;
}
