import { cpus } from 'node:os';
import { type Kept, keep } from './card.ts';
import type { Claim, ClaimFile, Contender } from './claim.ts';
import type { JobResult } from './job.ts';
import { firstPredictor, measure } from './measure.ts';
import type { Audit, ClaimResult } from './result.ts';
import { find } from './select.ts';
import { type TrainingOptions, trainAll } from './trainings.ts';

/** About how long the steps of one contender are timed. */
const TIMING = 600;

/** Trains what the claims need, all together on all cores, and measures afterwards, when nothing else runs. */
export async function audit(
  files: readonly ClaimFile[],
  options: TrainingOptions,
): Promise<{ result: Audit; kept: Kept[] }> {
  const claims = files.map((file) => file.make());
  const contenders = claims.flatMap((claim) => claim.panels.flatMap((panel) => panel.contenders));
  const results = await trainAll(
    contenders.flatMap((contender) => contender.jobs),
    options,
  );
  const trained = new Map<Contender, JobResult[]>();
  for (const contender of contenders) trained.set(contender, results.splice(0, contender.jobs.length));
  const result = {
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node },
    claims: claims.map((claim, i) => judge(files[i].name, claim, trained)),
  };
  const kept = claims.flatMap((claim, i) =>
    (claim.models ?? []).map((model) => {
      const { contender } = find(claim, model.panel, model.contender);
      return keep(files[i].name, claim, model, trained.get(contender) as JobResult[]);
    }),
  );
  return { result, kept };
}

function judge(name: string, claim: Claim, trained: ReadonlyMap<Contender, JobResult[]>): ClaimResult {
  const of = (contender: Contender): JobResult[] => trained.get(contender) as JobResult[];
  const panels = claim.panels.map((panel) => ({
    name: panel.name,
    label: panel.label,
    metrics: panel.metrics,
    contenders: panel.contenders.map((contender) => measure(panel, contender, of(contender), TIMING)),
    baselines: panel.baselines(),
  }));
  const charts = claim.charts({
    predictor(panel, contender) {
      const { contender: found } = find(claim, panel, contender);
      return firstPredictor(found, of(found));
    },
  });
  const { title, source, claimed, protocol, departures, rule } = claim;
  return {
    name,
    title,
    source,
    claimed,
    protocol,
    departures,
    rule,
    command: `npm run audit -- --claim ${name} --fresh`,
    verdict: claim.verdict(panels),
    panels,
    charts: charts.map(rounded),
  };
}

/** Curves are for the eye: five digits keep the page small. */
function rounded(chart: ClaimResult['charts'][number]): ClaimResult['charts'][number] {
  const short = <T extends number | null>(x: T): T =>
    x === null ? x : (Number(Number(x).toPrecision(5)) as T);
  const x = { ...chart.x, values: chart.x.values.map(short) };
  if (chart.kind === 'heat')
    return { ...chart, x, rows: chart.rows.map((row) => row.map((v) => Number(v.toPrecision(3)))) };
  return { ...chart, x, series: chart.series.map((s) => ({ ...s, values: s.values.map(short) })) };
}
