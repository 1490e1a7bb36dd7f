/**
 * Short bursts of several engines, alternating: what the computer does meanwhile, it does to all of them.
 *
 * Twice on purpose: `timesOf` of src/measure times what an audit reports, by medians alone and synchronously.
 */

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

/** `1.02 [0.98, 1.05]`: the median with the 10 % and 90 % quantiles. */
export const show = ({ p10, median, p90 }: Spread, digits = 0): string =>
  `${median.toFixed(digits)} [${p10.toFixed(digits)}, ${p90.toFixed(digits)}]`;

/** Of the quotients of the same round. */
export const ratioOf = (numerators: readonly number[], denominators: readonly number[]): Spread =>
  spreadOf(numerators.map((value, round) => value / denominators[round]));

/** Bursts of an engine in this process. */
export function inProcess<Row>(step: (x: Row) => unknown, rows: readonly Row[]): Burst {
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

/** As `inProcess`, of an engine that has to be awaited. */
export function awaited(step: (x: Float64Array) => Promise<unknown>, rows: readonly Float64Array[]): Burst {
  let t = 0;
  const repeat = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await step(rows[t]);
      if (++t === rows.length) t = 0;
    }
  };
  return async (warm, timed) => {
    await repeat(warm);
    const start = performance.now();
    await repeat(timed);
    return 1e6 * (performance.now() - start);
  };
}

export interface Plan {
  /** About how long a burst lasts. */
  readonly burstMs: number;
  /** About how long all bursts last. */
  readonly totalMs: number;
  /** Of each engine before the first burst: its steps have to reach the optimising compiler. */
  readonly warmUpMs: number;
  /** Steps of a burst, at least. */
  readonly leastSteps: number;
}

/** Steps of a burst, after the warm-up. */
async function countOf(burst: Burst, { burstMs, warmUpMs, leastSteps }: Plan): Promise<number> {
  const end = performance.now() + warmUpMs;
  let count = 1;
  let each: number;
  do {
    each = (await burst(0, count)) / count;
    count = Math.max(1, Math.ceil((1e6 * burstMs) / each));
  } while (performance.now() < end);
  const times = [await burst(0, count), await burst(0, count), await burst(0, count)];
  return Math.max(leastSteps, Math.round((1e6 * burstMs * count) / spreadOf(times).median));
}

/** ns per step of each engine, one for each round. The order turns round every round; there are at least 20 rounds. */
export async function alternate<Name extends string>(
  engines: ReadonlyMap<Name, Burst>,
  plan: Plan,
): Promise<Map<Name, number[]>> {
  const order: { name: Name; burst: Burst; count: number }[] = [];
  for (const [name, burst] of engines) order.push({ name, burst, count: await countOf(burst, plan) });
  const times = new Map(order.map(({ name }): [Name, number[]] => [name, []]));
  const end = performance.now() + plan.totalMs;
  for (let round = 0; round < 20 || performance.now() < end; round++) {
    for (const { name, burst, count } of order)
      times.get(name)!.push((await burst(Math.ceil(count / 4), count)) / count);
    order.reverse();
  }
  return times;
}
