/** Tunes and trains contenders, or estimates the cost. */
import { median } from '../data/sequence.ts';
import type { Contender, TrainedContender } from './contender.ts';
import { type Effort, TUNING_SEEDS } from './contender.ts';
import type { Job, JobResult } from './job.ts';
import { cachedResult } from './trainings.ts';
import { secondsOf, workOf } from './work.ts';

type Options = Job['options'];
type Trial = TrainedContender['tuning'][number];
type Search = readonly (readonly [name: string, values: readonly unknown[]])[];

/** Weight decay to try after the rates, besides none. */
const DECAY = 0.03;

/** The search that all contenders of a panel share: these rates, then weight decay. */
export const rateAndDecay = (rates: readonly number[]): NonNullable<Contender['search']> => ({
  rate: rates,
  decay: [DECAY],
});

/** Describes `rateAndDecay` in a protocol. */
export const searchOf = (rates: readonly number[]): string =>
  `rate chosen among ${rates.join(', ')}, then weight decay ${DECAY} or none`;

/** The options to search, in order; none in a quick run. */
const searchFor = ({ search = {} }: Contender, effort: Effort): Search =>
  effort === 'full' ? Object.entries(search) : [];

const seedsFor = ({ trials }: Contender): readonly number[] => TUNING_SEEDS.slice(0, trials);

const withOptions = (job: Job, options: Partial<Options>): Job => ({
  ...job,
  options: { ...job.options, ...options },
});

/** The trial with the lowest median loss, the first of equals; none if there are no trials. */
export const bestOf = (trials: readonly Trial[]): Trial | undefined =>
  trials.reduce<Trial | undefined>((a, b) => (a && median(a.losses) <= median(b.losses) ? a : b), undefined);

/** The next trials: the values of one option, with the best values found so far. */
const entriesOf = ([name, values]: Search[number], before: readonly Trial[]): Partial<Options>[] =>
  values.map((value) => ({ ...bestOf(before)?.options, [name]: value }));

const trialsOf = (contender: Contender, entries: readonly Partial<Options>[]): Job[] =>
  entries.flatMap((options) =>
    seedsFor(contender).map((seed) => withOptions(contender.job, { ...options, seed })),
  );

/** One training for each seed. */
export const runsOf = ({ job, seeds }: Contender, options: Options): Job[] =>
  seeds.map((seed) => withOptions(job, { ...options, seed }));

/** Trains many jobs: `trainAll`, or a substitute in tests. */
export type Train = (jobs: readonly Job[], label: string) => Promise<JobResult[]>;

/**
 * Tunes and trains contenders: option by option the trials of all, then all seeds. Starts the longest jobs first, so that
 * all cores stay busy to the end.
 */
export async function trainContenders(
  contenders: readonly Contender[],
  effort: Effort,
  train: Train,
): Promise<Map<Contender, TrainedContender>> {
  const searches = contenders.map((contender) => searchFor(contender, effort));
  const tuning: Trial[][] = contenders.map(() => []);
  for (let stage = 0; stage < Math.max(...searches.map(({ length }) => length)); stage++) {
    const entries = searches.map((search, i) => (search[stage] ? entriesOf(search[stage], tuning[i]) : []));
    const results = await trainEach(
      contenders.map((contender, i) => trialsOf(contender, entries[i])),
      (jobs) => train(jobs, stage === 0 ? 'tuning' : `tuning, stage ${stage + 1}`),
    );
    contenders.forEach((contender, i) => {
      const seeds = seedsFor(contender).length;
      entries[i].forEach((options, e) => {
        tuning[i].push({
          options,
          losses: results[i].slice(e * seeds, (e + 1) * seeds).map(({ loss }) => loss),
        });
      });
    });
  }
  const options = contenders.map(({ job }, i) => ({ ...job.options, ...bestOf(tuning[i])?.options }));
  const runs = await trainEach(
    contenders.map((contender, i) => runsOf(contender, options[i])),
    (jobs) => train(jobs, 'training'),
  );
  return new Map(
    contenders.map((contender, i) => [
      contender,
      { contender, tuning: tuning[i], options: options[i], runs: runs[i] },
    ]),
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

/** The estimated cost of training contenders. */
export interface Cost {
  readonly trainings: number;
  /** How many of the trainings the cache has, so far as its contents tell which trainings will be needed. */
  readonly cached: number;
  /** On one core, without the cached trainings. */
  readonly seconds: number;
}

/** Stands in for a training that the cache lacks. */
const UNKNOWN: JobResult = { parameters: [], seconds: 0, epochs: 0, loss: Number.POSITIVE_INFINITY };

/** Adds up the cost of contenders from one short timing each. */
export async function costOf(contenders: readonly Contender[], effort: Effort, cache: string): Promise<Cost> {
  let trainings = 0;
  let cached = 0;
  let seconds = 0;
  for (const contender of contenders) {
    let missing = 0;
    await trainContenders([contender], effort, async (jobs) =>
      jobs.map((job) => {
        trainings++;
        const found = cachedResult(job, cache);
        if (found) cached++;
        else missing++;
        return found ?? UNKNOWN;
      }),
    );
    if (missing > 0) seconds += missing * secondsOf(contender.job);
  }
  return { trainings, cached, seconds };
}
