/** docs/performance.md. */
import { nodeMajor, slugOf } from '../run/machine.ts';
import { type PlotFile, plotsOf } from './plots.ts';
import type { Parts, Processor, Results } from './results.ts';
import { sections } from './tables.ts';
import { type Measured, type Target, verdict } from './target.ts';
import { targets } from './targets.ts';
import { figure, markdownTable, spread } from './text.ts';

export interface Page {
  readonly markdown: string;
  /** By their paths, relative to docs/. */
  readonly plots: ReadonlyMap<string, string>;
}

/** In whose section a plot stands. */
const sectionOf: { readonly [plot: string]: string } = {
  ratios: 'A step',
  tails: 'A control loop',
  width: 'Growth',
  unfolds: 'Growth',
};

const withUnit = (text: string, unit: Target['unit']): string =>
  unit === '' || unit === '×' ? text : `${text} ${unit}`;

const bound = ({ better, unit }: Target, value: number | undefined): string =>
  value === undefined ? '' : `${better === 'less' ? '≤' : '≥'} ${withUnit(figure(value), unit)}`;

function measuredText({ unit }: Target, { value, where, violated }: Measured): string {
  const text = withUnit(typeof value === 'number' ? figure(value) : spread(value), unit);
  return [where ? `${text}, ${where}` : text, violated].filter(Boolean).join('; ');
}

/** The rows of the targets, and under them the notes of those that are missed. */
function targetsTable(processor: Processor, notes: ReadonlyMap<string, string>): string {
  const judged = targets.map((target) => {
    const measured = target.measure(processor);
    return { target, measured, verdict: verdict(target, measured) };
  });
  const rows = judged.map(({ target, measured, verdict: result }) => [
    target.label,
    bound(target, target.must),
    bound(target, target.aim),
    measured ? measuredText(target, measured) : '',
    result === 'missed' ? '**missed**' : result,
    `\`${target.command}\``,
  ]);
  const explained = judged.flatMap(({ target, verdict: result }) => {
    const note = notes.get(target.key);
    return result === 'missed' && note ? [`**${target.label}.** ${note}`] : [];
  });
  return [
    markdownTable([['target', 'must', 'aim', 'measured', 'verdict', 'command'], ...rows]),
    ...explained,
  ].join('\n\n');
}

function provenance({ machine, measured, commit }: Results): string {
  const commits = [...new Set(Object.values(measured).map((each) => each.commit))];
  const short = (hash: string): string => hash.replace(/^([0-9a-f]{10})[0-9a-f]+/, '$1');
  const from = commits.length > 0 ? commits : [commit];
  const dates = Object.values(measured)
    .map(({ date }) => date.slice(0, 10))
    .sort();
  const when = [...new Set([dates[0], dates[dates.length - 1]])].filter(Boolean).join(' to ');
  return (
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node} (V8 ${machine.v8}), ${machine.os}; ` +
    `commit ${from.map(short).join(', ')}${when && `, ${when}`}.`
  );
}

function plotText(results: Results, { name, caption }: PlotFile): string {
  return `![${caption}](performance/${slugOf(results.machine)}-${name}.svg)`;
}

function resultsText(results: Results, plots: readonly PlotFile[]): string {
  const parts: Parts = results.parts;
  return [
    `## ${results.machine.cpu}, Node ${nodeMajor(results.machine.node)}`,
    provenance(results),
    ...sections.flatMap(({ title, command, text }) => [
      `### ${title}, ${slugOf(results.machine)}`,
      `\`${command}\``,
      text(parts),
      ...plots.filter(({ name }) => sectionOf[name] === title).map((plot) => plotText(results, plot)),
    ]),
  ].join('\n\n');
}

/** Everything that was measured, all of it computed from the results. */
export function renderPage(processors: readonly Processor[], notes: ReadonlyMap<string, string>): Page {
  const plots = new Map<string, string>();
  const texts = processors.flatMap(({ byNode }) =>
    [...byNode.values()].map((results) => {
      const drawn = plotsOf(results.parts);
      for (const { name, svg } of drawn) plots.set(`performance/${slugOf(results.machine)}-${name}.svg`, svg);
      return resultsText(results, drawn);
    }),
  );
  const markdown = [
    '# Performance',
    'Written by `npm run bench:render` from `bench/results/*.json`, which `npm run bench` writes; edits here are lost. ' +
      'Figures are medians with the 10 % and 90 % quantiles in brackets. Ratios are paired: both sides ran in short ' +
      'bursts that alternated in one process, and the ratio is of bursts of the same round. Units are layer widths; ' +
      '(N, H) are inputs and units. What a page and a Worker do with models is measured by programs of their own: ' +
      '[the playground](../examples/playground/README.md#measured), `npm run bench:playground`, and ' +
      '[streams in a Worker](../examples/worker/README.md#measured), `npm run bench:worker`; what was aimed for stands there.',
    ...processors.flatMap((processor) => [
      `## Targets, ${processor.cpu}`,
      'On Node 20, where the row names no other. Where several cases could decide, the worst does, and the row names it.',
      targetsTable(processor, notes),
    ]),
    ...texts,
  ].join('\n\n');
  return { markdown: `${markdown}\n`, plots };
}
