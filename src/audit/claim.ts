import type { ModelDescription } from '../compile/describe.ts';
import type { Job, JobResult } from './job.ts';
import type { Predictor } from './predictor.ts';
import type {
  Baseline,
  Chart,
  ContenderResult,
  Errors,
  Metric,
  PanelHead,
  PanelResult,
  Statement,
  Verdict,
} from './result.ts';

/** One file in `claims`, one line in its list. */
export interface ClaimFile {
  /** For `--claim`: lower case, digits and hyphens. */
  readonly name: string;
  /** Makes the data and the jobs, which takes a moment. */
  make(): Claim;
}

/** A statement with what it takes to judge it. */
export interface Claim extends Statement {
  readonly panels: readonly Panel[];
  /** Trained models that the project keeps, each with a card: the first seed's. */
  readonly models?: readonly KeptModel[];
  verdict(panels: readonly PanelResult[]): Verdict;
  /** Curves of the trained models, for the report. */
  charts(trained: Trained): readonly Chart[];
}

export interface KeptModel {
  readonly panel: string;
  readonly contender: string;
  /** Name of the blob and of its card, without an ending. */
  readonly file: string;
  readonly weights: 'f32' | 'q8';
}

/** A panel before it is measured. */
export interface Panel extends PanelHead {
  readonly contenders: readonly Contender[];
  readonly baselines: () => readonly Baseline[];
  /** The errors of a predictor on the test data, one for each metric. */
  evaluate(predictor: Predictor): Errors;
}

export interface Contender {
  readonly name: string;
  readonly model: ModelDescription;
  /** Probes that the charts read. */
  readonly probes?: readonly string[];
  /** One training per seed. */
  readonly jobs: readonly Job[];
}

/** Gives charts the trained models of the first seed. */
export interface Trained {
  /** The contender in WebAssembly, f32, from its zero state. */
  predictor(panel: string, contender: string): Predictor;
}

export type { Baseline, Chart, ContenderResult, Errors, JobResult, Metric, PanelResult, Verdict };
