/** How slow the slow ones are. */

/** Values in ns that this part of all does not exceed. */
export interface Tail {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

export function tailOf(values: Float64Array): Tail {
  const sorted = values.slice().sort();
  const at = (fraction: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))]);
  return {
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    p9999: at(0.9999),
    max: at(1),
  };
}
