/** The contenders: every family at its sizes. */

import type { Contender } from '../../../src/jobs/contender.ts';
import { type Effort, seedsOf } from '../../../src/jobs/contender.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { rateAndDecay } from '../../../src/jobs/tuning.ts';
import { parametersOf, sized } from '../../../src/measure/untrained.ts';
import type { NetworkDescription } from '../../../src/network/spec.ts';
import type { Panel } from '../../claim.ts';
import type { Pair } from './reach.ts';

/** A kind of model at every size. @param classes whether the outputs are probabilities of classes */
type Family = (width: number, units: number, classes: boolean) => NetworkDescription;

const withReadout =
  (cell: string, integration: { integrator?: string; unfolds?: number } = {}): Family =>
  (width, units, classes) => ({
    inputs: width,
    outputs: width,
    layers: [{ cell, units, ...integration }],
    readout: classes ? 'softmax' : 'dense',
  });

/** HLLN first. `hlln-wide` has a read-out of its own, x̂ = R h + r, and needs another only for probabilities. */
export const families = {
  HLLN: (width, units, classes) => ({
    ...withReadout('hlln-wide')(width, units, classes),
    readout: classes ? 'softmax' : 'none',
  }),
  GRU: withReadout('gru'),
  LSTM: withReadout('lstm'),
  CfC: withReadout('cfc-slim'),
  LTC: withReadout('ltc', { integrator: 'semi-implicit', unfolds: 6 }),
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

/** The published share of a GRU's parameters. */
export const SHARE = 0.21;
export const rates = [0.01, 0.03, 0.1] as const;

/** A panel, and the pairs of its contenders that the claim compares. */
export interface Comparable {
  readonly panel: Panel;
  readonly pairs: readonly Pair[];
}

/** Numbers of parameters asked for. */
export interface Sizes {
  readonly gru: readonly number[];
  /** Sizes of HLLN besides the published share of each GRU. */
  readonly hlln: readonly number[];
  readonly others: readonly number[];
  /** Sizes of the GRUs that have an HLLN of the published share. */
  readonly paired: readonly number[];
}

/** Contenders of all families at their sizes, and the pairs among them. */
export function contendersOf(sizes: Sizes, width: number, job: Omit<Job, 'model'>, effort: Effort) {
  const classes = job.options.loss === 'cross-entropy';
  const made = (family: FamilyName, parameters: number): Contender => {
    const model = sized((units) => families[family](width, units, classes), parameters);
    return {
      name: `${family}, ${parametersOf(model).toLocaleString('en')}`,
      family,
      model,
      seeds: seedsOf(effort, 5),
      job: { ...job, model },
      search: rateAndDecay(rates),
    };
  };
  const pairs = sizes.paired.map(
    (gru): Pair => ({
      hlln: made('HLLN', SHARE * gru).name,
      gru: made('GRU', gru).name,
    }),
  );
  const asked: Readonly<Record<FamilyName, readonly number[]>> = {
    HLLN: [...sizes.hlln, ...sizes.paired.map((gru) => SHARE * gru)].sort((a, b) => a - b),
    GRU: sizes.gru,
    LSTM: sizes.others,
    CfC: sizes.others,
    LTC: sizes.others,
  };
  const all = (Object.keys(families) as FamilyName[]).flatMap((family) =>
    asked[family].map((parameters) => made(family, parameters)),
  );
  // the smallest model of a family may be the nearest to several sizes
  const contenders = all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
  return { contenders, pairs };
}
