/** Short bursts of several engines, alternating: what the machine underneath does meanwhile, it does to all of them. */

/** Nanoseconds of `timed` steps, after `warm` steps that do not count. */
export type Burst = (warm: number, timed: number) => number | Promise<number>;

export interface Spread {
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (fraction: number) => sorted[Math.round(fraction * (sorted.length - 1))];
  return { p10: at(0.1), median: at(0.5), p90: at(0.9) };
}

/** Bursts of an engine in this process. */
export function inProcess(step: (x: Float64Array) => unknown, rows: readonly Float64Array[]): Burst {
  let t = 0;
  const repeat = (count: number) => {
    for (let i = 0; i < count; i++) {
      step(rows[t]);
      if (++t === rows.length) t = 0;
    }
  };
  return (warm, timed) => {
    repeat(warm);
    const start = performance.now();
    repeat(timed);
    return 1e6 * (performance.now() - start);
  };
}

/**
 * ns per step of each engine, one for each round. The order turns round every round; bursts last about `nanoseconds`.
 */
export async function alternate(
  engines: readonly Burst[],
  { rounds, nanoseconds }: { rounds: number; nanoseconds: number },
): Promise<number[][]> {
  const counts: number[] = [];
  for (const burst of engines) {
    for (let i = 0; i < 20; i++) await burst(0, 500); // for the optimising compiler
    const each = spreadOf([await burst(50, 50), await burst(50, 50), await burst(50, 50)]).median / 50;
    counts.push(Math.max(10, Math.round(nanoseconds / each)));
  }
  const times: number[][] = engines.map(() => []);
  const order = engines.map((_, i) => i);
  for (let round = 0; round < rounds; round++) {
    for (const i of order) {
      const count = counts[i];
      times[i].push((await engines[i](Math.ceil(count / 4), count)) / count);
    }
    order.reverse();
  }
  return times;
}
