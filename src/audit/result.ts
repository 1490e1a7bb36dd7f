/** What an audit finds: plain data, as `report/results.json` holds it and the page shows it. */
import type { Spread } from './statistics.ts';

export interface Audit {
  /** When and where: an ISO date, the processor, its cores, the version of Node. */
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly claims: readonly ClaimResult[];
}

/** A published statement, and how it is tested. */
export interface Statement {
  readonly title: string;
  readonly source: string;
  /** What was published, with its numbers. */
  readonly claimed: string;
  /** Data, training and evaluation, a line each. */
  readonly protocol: readonly string[];
  /** Where the protocol departs from the source's, in plain words. */
  readonly departures: readonly string[];
  /** How the verdict follows from the numbers. */
  readonly rule: string;
}

export interface ClaimResult extends Statement {
  readonly name: string;
  /** The command that repeats it. */
  readonly command: string;
  readonly verdict: Verdict;
  readonly panels: readonly PanelResult[];
  readonly charts: readonly Chart[];
}

export interface Verdict {
  readonly verdict: 'holds' | 'holds only if …' | 'does not hold' | 'cannot be decided (quick run)';
  /** The measured numbers, in one sentence. */
  readonly because: string;
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
}

/** An error that is compared; lower is better. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  /** Of the number; empty where it has none. */
  readonly unit: string;
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
  readonly parameters: number;
  readonly blobBytes: { readonly f32: number; readonly q8: number };
  readonly residentBytes: { readonly f32: number; readonly q8: number };
  /** Working memory of one session; the machine keeps a copy of its states and 16 bytes beside it. */
  readonly arenaBytes: number;
  readonly errors: Readonly<Record<Arithmetic, Readonly<Record<string, Spread>>>>;
  readonly runs: readonly Run[];
  readonly latency: Latency;
}

export interface Run {
  readonly seed: number;
  readonly seconds: number;
  readonly epochs: number;
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

export type Chart = LineChart | HeatMap;
