/** Results of a panel with given numbers, to see what a claim makes of them. */

import { comparisonsOf } from '../../../audit/measure.ts';
import type { ContenderResult, PanelResult } from '../../../audit/result.ts';
import type { Errors, Metric } from '../../../src/measure/baselines.ts';
import { spread } from '../../../src/measure/statistics.ts';

export interface Given {
  readonly name: string;
  readonly parameters?: number;
  readonly burst?: number;
  /** Of each metric, one number for each seed. */
  readonly errors: Readonly<Record<string, readonly number[]>>;
}

function contender({ name, parameters = 100, burst = 100, errors }: Given): ContenderResult {
  const seeds = Object.values(errors)[0].map((_, i) => i);
  const runs = seeds.map((i) => {
    const own: Errors = Object.fromEntries(Object.entries(errors).map(([key, values]) => [key, values[i]]));
    return { seed: i + 1, seconds: 1, epochs: 1, errors: { float64: own, wasmF32: own, wasmQ8: own } };
  });
  const all = Object.fromEntries(Object.entries(errors).map(([key, values]) => [key, spread(values)]));
  return {
    name,
    parameters,
    blobBytes: { f32: 1, q8: 1 },
    residentBytes: { f32: 1, q8: 1 },
    arenaBytes: 1,
    errors: { float64: all, wasmF32: all, wasmQ8: all },
    runs,
    latency: {
      burst,
      p50: burst,
      p99: burst,
      p999: burst,
      stepsPerSecond: 1e9 / burst,
      histogram: { edges: [], counts: [] },
    },
  };
}

export function panelOf(
  subject: string,
  contenders: readonly Given[],
  baselines: readonly { readonly name: string; readonly parameters?: number; readonly errors: Errors }[] = [],
  metrics: readonly Metric[] = [{ key: 'mse', label: 'MSE', unit: '' }],
): PanelResult {
  const results = contenders.map(contender);
  const others = baselines.map((one) => ({ parameters: 0, ...one }));
  const head = { name: 'panel', label: 'A panel', metrics };
  return {
    ...head,
    contenders: results,
    baselines: others,
    comparisons: comparisonsOf(
      { ...head, subject, contenders: [], baselines: () => others, evaluate: () => ({}) },
      results,
      others,
    ),
  };
}
