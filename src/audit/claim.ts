import type { ModelDescription } from '../compile/describe.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Baseline } from './baselines.ts';
import type { Job } from './job.ts';
import type { Latency } from './latency.ts';
import type { Spread } from './statistics.ts';

/** A published statement and how to test it: one file in `claims`, one line in its list. */
export interface Claim {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** What was published. */
  readonly claimed: string;
  /** Where our protocol departs from the source's, in plain words. */
  readonly departures: readonly string[];
  /** How the verdict follows from the numbers. */
  readonly rule: string;
  readonly models: readonly Contender[];
  readonly test: readonly Sequence[];
  readonly baselines: () => readonly Baseline[];
  verdict(models: readonly ModelResult[], baselines: readonly Baseline[]): Verdict;
}

export interface Contender {
  readonly name: string;
  readonly model: ModelDescription;
  /** One training per seed. */
  readonly jobs: readonly Job[];
}

export interface Verdict {
  readonly verdict: 'holds' | 'holds only if …' | 'does not hold' | 'cannot be decided';
  readonly because: string;
}

/** What was measured of one contender. Errors are test MSEs over seeds; the rest is of the first seed's model. */
export interface ModelResult {
  readonly name: string;
  readonly parameters: number;
  readonly blobBytes: { readonly f32: number; readonly q8: number };
  readonly arenaBytes: number;
  readonly residentBytes: { readonly f32: number; readonly q8: number };
  readonly mse: { readonly float64: Spread; readonly wasmF32: Spread; readonly wasmQ8: Spread };
  readonly latency: Latency;
  readonly trainingSeconds: Spread;
}

export interface ClaimResult {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly claimed: string;
  readonly departures: readonly string[];
  readonly rule: string;
  readonly seeds: number;
  readonly models: readonly ModelResult[];
  readonly baselines: readonly Baseline[];
  readonly verdict: Verdict;
}
