import type { Contender } from './contender.ts';
import type { Effort } from './effort.ts';
import type { JobResult } from './job.ts';
import { cachedResult } from './trainings.ts';
import { trainContenders } from './tuning.ts';
import { secondsOf } from './work.ts';

/** What contenders cost before they are trained. */
export interface Cost {
  readonly trainings: number;
  /** Of the trainings, how many are in the cache, as far as what is there says which will be asked for. */
  readonly cached: number;
  /** On one core, without what is in the cache. */
  readonly seconds: number;
}

/** Stands for a training that is not in the cache. */
const UNKNOWN: JobResult = { parameters: [], seconds: 0, epochs: 0, loss: Number.POSITIVE_INFINITY };

/** Adds up what contenders will cost, from one short timing each. */
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
