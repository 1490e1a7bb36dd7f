import type { ModelDescription } from '../compile/spec.ts';
import type { Setting } from './effort.ts';
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
  Table,
  Verdict,
} from './result.ts';

/** One file in `claims`, one line in its list. */
export interface ClaimFile {
  /** For `--claim`: lower case, digits and hyphens. */
  readonly name: string;
  /** Of the user's files those that it reads, if they are passed. */
  readonly reads?: readonly string[];
  /**
   * Makes the data and what is to be trained, which takes a moment.
   * @throws DataError for a file of the user's that is not what it has to be
   */
  make(setting: Setting): Claim;
}

/** A statement with what it takes to judge it. */
export interface Claim extends Statement {
  readonly panels: readonly Panel[];
  /** Trained models that the project keeps, each with a card: the first seed's. */
  readonly models?: readonly KeptModel[];
  /** What is measured besides errors on panels: tables, curves and numbers for the verdict. */
  findings?(trained: Trained, panels: readonly PanelResult[]): Findings;
  /** @param numbers of the findings */
  verdict(panels: readonly PanelResult[], numbers: Findings['numbers']): Verdict;
}

export interface Findings {
  readonly tables?: readonly Table[];
  readonly charts?: readonly Chart[];
  /** By names of the claim's own. */
  readonly numbers?: Readonly<Record<string, number>>;
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
  /**
   * The contender that the claim is about: the others and the baselines are compared with it, paired by seed. Without one
   * nothing is compared.
   */
  readonly subject?: string;
  /** The errors of a predictor on the test data, one for each metric; Infinity where a loop left the finite numbers. */
  evaluate(predictor: Predictor): Errors;
}

export interface Contender {
  readonly name: string;
  /** Contenders of one family at several sizes are joined by a line in charts. */
  readonly family?: string;
  readonly model: ModelDescription;
  /** Probes that the findings read. */
  readonly probes?: readonly string[];
  /** What one seed trains, with the options of the quick run. */
  readonly job: Job;
  readonly seeds: readonly number[];
  /**
   * Values of options that are tried on seeds of their own in a full run, one option after the other, each with the best of
   * those before; what had the best median validation loss of all trains all seeds. Without any the job's own are taken.
   */
  readonly search?: { readonly [K in keyof Job['options']]?: readonly Job['options'][K][] };
  /** On how many seeds each value is tried; default: all tuning seeds. */
  readonly trials?: number;
}

/** A contender after its trainings. */
export interface TrainedContender {
  readonly contender: Contender;
  /** What was tried, in order, and what it reached in validation; nothing without a search. */
  readonly tuning: readonly {
    readonly options: Partial<Job['options']>;
    readonly losses: readonly number[];
  }[];
  /** What all seeds were trained with. */
  readonly options: Job['options'];
  /** In the order of the seeds. */
  readonly runs: readonly JobResult[];
}

/** Gives findings the trained models. */
export interface Trained {
  /** All seeds of a contender. */
  of(panel: string, contender: string): TrainedContender;
  /** The contender in WebAssembly, f32, from its zero state. @param seed index into the seeds; default: the first */
  predictor(panel: string, contender: string, seed?: number): Predictor;
}

export type { Baseline, Chart, ContenderResult, Errors, JobResult, Metric, PanelResult, Table, Verdict };
