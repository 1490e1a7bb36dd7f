/** The models whose weights are stored in fewer bits: those of the audit's claims. */
import { find, quick } from '../../audit/claim.ts';
import { hlln1644 } from '../../audit/claims/hlln-1644/index.ts';
import { ltc105 } from '../../audit/claims/ltc-105/index.ts';
import { oscillator } from '../../audit/claims/oscillator/index.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Predictor } from '../../src/measure/predictor.ts';
import type { WeightType } from '../../src/quantise/types.ts';

/** Where training continues from: the weights in f32, those from compensated rounding, or none. */
export type Beginning = 'trained' | 'rounded' | 'scratch';

/** A way to train further: with the weights that a blob of a type holds; f32 tells what training alone brings. */
export interface Further {
  readonly type: WeightType;
  readonly begun: Beginning;
  /** Divides the first training's rate and epochs. */
  readonly dividing: { readonly rate: number; readonly epochs: number };
}

export interface Case {
  readonly name: string;
  /** How it is trained in f32, but for the seed. */
  readonly job: Job;
  /** How it is trained further; of several ways for a type the one with the lowest validation loss counts. */
  readonly further: readonly Further[];
  /** The mean squared error on the test data. */
  errorOf(predictor: Predictor): number;
}

const briefly = { rate: 10, epochs: 2 };

export const fromRounded: Further = { type: 'q4', begun: 'rounded', dividing: briefly };

/** With weights that are there already. */
export const fromTrained: readonly Further[] = [
  { type: 'f32', begun: 'trained', dividing: briefly },
  { type: 'i16', begun: 'trained', dividing: briefly },
  { type: 'q8', begun: 'trained', dividing: briefly },
  { type: 'q4', begun: 'trained', dividing: briefly },
  fromRounded,
];
const everyWay: readonly Further[] = [
  ...fromTrained,
  // weights that hardly move do not oscillate between two levels
  { ...fromRounded, dividing: { rate: 400, epochs: 1 } },
  { type: 'q4', begun: 'scratch', dividing: { rate: 1, epochs: 1 } },
];

export function claimedCases() {
  const lorenz = hlln1644.make(quick);
  const sines = ltc105.make(quick);
  const damped = oscillator.make(quick);
  const caseOf = (
    name: string,
    claim: typeof lorenz,
    panel: string,
    contender: string,
    metric: string,
  ): Case => {
    const found = find(claim, panel, contender);
    return {
      name,
      further: everyWay,
      job: found.contender.job,
      errorOf: (p) => found.panel.evaluate(p)[metric],
    };
  };
  return {
    hlln: caseOf('HLLN-1,644, Lorenz-96', lorenz, 'lorenz-96', 'HLLN (reconstruction)', 'all'),
    cfc: caseOf('CfC-9,720 + read-out, Lorenz-96', lorenz, 'lorenz-96', 'CfC, read-out', 'all'),
    lstm: caseOf('LSTM-1,233, noisy sines', sines, 'sines', 'LSTM', 'mse'),
    ltc: caseOf('LTC-105, noisy sines', sines, 'sines', 'LTC', 'mse'),
    oscillator: caseOf('LTC-184, oscillator, closed loop', damped, 'zeta-0.3', 'LTC', 'closedLoop'),
  };
}
