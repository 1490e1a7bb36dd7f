/** Trains, measures and judges a claim. */

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Contender, Effort, TrainedContender } from '../src/jobs/contender.ts';
import { type Train, trainContenders } from '../src/jobs/tuning.ts';
import type { Predictor } from '../src/measure/predictor.ts';
import { type Kept, keep } from './card.ts';
import type { Claim, ClaimFile, Setting, Trained } from './claim.ts';
import { find } from './claim.ts';
import { comparisonsOf, measure, predictorOf } from './measure.ts';
import type { ClaimResult, Occasion } from './result.ts';

/** Milliseconds to time the steps of one contender, roughly. */
const TIMING = { quick: 60, full: 600 } as const;

export const contendersOf = (claim: Claim): Contender[] =>
  claim.panels.flatMap((panel) => [...panel.contenders]);

/** Trains what a claim needs on all cores, then measures while nothing else runs. */
export async function audit(
  file: ClaimFile,
  setting: Setting,
  train: Train,
): Promise<{ result: ClaimResult; kept: Kept[] }> {
  const claim = file.make(setting);
  const trained = await trainContenders(contendersOf(claim), setting.effort, train);
  const result = judge(file, claim, setting, trained);
  const kept = (claim.models ?? []).map((model) => {
    const { panel, contender } = find(claim, model.panel, model.contender);
    return keep(claim, panel, trained.get(contender) as TrainedContender, model, result.command);
  });
  return { result, kept };
}

function judge(
  file: ClaimFile,
  claim: Claim,
  setting: Setting,
  trained: ReadonlyMap<Contender, TrainedContender>,
): ClaimResult {
  const of = (contender: Contender): TrainedContender => trained.get(contender) as TrainedContender;
  const panels = claim.panels.map((panel) => {
    const contenders = panel.contenders.map((contender) =>
      measure(panel, of(contender), TIMING[setting.effort]),
    );
    const baselines = panel.baselines();
    return {
      name: panel.name,
      label: panel.label,
      metrics: panel.metrics,
      contenders,
      baselines,
      comparisons: comparisonsOf(panel, contenders, baselines),
    };
  });
  const opened = new Map<string, Predictor>();
  const access: Trained = {
    of: (panel, contender) => of(find(claim, panel, contender).contender),
    predictor(panel, contender, seed = 0) {
      const key = `${panel} ${contender} ${seed}`;
      const predictor = opened.get(key) ?? predictorOf(of(find(claim, panel, contender).contender), seed);
      opened.set(key, predictor);
      predictor.reset();
      return predictor;
    },
  };
  const { tables = [], charts = [], numbers = {} } = claim.findings?.(access, panels) ?? {};
  const { title, source, claimed, headline, protocol, departures, rule } = claim;
  return {
    name: file.name,
    ...occasion(setting.effort),
    title,
    source,
    claimed,
    headline,
    protocol,
    departures,
    rule,
    command: commandOf(file, setting),
    verdict: claim.verdict(panels, numbers),
    panels,
    tables,
    charts: charts.map(rounded),
  };
}

/** The command that repeats a claim, with the user's files that it reads. */
const commandOf = ({ name, reads = [] }: ClaimFile, { effort, files }: Setting): string =>
  [
    `npm run audit -- --claim ${name}`,
    ...(effort === 'full' ? ['--full'] : []),
    ...reads.filter((file) => files[file] !== undefined).map((file) => `--${file} FILE`),
    '--fresh',
  ].join(' ');

/** Rounds curves to few digits, enough for the eye, to keep the page small. */
function rounded(chart: ClaimResult['charts'][number]): ClaimResult['charts'][number] {
  const short = <T extends number | null>(x: T, digits = 5): T =>
    x === null ? x : (Number(Number(x).toPrecision(digits)) as T);
  if (chart.kind === 'points' || chart.kind === 'histogram') return chart;
  const x = { ...chart.x, values: chart.x.values.map((v) => short(v)) };
  if (chart.kind === 'heat')
    return { ...chart, x, rows: chart.rows.map((row) => row.map((v) => short(v, 3))) };
  return {
    ...chart,
    x,
    series: chart.series.map((s) => ({ ...s, values: s.values.map((v) => short(v, 4)) })),
  };
}

/** The place and time of this run. */
export const occasion = (effort: Effort): Occasion => ({
  date: new Date().toISOString(),
  effort,
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node },
  ...commit(),
});

/** The commit of the repository that this program was built in, if it lies in one. */
function commit(): { commit?: string } {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    if (git('rev-parse', '--show-prefix') !== '') return {}; // installed inside somebody else's repository
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return { commit: git('rev-parse', '--short=10', 'HEAD') + (changed ? '+' : '') };
  } catch {
    return {};
  }
}
