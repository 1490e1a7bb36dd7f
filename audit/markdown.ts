/** The report as Markdown, with its charts as SVG files beside it. */
import type { Chart } from '../src/charts/chart.ts';
import { figure } from '../src/charts/figure.ts';
import { digits, withUnit } from '../src/charts/number-format.ts';
import { svgFile } from '../src/charts/svg.ts';
import { CALLED_BY_CHANCE, type Spread } from '../src/measure/statistics.ts';
import { contenderNames, panelChart } from './panel-chart.ts';
import {
  type Audit,
  type ClaimResult,
  type PanelResult,
  type Table,
  type Verdict,
  wordsOf,
} from './result.ts';

export interface Document {
  readonly markdown: string;
  /** SVG files by the names that the text links to. */
  readonly figures: ReadonlyMap<string, string>;
}

/** Escapes a cell, so that it does not break the one line of its row. */
const cellOf = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const tableOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.map(cellOf).join(' | ')} |`)
    .join('\n');

const list = (lines: readonly string[]): string => lines.map((text) => `- ${text}`).join('\n');

const within = (spread: Spread | undefined): string => {
  if (!spread) return '—';
  const [low, high] = spread.interval.map(digits);
  const middle = digits(spread.median);
  return low === middle && high === middle ? middle : `${middle} [${low}, ${high}]`;
};

/** @param folder of the figures, as the text links to them */
export function markdownOf({ claims }: Audit, folder: string): Document {
  const figures = new Map<string, string>();
  const sections = claims.map((claim, i) => section(claim, i + 1, folder, figures));
  const markdown = [
    '# Audit of published claims',
    'What has been published about liquid networks at the edge, tested with this project’s trainer and machine. The same ' +
      'with the numbers behind each chart and every single run: `npm run audit -- report --results docs/audit` writes ' +
      '`report/index.html` from the results in this folder, which `npm run audit -- --full --results docs/audit --docs docs` ' +
      'measures anew (claim 5 with `--cheetah FILE.npy`; without it, its result is kept).',
    'Numbers are medians over seeds with their 95 % intervals by the bootstrap, of models run in WebAssembly with f32 weights. ' +
      `Contenders are compared seed by seed; a difference is called only where its 95 % interval excludes zero. ${CALLED_BY_CHANCE} ` +
      'A commit with a `+` had changed files when it was measured.',
    tableOf(
      ['Claim', 'Source', 'Claimed', 'Measured', 'Verdict'],
      claims.map((claim, i) => [
        `${i + 1}. [${claim.title}](#${anchorOf(headingOf(claim, i + 1))})`,
        claim.source,
        claim.headline,
        claim.verdict.headline,
        `${emphasised(claim.verdict)}${claim.effort === 'quick' ? ' (quick run)' : ''}`,
      ]),
    ).replace('| --- | ---: | ---: | ---: | ---: |', '| --- | --- | --- | --- | --- |'),
    ...sections,
  ].join('\n\n');
  return { markdown: `${markdown}\n`, figures };
}

function emphasised(verdict: Verdict): string {
  const [call, condition] = wordsOf(verdict);
  return `**${call}**${condition}`;
}

const headingOf = ({ title }: ClaimResult, number: number): string => `${number}. ${title}`;

/** Makes anchors of headings like GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

function section(claim: ClaimResult, number: number, folder: string, figures: Map<string, string>): string {
  let count = 0;
  const contenders = contenderNames(claim);
  const picture = (chart: Chart): string => {
    const name = `${claim.name}-${++count}.svg`;
    figures.set(name, svgFile(figure(chart, contenders)));
    return `![${chart.title}](${folder}/${name})\n\n*${chart.title}.* ${chart.note}`;
  };
  const { machine, verdict } = claim;
  return [
    `## ${headingOf(claim, number)}`,
    `${emphasised(verdict)}: ${verdict.because}`,
    list([
      `Claimed: ${claim.claimed} (${claim.source})`,
      `Rule: ${claim.rule}`,
      `Measured: ${claim.date.slice(0, 10)}, ${claim.effort} run${claim.commit ? ` of commit ${claim.commit}` : ''}, ` +
        `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; again by \`${claim.command}\``,
    ]),
    `Protocol:\n\n${list(claim.protocol)}`,
    ...(claim.departures.length > 0 ? [`Departures from the source:\n\n${list(claim.departures)}`] : []),
    ...claim.charts.map(picture),
    ...claim.tables.map(wordTable),
    ...claim.panels.flatMap((panel) => [
      `### ${panel.label}`,
      errorTable(panel),
      ...(panel.contenders.length > 2 ? [picture(panelChart(panel))] : []),
      ...(panel.comparisons.length > 0 ? [comparisons(panel)] : []),
    ]),
  ].join('\n\n');
}

function wordTable({ title, note, columns, rows }: Table): string {
  const text = (value: string | number | null): string =>
    typeof value === 'string' ? value : digits(value ?? undefined);
  return `*${title}.* ${note}\n\n${tableOf(
    columns,
    rows.map((row) => row.map(text)),
  )}`;
}

function errorTable({ metrics, contenders, baselines }: PanelResult): string {
  return tableOf(
    ['', 'parameters', 'q8 blob, B', 'step p50, ns', ...metrics.map(withUnit)],
    [
      ...contenders.map(({ name, parameters, blobBytes, latency, errors }) => [
        name,
        digits(parameters),
        digits(blobBytes.q8),
        digits(Math.round(latency.p50)),
        ...metrics.map(({ key }) => within(errors.wasmF32[key])),
      ]),
      ...baselines.map(({ name, parameters, errors }) => [
        name,
        digits(parameters),
        '',
        '',
        ...metrics.map(({ key }) => digits(errors[key])),
      ]),
    ],
  );
}

/** Lists what the subject is called better and worse than, by metric. */
function comparisons({ metrics, comparisons: all }: PanelResult): string {
  const [{ subject }] = all;
  const lines = (['better', 'worse', 'not told apart'] as const).flatMap((called) => {
    const byMetric = metrics.flatMap(({ key, label }) => {
      const others = all
        .filter((one) => one.metric === key && one.called === called)
        .map(({ other }) => other);
      return others.length > 0
        ? [`by ${label} ${called === 'not told apart' ? 'from' : 'than'} ${others.join(' · ')}`]
        : [];
    });
    return byMetric.length > 0 ? [`${called}: ${byMetric.join('; ')}`] : [];
  });
  return `${subject}, paired by seed, is\n\n${list(lines)}`;
}
