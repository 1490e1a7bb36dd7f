import type { Chart } from '../../src/charts/chart.ts';
import { panelChart } from '../panel-chart.ts';
import type { ClaimResult, PanelResult } from '../result.ts';
import { comparisonTable } from './comparisons.ts';
import { type Markup, markup, nothing, slug } from './markup.ts';
import { badge } from './summary.ts';
import { costTable, errorTable, runTable, wordTable } from './tables.ts';

/** Where the script draws a chart; `chart` says which of the claim's. */
function figure(kind: string, place: Markup, title: string, note: string): Markup {
  return markup`<figure><figcaption><b>${title}</b> ${note}</figcaption>
<div class="chart" data-chart="${kind}" ${place} role="group" aria-label="${title}"><noscript>Charts are drawn by JavaScript.</noscript></div></figure>
`;
}

const ofClaim = (claim: number, chart: Chart, index: number): Markup =>
  figure(chart.kind, markup`data-claim="${claim}" data-index="${index}"`, chart.title, chart.note);

/** More outlines in one chart cannot be told apart. */
const HISTOGRAMS = 7;

function panelSection(claim: ClaimResult, c: number, panel: PanelResult, p: number): Markup {
  const place = markup`data-claim="${c}" data-panel="${p}"`;
  const [headline] = panel.metrics;
  const charts = [
    headline && panel.contenders.length > 0
      ? figure('scatter', place, panelChart(panel).title, panelChart(panel).note)
      : nothing,
    panel.contenders.length > 0 && panel.contenders.length <= HISTOGRAMS
      ? figure('latency', place, 'How long a step takes', 'WASM f32, one step at a time on one core.')
      : nothing,
  ];
  return markup`<section class="panel" id="${slug(claim.name, panel.name)}"><h3>${panel.label}</h3>
${errorTable(panel)}
${comparisonTable(panel)}
<div class="pair">${charts}</div>
${costTable(panel)}
${runTable(panel)}
</section>
`;
}

/** `2026-01-31 09:30 UTC`; text that is no date stays as it is. */
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

/** All there is to say about a claim: how it was tested, what was found, curves, tables, and how to repeat it. */
export function claimSection(claim: ClaimResult, index: number): Markup {
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
${claim.charts.map((chart, i) => ofClaim(index, chart, i))}
${claim.panels.map((panel, p) => panelSection(claim, index, panel, p))}
</section>
`;
}
