import { contenderNames, latencyChart, panelChart } from '../panel-chart.ts';
import type { ClaimResult, PanelResult } from '../result.ts';
import { chartFigure } from './figures.ts';
import { type Markup, markup, nothing, slug } from './markup.ts';
import { badge } from './summary.ts';
import { comparisonTable, costTable, errorTable, runTable, wordTable } from './tables.ts';

/** More outlines in one chart cannot be told apart. */
const HISTOGRAMS = 7;

function panelSection({ name }: ClaimResult, panel: PanelResult, contenders: readonly string[]): Markup {
  const { length } = panel.contenders;
  const charts = [
    ...(panel.metrics.length > 0 && length > 0 ? [panelChart(panel)] : []),
    ...(length > 0 && length <= HISTOGRAMS ? [latencyChart(panel)] : []),
  ];
  return markup`<section class="panel" id="${slug(name, panel.name)}"><h3>${panel.label}</h3>
${errorTable(panel)}
${comparisonTable(panel)}
<div class="pair">${charts.map((chart) => chartFigure(chart, contenders, false))}</div>
${costTable(panel)}
${runTable(panel)}
</section>
`;
}

/** `2026-01-31 09:30 UTC`; other text stays unchanged. */
function dateOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function occasion({ date, effort, commit, machine }: ClaimResult): Markup {
  const where = `${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}, Node ${machine.node}`;
  return markup`<time datetime="${date}">${dateOf(date)}</time>, <strong>${effort} run</strong>${
    commit ? ` of commit ${commit}` : ''
  }, ${where}`;
}

const list = (title: string, lines: readonly string[]): Markup =>
  lines.length === 0
    ? nothing
    : markup`<dt>${title}</dt><dd><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul></dd>`;

/** The section of a claim: protocol, findings, curves, tables, and how to repeat it. */
export function claimSection(claim: ClaimResult): Markup {
  const contenders = contenderNames(claim);
  return markup`<section class="claim" id="${slug(claim.name)}"><h2>${claim.title}</h2>
<p class="verdict">${badge(claim.verdict)}: ${claim.verdict.because}</p>
<dl class="protocol">
<dt>Claimed</dt><dd>${claim.claimed}</dd>
<dt>Source</dt><dd>${claim.source}</dd>
<dt>Measured</dt><dd>${occasion(claim)}</dd>
${list('Protocol', claim.protocol)}
${list('Departs from the source', claim.departures)}
<dt>Rule</dt><dd>${claim.rule}</dd>
<dt>Repeat it</dt><dd><div class="command"><pre><code>${claim.command}</code></pre><button type="button" class="copy" hidden>copy</button></div></dd>
</dl>
${claim.tables.map(wordTable)}
${claim.charts.map((chart) => chartFigure(chart, contenders, true))}
${claim.panels.map((panel) => panelSection(claim, panel, contenders))}
</section>
`;
}
