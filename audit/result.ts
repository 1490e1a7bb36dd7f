/** Results of an audit: plain data, stored in `report/results.json` and shown by the page. */
import type { Chart } from '../src/charts/chart.ts';
import type { Effort } from '../src/jobs/contender.ts';
import type { Baseline, Errors, Metric } from '../src/measure/baselines.ts';
import type { Latency } from '../src/measure/latency.ts';
import type { Difference, Spread } from '../src/measure/statistics.ts';

export interface Audit {
  /** The last run of each claim, in the order of the list. */
  readonly claims: readonly ClaimResult[];
}

/** When and where a claim was measured, and how thoroughly. */
export interface Occasion {
  /** An ISO date. */
  readonly date: string;
  readonly effort: Effort;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  /** The project's commit, with a `+` behind it for files that differ; absent outside its repository. */
  readonly commit?: string;
}

/** A published statement, and how it is tested. */
export interface Statement {
  readonly title: string;
  readonly source: string;
  /** The published statement, with its numbers. */
  readonly claimed: string;
  /** Its most telling number, for the summary: `26 % better`. */
  readonly headline: string;
  /** Data, training and evaluation, a line each. */
  readonly protocol: readonly string[];
  /** Departures from the source's protocol, in plain words. */
  readonly departures: readonly string[];
  /** How the verdict follows from the numbers. */
  readonly rule: string;
}

export interface ClaimResult extends Statement, Occasion {
  readonly name: string;
  /** The command that repeats it. */
  readonly command: string;
  readonly verdict: Verdict;
  readonly panels: readonly PanelResult[];
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
}

export const verdicts = [
  'holds',
  'holds only if …',
  'does not hold',
  'cannot be decided',
  'not tested',
] as const;

export type Verdict = {
  /** The measured counterpart of the statement's headline number. */
  readonly headline: string;
  /** The measured numbers, in one sentence. */
  readonly because: string;
} & (
  | {
      readonly verdict: 'holds only if …';
      /** The condition, in words that follow “holds only”. */
      readonly condition: string;
    }
  | {
      readonly verdict: Exclude<(typeof verdicts)[number], 'holds only if …'>;
      readonly condition?: undefined;
    }
);

/** The verdict in words: the emphasised part, and the condition after it, if there is one. */
export const wordsOf = ({ verdict, condition }: Verdict): readonly [call: string, condition: string] =>
  condition === undefined ? [verdict, ''] : ['holds only', ` ${condition}`];

/** Rows of numbers and words; the first column names the row. */
export interface Table {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Contenders that compete on the same data by the same metrics. */
export interface PanelHead {
  readonly name: string;
  readonly label: string;
  /** The first is the headline. */
  readonly metrics: readonly Metric[];
}

export interface PanelResult extends PanelHead {
  readonly contenders: readonly ContenderResult[];
  readonly baselines: readonly Baseline[];
  /** Comparisons of the subject with every other contender and baseline, by every metric, in WASM f32. */
  readonly comparisons: readonly Comparison[];
}

/** The subject's number less the other's, paired by seed. */
export interface Comparison {
  readonly subject: string;
  readonly other: string;
  readonly metric: string;
  readonly difference: Difference;
  /** How the subject does, if the difference is called. */
  readonly called: 'better' | 'worse' | 'not told apart';
}

export const arithmetics = ['float64', 'wasmF32', 'wasmQ8'] as const;
export type Arithmetic = (typeof arithmetics)[number];

/** Errors over all seeds; size and speed of the first seed's model. */
export interface ContenderResult {
  readonly name: string;
  readonly family?: string;
  readonly parameters: number;
  readonly blobBytes: { readonly f32: number; readonly q8: number };
  readonly residentBytes: { readonly f32: number; readonly q8: number };
  /** Working memory of one session; the machine keeps a copy of its states and 16 bytes beside it. */
  readonly arenaBytes: number;
  readonly errors: Readonly<Record<Arithmetic, Readonly<Record<string, Spread>>>>;
  readonly runs: readonly Run[];
  /** Trials on other seeds, as text, with the validation losses; `chosen` is the index of the best. */
  readonly tuning?: {
    readonly tried: readonly { readonly options: string; readonly losses: readonly number[] }[];
    readonly chosen: number;
  };
  readonly latency: Latency;
}

export interface Run {
  readonly seed: number;
  readonly seconds: number;
  readonly epochs: number;
  /** The epoch in which the loss became infinite or NaN, if it did. The weights are those before it. */
  readonly diverged?: number;
  readonly errors: Readonly<Record<Arithmetic, Errors>>;
}
