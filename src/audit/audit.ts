import type { Claim, ClaimResult } from './claim.ts';
import { measure } from './measure.ts';
import { type TrainingOptions, trainAll } from './trainings.ts';

/** Trains what the claims need, all together on all cores, and measures afterwards, when nothing else runs. */
export async function audit(claims: readonly Claim[], options: TrainingOptions): Promise<ClaimResult[]> {
  const jobs = claims.flatMap((claim) => claim.models.flatMap((model) => model.jobs));
  const trained = await trainAll(jobs, options);
  let next = 0;
  return claims.map((claim) => {
    const models = claim.models.map((model) => {
      const results = trained.slice(next, next + model.jobs.length);
      next += model.jobs.length;
      return measure(model, results, claim.test);
    });
    const baselines = claim.baselines();
    const { name, title, source, claimed, departures, rule } = claim;
    return {
      name,
      title,
      source,
      claimed,
      departures,
      rule,
      seeds: claim.models[0].jobs.length,
      models,
      baselines,
      verdict: claim.verdict(models, baselines),
    };
  });
}
