import { difference, type Interval } from '../../../src/measure/statistics.ts';
import type { ContenderResult, PanelResult } from '../../result.ts';

/** The largest excess of HLLN's error, as a share of the GRU's, that still counts as reaching it. */
export const MARGIN = 0.1;

/** A pair of contenders of a panel by name. */
export interface Pair {
  readonly hlln: string;
  readonly gru: string;
}

export interface Reach {
  readonly panel: string;
  readonly hlln: ContenderResult;
  readonly gru: ContenderResult;
  /** HLLN's median error over the GRU's. */
  readonly ratio: number;
  /** Of the paired differences HLLN − GRU, as shares of the GRU's median error. */
  readonly interval: Interval;
  readonly outcome: 'reached' | 'nothing to reach' | 'missed' | 'open';
}

/**
 * Whether HLLN reaches the GRU's error. Reached: the 95 % interval of the differences, paired by seed, ends at or below the
 * margin. Missed: it begins above 0 and ends above the margin. Open: neither. There is nothing to reach if a baseline with
 * no more parameters than the GRU does at least as well.
 */
export function reachOf(panel: PanelResult, pair: Pair): Reach {
  const [{ key }] = panel.metrics;
  const [hlln, gru] = [pair.hlln, pair.gru].map(
    (name) => panel.contenders.find((c) => c.name === name) as ContenderResult,
  );
  const [ours, theirs] = [hlln, gru].map(({ runs }) => runs.map(({ errors }) => errors.wasmF32[key]));
  const scale = gru.errors.wasmF32[key].median;
  const [low, high] = difference(ours, theirs).interval.map((bound) => bound / scale);
  const isIdle = panel.baselines.some(
    ({ parameters, errors }) => parameters <= gru.parameters && errors[key] <= scale,
  );
  return {
    panel: panel.label,
    hlln,
    gru,
    ratio: hlln.errors.wasmF32[key].median / scale,
    interval: [low, high],
    outcome: high > MARGIN ? (low > 0 ? 'missed' : 'open') : isIdle ? 'nothing to reach' : 'reached',
  };
}
