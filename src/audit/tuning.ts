import { median } from '../data/sequence.ts';
import type { Contender, TrainedContender } from './claim.ts';
import { type Effort, TUNING_SEEDS } from './effort.ts';
import type { Job, JobResult } from './job.ts';
import { workOf } from './work.ts';

type Grid = NonNullable<Contender['grid']>;

/** Every combination of the values of some options: the grid that all contenders of a panel share. */
export function gridOf(
  values: { readonly [K in keyof Job['options']]?: readonly Job['options'][K][] },
): Grid {
  return Object.entries(values).reduce<Partial<Job['options']>[]>(
    (grid, [name, choices]) =>
      grid.flatMap((entry) =>
        (choices as readonly unknown[]).map((choice) => ({ ...entry, [name]: choice })),
      ),
    [{}],
  );
}

/** The grid that is searched: a quick run searches none. */
const gridFor = ({ grid = [] }: Contender, effort: Effort): Grid =>
  effort === 'full' && grid.length > 1 ? grid : [];

const seedsFor = ({ trials }: Contender): readonly number[] => TUNING_SEEDS.slice(0, trials);

const withOptions = (job: Job, options: Partial<Job['options']>): Job => ({
  ...job,
  options: { ...job.options, ...options },
});

/** Trainings that choose the options: the grid on the tuning seeds, entry by entry. */
export const trialsOf = (contender: Contender, effort: Effort): Job[] =>
  gridFor(contender, effort).flatMap((options) =>
    seedsFor(contender).map((seed) => withOptions(contender.job, { ...options, seed })),
  );

/** What the trials say, in the order of the grid; the lowest median validation loss is chosen. */
export function chosenBy(
  contender: Contender,
  effort: Effort,
  trials: readonly JobResult[],
): Pick<TrainedContender, 'tuning' | 'options'> {
  const seeds = seedsFor(contender);
  const tuning = gridFor(contender, effort).map((options, i) => ({
    options,
    losses: seeds.map((_, s) => trials[i * seeds.length + s].loss),
  }));
  const best = tuning.reduce<(typeof tuning)[0] | null>(
    (a, b) => (a && median(a.losses) <= median(b.losses) ? a : b),
    null,
  );
  return { tuning, options: { ...contender.job.options, ...best?.options } };
}

/** One training for each seed. */
export const runsOf = ({ job, seeds }: Contender, options: Job['options']): Job[] =>
  seeds.map((seed) => withOptions(job, { ...options, seed }));

/** Trains many jobs: `trainAll`, or what a test puts in its place. */
export type Train = (jobs: readonly Job[], label: string) => Promise<JobResult[]>;

/** Tunes and trains contenders: first all trials, then all seeds, the longest first so that no core is left alone at the end. */
export async function trainContenders(
  contenders: readonly Contender[],
  effort: Effort,
  train: Train,
): Promise<Map<Contender, TrainedContender>> {
  const trials = await trainEach(
    contenders.map((contender) => trialsOf(contender, effort)),
    (jobs) => train(jobs, 'tuning'),
  );
  const chosen = contenders.map((contender, i) => chosenBy(contender, effort, trials[i]));
  const runs = await trainEach(
    contenders.map((contender, i) => runsOf(contender, chosen[i].options)),
    (jobs) => train(jobs, 'training'),
  );
  return new Map(
    contenders.map((contender, i) => [contender, { contender, ...chosen[i], runs: runs[i] }] as const),
  );
}

/** Trains groups of jobs together, the longest job first. */
async function trainEach(
  groups: readonly (readonly Job[])[],
  train: (jobs: readonly Job[]) => Promise<JobResult[]>,
): Promise<JobResult[][]> {
  const jobs = groups.flat();
  if (jobs.length === 0) return groups.map(() => []);
  const work = jobs.map(workOf);
  const order = jobs.map((_, i) => i).sort((a, b) => work[b] - work[a]);
  const sorted = await train(order.map((i) => jobs[i]));
  const results = new Array<JobResult>(jobs.length);
  order.forEach((i, place) => {
    results[i] = sorted[place];
  });
  return groups.map((group) => results.splice(0, group.length));
}
