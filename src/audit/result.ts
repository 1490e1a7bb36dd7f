/** What an audit finds: plain data, as `report/results.json` holds it and the page shows it. */
import type { Effort } from './effort.ts';
import type { Difference, Interval, Spread } from './statistics.ts';

export interface Audit {
  /** In the order of the list of claims, each as its last run left it. */
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
  /** What was published, with its numbers. */
  readonly claimed: string;
  /** The one number of it that says most, for the summary: `26 % better`. */
  readonly headline: string;
  /** Data, training and evaluation, a line each. */
  readonly protocol: readonly string[];
  /** Where the protocol departs from the source's, in plain words. */
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
  /** The number that was measured where the statement's headline has one. */
  readonly headline: string;
  /** The measured numbers, in one sentence. */
  readonly because: string;
} & (
  | {
      readonly verdict: 'holds only if …';
      /** When it holds, as words that follow “holds only”. */
      readonly condition: string;
    }
  | {
      readonly verdict: Exclude<(typeof verdicts)[number], 'holds only if …'>;
      readonly condition?: undefined;
    }
);

/** The verdict as words: what stands out, and the condition that follows, if there is one. */
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
  /** Of the subject with every other contender and baseline, by every metric, in WASM f32. */
  readonly comparisons: readonly Comparison[];
}

/** A number that is compared. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  /** Of the number; empty where it has none. */
  readonly unit: string;
  /** Which is better; default: lower. */
  readonly better?: 'lower' | 'higher';
}

/** The subject's number less the other's, paired by seed. */
export interface Comparison {
  readonly subject: string;
  readonly other: string;
  readonly metric: string;
  readonly difference: Difference;
  /** How the subject does where the difference is called. */
  readonly called: 'better' | 'worse' | 'not told apart';
}

/** One number for each metric. */
export type Errors = Readonly<Record<string, number>>;

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  readonly errors: Errors;
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
  /** What was tried on other seeds, as text, with the validation losses; `chosen` is the index of the best. */
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
  /** The epoch in which the loss left the finite numbers, if it did; the weights are those before it. */
  readonly diverged?: number;
  readonly errors: Readonly<Record<Arithmetic, Errors>>;
}

/** How long a step takes, called one at a time from JavaScript on one core. Times in nanoseconds. */
export interface Latency {
  /** Median over bursts of 100 steps, per step: the timer costs nothing here. */
  readonly burst: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly stepsPerSecond: number;
  /** Steps in bins of equal width in the logarithm: `counts[i]` between `edges[i]` and `edges[i + 1]`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

export interface Axis {
  readonly label: string;
  /** Empty where there is none. */
  readonly unit: string;
}

/** A place on the x axis where something happens, as a change of regime. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

interface ChartBase {
  readonly title: string;
  /** What to see in it, in a sentence. */
  readonly note: string;
  readonly x: Axis & { readonly values: readonly number[] };
  readonly marks?: readonly Mark[];
}

export interface LineChart extends ChartBase {
  readonly kind: 'lines';
  readonly y: Axis;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** `rows[r][i]` at `x.values[i]`: one row for each unit. */
export interface HeatMap extends ChartBase {
  readonly kind: 'heat';
  readonly y: Axis;
  readonly rows: readonly (readonly number[])[];
  /** What the colour means. */
  readonly colour: Axis;
}

/** Series of points with error bars, against axes that may be logarithmic. */
export interface PointChart {
  readonly kind: 'points';
  readonly title: string;
  readonly note: string;
  readonly x: ScaledAxis;
  readonly y: ScaledAxis;
  readonly series: readonly {
    readonly name: string;
    /** Whether a line joins the points. */
    readonly line: boolean;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly interval?: Interval;
      readonly label?: string;
    }[];
  }[];
  /** Values of y that others reach, as dashed lines. */
  readonly references?: readonly { readonly name: string; readonly y: number }[];
}

export interface ScaledAxis extends Axis {
  readonly scale: 'linear' | 'log';
}

export type Chart = LineChart | HeatMap | PointChart;
