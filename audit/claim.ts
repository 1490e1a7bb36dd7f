/** What a claim is: statement, panels, findings and verdict. */
import type { Chart } from '../src/charts/chart.ts';
import type { Contender, Effort, TrainedContender } from '../src/jobs/contender.ts';
import type { Baseline, Errors } from '../src/measure/baselines.ts';
import type { Predictor } from '../src/measure/predictor.ts';
import type { PanelHead, PanelResult, Statement, Table, Verdict } from './result.ts';

/** What a claim is made for. */
export interface Setting {
  readonly effort: Effort;
  /** Files that the user passed by `--data NAME=FILE`; a claim that needs one that is missing says how to obtain it. */
  readonly files: Readonly<Record<string, string>>;
}

/** A quick look without files. */
export const quick: Setting = { effort: 'quick', files: {} };

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

/** Gives findings the trained models. */
export interface Trained {
  /** All seeds of a contender. */
  of(panel: string, contender: string): TrainedContender;
  /** The contender in WebAssembly, f32, from its zero state. @param seed index into the seeds; default: the first */
  predictor(panel: string, contender: string, seed?: number): Predictor;
}

/** A contender of a claim by the names of its panel and its own. @throws RangeError */
export function find(claim: Claim, panel: string, contender: string): { panel: Panel; contender: Contender } {
  const inPanel = claim.panels.find((p) => p.name === panel);
  const found = inPanel?.contenders.find((c) => c.name === contender);
  if (!inPanel || !found)
    throw new RangeError(`"${claim.title}" has no contender "${contender}" in a panel "${panel}"`);
  return { panel: inPanel, contender: found };
}
