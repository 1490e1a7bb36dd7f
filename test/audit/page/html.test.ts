import { describe, expect, test } from 'vitest';
import { page } from '../../../audit/page/html.ts';
import { markup } from '../../../audit/page/markup.ts';
import { wordsOf } from '../../../audit/result.ts';
import type { Chart, LineChart } from '../../../src/charts/chart.ts';
import { digits, duration, grouped, rate } from '../../../src/charts/number-format.ts';
import { audit, charts, otherVerdicts } from './audit.ts';

const html = page(audit, 'draw()', 'body { margin: 0 }');
/** The page without its scripts. */
const text = html.replace(/<script[\s\S]*?<\/script>/g, '');

const lines = charts[0] as LineChart;
const brokenCharts = [
  { ...lines, series: [{ name: 'short', values: [1, 2] }] },
  { ...charts[1], kind: 'pie' } as unknown as Chart,
  { ...lines, x: { ...lines.x, values: [...lines.x.values].reverse() } },
  { ...lines, series: [{ name: 'none', values: lines.x.values.map(() => null) }] },
  charts[1],
];

/** What is open where a tag closes, or at the end, and should not be. */
function unbalanced(source: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const alone = ['meta', 'link', 'br', 'input', '!doctype'];
  for (const [tag, slash, name] of source.matchAll(/<(\/?)([a-z!][a-z0-9]*)(?:\s[^<>]*)?>/gi)) {
    if (alone.includes(name.toLowerCase()) || tag.endsWith('/>')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(tag);
  }
  return [...wrong, ...open];
}

describe('the page', () => {
  test('is balanced HTML', () => {
    expect(unbalanced(html)).toEqual([]);
    expect(unbalanced('<p><b>x</p></b>')).not.toEqual([]);
    expect(html.startsWith('<!doctype html>')).toBe(true);
  });

  test('escapes what is code in names', () => {
    expect(html).not.toContain('<script>alert');
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<\/script/g)).toHaveLength(1);
    expect(text).toContain('&lt;script&gt;alert(&quot;it&#39;s&quot;)&lt;/script&gt; &amp; Söhne');
    expect(text).toContain('--claim &quot;&lt;hostile&gt;&quot;');
    expect(text).toContain('Imaginary &lt;9000&gt;');
    expect(text).toContain('1 &lt; 2 &amp; 3 &gt; 2');
  });

  test('is not ended by its script or style', () => {
    const source = page(audit, `x = '</script>' + '<!-- ' + "$&"`, '/* </style> */');
    expect(source.match(/<\/script/g)).toHaveLength(1);
    expect(source.match(/<\/style/g)).toHaveLength(1);
    expect(source).toContain(`x = '<\\/script>' + '<\\!-- ' + "$&"`);
  });

  test('carries the numbers of each chart of a claim, with words for what is not finite', () => {
    for (const chart of audit.claims.flatMap(({ charts }) => charts)) {
      if (chart.kind !== 'points' && chart.kind !== 'lines') continue;
      const { title, series } = chart;
      const from = html.indexOf(`<b>${markup`${title}`.text}</b>`);
      const table = html.slice(from, html.indexOf('</figure>', from));
      const values = series.flatMap((one) => ('points' in one ? one.points.map(({ y }) => y) : one.values));
      const few = values.length < 50 ? values : values.filter((_, i) => i % 150 === 0);
      for (const value of few) expect(table, title).toContain(`<td>${digits(value)}</td>`);
    }
    expect(html).toContain('Prediction against truth: one row of 3');
    expect(html).toContain('<td>not finite</td>');
  });

  test('is the same from results that went through JSON', () => {
    expect(page(JSON.parse(JSON.stringify(audit)), 'draw()', 'body { margin: 0 }')).toBe(html);
  });

  test('loads nothing', () => {
    const targets = [...html.matchAll(/\b(?:src|href|action|srcset)=(["'])(.*?)\1/g)].map(([, , to]) => to);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((to) => !to.startsWith('#') && !to.startsWith('data:,'))).toEqual([]);
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import/);
    expect(html).toContain(`default-src 'none'`);
  });

  test('links to places that exist, once each', () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });
});

describe('the text', () => {
  test.each(audit.claims)('says all of the claim $name', (claim) => {
    const said = [claim.claimed, claim.source, claim.rule, claim.command, claim.verdict.because];
    const inHtml = (line: string): string =>
      line.replace(
        /[&<>"']/g,
        (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!,
      );
    for (const line of [...said, ...claim.protocol, ...claim.departures, ...wordsOf(claim.verdict)])
      expect(text).toContain(inHtml(line));
  });

  test('has every number of every panel', () => {
    for (const panel of audit.claims.flatMap(({ panels }) => panels)) {
      for (const contender of panel.contenders) {
        const { errors, blobBytes, residentBytes, latency, runs } = contender;
        const spreads = panel.metrics.flatMap(({ key }, m) =>
          m === 0 ? [errors.float64[key], errors.wasmF32[key], errors.wasmQ8[key]] : [errors.wasmF32[key]],
        );
        const shown = [
          grouped(contender.parameters),
          ...spreads.flatMap(({ median, low, high }) => [median, low, high].map(digits)),
          ...[blobBytes.f32, blobBytes.q8, residentBytes.f32, residentBytes.q8].map(grouped),
          grouped(contender.arenaBytes),
          ...[latency.p50, latency.p99, latency.p999].map(duration),
          rate(latency.stepsPerSecond),
          ...runs.flatMap((run) => Object.values(run.errors).flatMap((of) => Object.values(of).map(digits))),
        ];
        for (const number of shown) expect(text).toContain(number);
      }
      for (const { errors } of panel.baselines)
        for (const { key } of panel.metrics) expect(text).toContain(digits(errors[key]));
    }
    for (const extreme of ['>0<', '1.000e-12', '3.000e6', 'not finite']) expect(text).toContain(extreme);
    expect(text).not.toMatch(/NaN|undefined|\[object|>null</);
  });

  test('emphasises the best of each column, baselines included', () => {
    const [panel] = audit.claims[0].panels;
    const table = text.slice(text.indexOf('id="oscillator-regime-shift"'), text.indexOf('Size and speed'));
    const best = [...table.matchAll(/<strong>([^<]*)<\/strong>/g)].map(([, number]) => number);
    expect(best.sort()).toEqual(['0.08710', '0.09310', '0.09962', '2']);
    expect(panel.baselines.some(({ errors }) => digits(errors.mse) === '0.08710')).toBe(true);
  });

  test('gives verdicts as words and symbols', () => {
    const both = text + page(otherVerdicts, '', '');
    for (const [symbol, verdict] of [
      ['✓', 'holds'],
      ['◐', 'holds only'],
      ['✗', 'does not hold'],
      ['?', 'cannot be decided'],
    ])
      expect(both).toContain(`<span aria-hidden="true">${symbol}</span> ${verdict}</span>`);
    expect(text).toContain('holds only</span> if the noise is known: LTC / LSTM');
  });

  test('has each chart, drawn', () => {
    const kinds = [...text.matchAll(/data-chart="([^"]*)"/g)].map(([, kind]) => kind);
    const panel = ['points', 'histogram'];
    expect(kinds).toEqual([
      ...['lines', 'heat', 'points', 'lines'],
      ...[...panel, 'points', ...panel], // so many sizes have no histogram
      ...['lines', ...panel],
    ]);
    expect(text.match(/<svg /g)).toHaveLength(kinds.length);
  });

  test('shows an error in the place of its chart and draws the others', () => {
    const broken = page({ claims: [{ ...audit.claims[0], panels: [], charts: brokenCharts }] }, '', '');
    expect(unbalanced(broken)).toEqual([]);
    const failures = [...broken.matchAll(/<p class="failure">([^<]*)</g)].map(([, said]) => said);
    expect(failures).toEqual([
      'This chart could not be drawn: series &quot;short&quot; has 2 values for 600 of x',
      'This chart could not be drawn: no chart of the kind &quot;pie&quot; is known',
      'This chart could not be drawn: x must ascend, but does not at its value 2',
    ]);
    expect(broken.match(/<svg /g)).toHaveLength(brokenCharts.length - 3);
    expect(broken).toContain('No value is finite: there is nothing to draw.');
  });

  test('works without charts, panels and claims', () => {
    expect(page(otherVerdicts, '', '')).not.toContain('data-chart');
    expect(unbalanced(page(otherVerdicts, '', ''))).toEqual([]);
    const none = page({ claims: [] }, '', '');
    expect(unbalanced(none)).toEqual([]);
  });
});
