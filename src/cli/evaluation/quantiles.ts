/** Outputs that are quantiles of numbers: judged by the median's error, and by how often the truth lies below each. */
import { table } from '../../charts/table.ts';
import { shownName } from '../../check/visible.ts';
import { type Covered, coverage } from '../../measure/metrics/quantiles.ts';
import type { Sequence } from '../../train/sequence.ts';
import type { Task } from '../../train/task.ts';
import type { Judged, Kind } from './kind.ts';
import { numbers } from './numbers.ts';

const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`);

/** @param scale sequences whose targets scale the errors of several outputs */
export function quantiles(task: Task, scale: readonly Sequence[]): Kind {
  const shares = task.quantiles as readonly number[];
  const nearest = (best: number, share: number, i: number): number =>
    Math.abs(share - 0.5) < Math.abs(shares[best] - 0.5) ? i : best;
  const middle = shares.reduce(nearest, 0);
  const medians = <T>(list: readonly T[]): T[] => list.filter((_, o) => o % shares.length === middle);
  const thin = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values).filter((_, i) => i % shares.length === middle);
  const thinned = (sequences: readonly Sequence[]): Sequence[] =>
    sequences.map((one) => ({ ...one, targets: thin(one.targets) }));
  const ofMedians = <T extends { readonly predictions: Judged['predictions'] }>(one: T): T => ({
    ...one,
    predictions: one.predictions.map(thin),
  });
  const judgedMedians = <T extends Judged>(one: T): T =>
    ofMedians({ ...one, sequences: thinned(one.sequences) });
  const all = numbers(task, scale);
  const plain = numbers(
    {
      ...task,
      outputs: medians(task.outputs),
      targets: medians(task.targets),
      leads: medians(task.leads),
    },
    thinned(scale),
  );
  return {
    ...plain,
    error: (judged) => plain.error(judgedMedians(judged)),
    comparisonTable: (where, models, { test, baselines }) =>
      plain.comparisonTable(where, models.map(ofMedians), {
        test: thinned(test),
        baselines: baselines.map(ofMedians),
      }),
    baselines: all.baselines,
    tables: (parts) => [
      ...plain.tables(parts.map(judgedMedians)),
      coverageTable(
        task,
        parts.map(({ name, ...judged }) => ({ name, covered: coverage(judged, shares) })),
      ),
    ],
    json: (judged) => ({
      ...plain.json(judgedMedians(judged)),
      quantiles: coverage(judged, shares).map(({ quantile, below, pinball }, o) => ({
        ...{ name: task.outputs[o], quantile, below, pinball },
      })),
    }),
  };
}

/** For each output the share of the truth that is to lie below it and that does, and its loss. */
function coverageTable(
  { outputs }: Task,
  parts: readonly { readonly name: string; readonly covered: readonly Covered[] }[],
): string {
  return table([
    ['share of the truth below', 'wanted', ...parts.map(({ name }) => name), 'pinball loss'],
    ...outputs.map((name, o) => [
      shownName(name),
      percent(parts[0].covered[o].quantile),
      ...parts.map(({ covered }) => percent(covered[o].below)),
      parts[parts.length - 1].covered[o].pinball.toPrecision(4),
    ]),
  ]);
}
