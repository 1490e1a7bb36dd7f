/** Defines a claim: statement, panels, findings and verdict. */
import type { Chart } from '../src/charts/chart.ts';
import type { Contender, Effort, TrainedContender } from '../src/jobs/contender.ts';
import type { Baseline, Errors } from '../src/measure/baselines.ts';
import type { Predictor } from '../src/measure/predictor.ts';
import type { PanelHead, PanelResult, Statement, Table, Verdict } from './result.ts';

/** What a claim is made for. */
export interface Setting {
  readonly effort: Effort;
  /** Files from `--data NAME=FILE`. A claim says how to obtain a missing file. */
  readonly files: Readonly<Record<string, string>>;
}

/** A quick look without files. */
export const quick: Setting = { effort: 'quick', files: {} };

/** A claim has one file in `claims` and one line in its list. */
export interface ClaimFile {
  /** For `--claim`: lower case, digits and hyphens. */
  readonly name: string;
  /** Names of the user's files that it reads, if they are passed. */
  readonly reads?: readonly string[];
  /**
   * Makes the data and the trainings, which takes a moment.
   * @throws DataError for a user's file with the wrong content
   */
  make(setting: Setting): Claim;
}

/** A statement, and everything to judge it. */
export interface Claim extends Statement {
  readonly panels: readonly Panel[];
  /** Trained models of the first seed that the project keeps, each with a card. */
  readonly models?: readonly KeptModel[];
  /** Measures more than errors on panels: tables, curves and numbers for the verdict. */
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
   * The contender that the claim is about. The others and the baselines are compared with it, paired by seed; without it
   * nothing is compared.
   */
  readonly subject?: string;
  /** The errors of a predictor on the test data, one for each metric; Infinity if a loop became infinite or NaN. */
  evaluate(predictor: Predictor): Errors;
}

/** Gives the trained models to findings. */
export interface Trained {
  /** All seeds of a contender. */
  of(panel: string, contender: string): TrainedContender;
  /** The contender in WebAssembly, f32, from its zero state. @param seed index into the seeds; default: the first */
  predictor(panel: string, contender: string, seed?: number): Predictor;
}

/** Finds a contender of a claim by its panel's name and its own. @throws RangeError */
export function find(claim: Claim, panel: string, contender: string): { panel: Panel; contender: Contender } {
  const inPanel = claim.panels.find((p) => p.name === panel);
  const found = inPanel?.contenders.find((c) => c.name === contender);
  if (!inPanel || !found)
    throw new RangeError(`"${claim.title}" has no contender "${contender}" in a panel "${panel}"`);
  return { panel: inPanel, contender: found };
}
