import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './claim.ts';
import type { Effort } from './effort.ts';
import { keyOf } from './trainings.ts';
import { runsOf, trialsOf } from './tuning.ts';
import { secondsOf } from './work.ts';

/** What contenders cost before they are trained. */
export interface Cost {
  readonly trainings: number;
  /** Of the trainings, how many are in the cache; what tuning has yet to choose is not. */
  readonly cached: number;
  /** On one core, without what is in the cache. */
  readonly seconds: number;
}

/** Adds up what contenders will cost, from one short timing each. */
export function costOf(contenders: readonly Contender[], effort: Effort, cache: string): Cost {
  let trainings = 0;
  let cached = 0;
  let seconds = 0;
  for (const contender of contenders) {
    const jobs = [...trialsOf(contender, effort), ...runsOf(contender, contender.job.options)];
    const missing = jobs.filter((job) => !existsSync(join(cache, keyOf(job)))).length;
    trainings += jobs.length;
    cached += jobs.length - missing;
    if (missing > 0) seconds += missing * secondsOf(contender.job);
  }
  return { trainings, cached, seconds };
}
