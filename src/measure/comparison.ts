/** The baselines of a test, and where all of them can be compared. */
import type { Sequence } from '../train/sequence.ts';
import { linear, mean, persistence, type Trivial, zero } from './baselines.ts';
import { LAGS } from './forecast.ts';
import { seasonalNaive, seasonOf } from './season.ts';

/** A baseline in a comparison. */
export interface Compared extends Trivial {
  /** Sees past targets that the model has to do without, so that it is no alternative to it. */
  readonly isPrivileged?: true;
}

export interface Comparison {
  /** The sequences of the test, scored from the steps on at which every baseline has what it needs. */
  readonly test: readonly Sequence[];
  readonly baselines: readonly Compared[];
}

/**
 * The baselines of numbers at the present or the next step: zero, means, the last known target, and linear maps of one to five
 * inputs. The last true target of a present step is privileged: a sensor that is told from others is not there.
 * @param train null for those alone that need no training: the mean is then that of the test, and so is the season
 * @param leads 0 or 1 for each output
 */
export function stepBaselines(
  train: readonly Sequence[] | null,
  test: readonly Sequence[],
  leads: readonly number[],
): Comparison {
  const isAhead = leads.every((lead) => lead > 0);
  const period = train || !isAhead ? null : seasonOf(test, leads);
  const last = persistence(test, leads);
  return {
    test,
    baselines: [
      zero(test),
      train ? mean(train, test, 'mean in training') : mean(test, test, 'mean of these data'),
      isAhead ? last : { ...last, name: 'the last true target', isPrivileged: true },
      ...(period === null ? [] : [seasonalNaive(test, period, leads)]),
      ...(train ? LAGS.map((lags) => linear(train, test, lags)) : []),
    ],
  };
}
