/** What stands in a figure, whatever shows it. */
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { Chart, HeatMap, Histogram, LineChart, PointChart } from '../../src/charts/chart.ts';
import { figure } from '../../src/charts/figure.ts';
import { svgFile } from '../../src/charts/svg.ts';
import { charts } from '../audit/page/audit.ts';

const [waves, heat, points, extremes] = charts as [LineChart, HeatMap, PointChart, LineChart];
const times: Histogram = {
  kind: 'histogram',
  title: 'How long a step takes',
  note: 'One at a time.',
  x: { label: 'time of a step', unit: '' },
  y: { label: 'steps', unit: '%' },
  series: [
    { name: 'LTC', edges: [100, 200, 400], shares: [3, 1] },
    { name: 'GRU', edges: [300, 500, 4000], shares: [2, 0.1] },
  ],
};

const elements = (text: string, selector: string): Element[] => [
  ...parseHTML(`<body>${text}</body>`).document.querySelectorAll(selector),
];
const texts = (text: string): string[] => elements(text, 'text').map(({ textContent }) => textContent ?? '');

/** Of colours that depend on the reader's scheme only names may stand in a figure. */
const literal = /(?:fill|stroke)="#/;

test.each([...charts, times].map((chart) => [chart.title, chart] as const))(
  '%s is one SVG that says what it shows',
  (title, chart) => {
    const text = figure(chart);
    const [root, ...more] = elements(text, 'svg');
    expect(more).toEqual([]);
    expect(root.getAttribute('role')).toBe('img');
    expect(elements(text, 'svg > title')[0].textContent).toBe(title);
    expect(elements(text, 'svg > desc')[0].textContent).toBe(chart.note);
    expect(texts(text)).toContain(`↑ ${chart.y.label}${chart.y.unit && ` (${chart.y.unit})`}`);
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(text).not.toMatch(literal);
    expect(text.length).toBeLessThan(50_000);
  },
);

test('a file has its colours inside, by day and by night; an element of a page has none', () => {
  const element = figure(waves);
  expect(element).not.toContain('<style');
  const file = svgFile(element);
  expect(file.match(/<style>/g)).toHaveLength(1);
  expect(file).toContain('@media screen and (prefers-color-scheme:dark)');
  expect(file.startsWith('<svg ')).toBe(true);
  expect(file).toContain('xmlns="http://www.w3.org/2000/svg"');
});

describe('what is drawn', () => {
  test('names every series, in its own colour and dash', () => {
    const said = texts(figure(waves));
    for (const { name } of waves.series) expect(said).toContain(name);
    const paths = elements(figure(waves), '[aria-label=line]');
    expect(paths).toHaveLength(waves.series.length);
    expect(new Set(paths.map((path) => path.getAttribute('stroke'))).size).toBe(waves.series.length);
  });

  test('a contender looks the same in all charts of its claim', () => {
    const strokeOf = (chart: Chart, index: number): string | null =>
      elements(figure(chart, ['LTC', 'LSTM']), '[aria-label=line]')[index].getAttribute('stroke');
    expect(strokeOf(waves, 1)).toBe(strokeOf(extremes, 1));
    expect(strokeOf(waves, 0)).not.toBe(strokeOf(waves, 1));
  });

  test('a line has a gap where a value is missing', () => {
    const path = elements(figure(waves), '[aria-label=line] path')[3].getAttribute('d') ?? '';
    expect(path.match(/M/g)?.length).toBeGreaterThan(4);
  });

  test('a few points tell their values, and lone ones are seen', () => {
    const titles = elements(figure(extremes), 'circle title').map(({ textContent }) => textContent);
    expect(titles).toContain('GRU: 1.000e6 at 1');
    expect(titles).toContain('LTC: 500,000 at 2');
  });

  test('marks are labelled, or numbered and explained', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ at: 20 + 2 * i, label: `a long label ${i}` }));
    for (const { label } of waves.marks!) expect(texts(figure(waves))).toContain(label);
    expect(texts(figure({ ...waves, marks: many })).join(' ')).toContain('1: a long label 0 · 2:');
  });

  test('a heat map has the colours of its values, and its scale says when it is logarithmic', () => {
    const said = texts(figure(heat));
    expect(said).toContain('time constant (s), logarithmic:');
    const colours = new Set(elements(figure(heat), '[stroke^=rgb]').map((e) => e.getAttribute('stroke')));
    expect(colours.size).toBeGreaterThan(30);
    const flat = figure({ ...heat, rows: heat.rows.map((row) => row.map(() => 3)) });
    expect(elements(flat, '[stroke^=rgb]')).toHaveLength(1);
  });

  test('points have bars, labels, references, and tell their values', () => {
    const text = figure(points);
    expect(texts(text)).toEqual(expect.arrayContaining(['6 unfolds', 'float32']));
    const titles = elements(text, 'path title').map(({ textContent }) => textContent);
    expect(titles).toHaveLength(10);
    expect(titles[0]).toBe('euler: 0.1000 [0.08000, 0.1300] at time of a step 120');
  });

  test('hundreds of points are specks of one path', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ x: i, y: 1 + (i % 7) }));
    const text = figure({ ...points, series: [{ name: 'truth', line: false, points: many }] });
    const [specks] = elements(text, 'path[stroke-linecap=round]');
    expect(specks.getAttribute('d')?.match(/M/g)).toHaveLength(500);
    expect(text.length).toBeLessThan(20_000);
  });

  test('what is zero or not finite is said where the axis has no place for it', () => {
    const series = [
      { name: 'exact', line: true, points: [{ x: 1, y: 0 }] },
      {
        name: 'diverged',
        line: true,
        points: [
          { x: 1, y: null as unknown as number },
          { x: 2, y: 3 },
        ],
      },
    ];
    const said = texts(figure({ ...points, series })).join(' ');
    expect(said).toContain('what is 0 stands on the lower edge');
    expect(said).toContain('not finite: diverged');
  });

  test('long names of references become letters that are explained', () => {
    const name = 'the mean of the same hour on all the days before it, at every sensor';
    const said = texts(figure({ ...points, references: [{ name, y: 1e-3 }] }));
    expect(said).toContain('a');
    expect(said.join(' ')).toContain(`a: ${name}`);
  });

  test('every tick of a logarithmic axis has its label', () => {
    const two = [0.03, 0.9].map((y, i) => ({ x: 1 + i, y }));
    const text = figure({ ...points, references: [], series: [{ name: 'LTC', line: true, points: two }] });
    expect(texts(text)).toEqual(expect.arrayContaining(['0.05', '0.1', '0.2', '0.5', '1']));
  });

  test('times have units', () => {
    expect(texts(figure(times))).toEqual(expect.arrayContaining(['200 ns', '1 µs']));
  });

  test('names that are code stay text', () => {
    const name = `<script>alert("it's")</script> & Söhne`;
    const text = figure({ ...waves, title: name, series: [{ name, values: waves.series[0].values }] });
    expect(elements(text, 'script')).toEqual([]);
    expect(elements(text, 'svg > title')[0].textContent).toBe(name);
    expect(texts(text)).toContain(name);
  });
});

describe('what cannot be drawn', () => {
  test.each([
    [
      'a short series',
      { ...waves, series: [{ name: 'short', values: [1, 2] }] },
      'series "short" has 2 values for 600 of x',
    ],
    ['a short row', { ...heat, rows: [[1, 2]] }, 'row 0 has 2 values for 600 of x'],
    [
      'x that goes back',
      { ...waves, x: { ...waves.x, values: [...waves.x.values].reverse() } },
      'x must ascend, but does not at its value 2',
    ],
    ['an unknown kind', { ...waves, kind: 'pie' } as unknown as Chart, 'no chart of the kind "pie" is known'],
  ])('%s is refused', (_, chart, message) => {
    expect(() => figure(chart as Chart)).toThrow(message);
  });

  test.each([
    ['lines', { ...waves, series: [{ name: 'none', values: waves.x.values.map(() => null) }] }],
    ['heat', { ...heat, rows: [heat.x.values.map(() => Number.NaN)] }],
  ] as const)('nothing finite is said so: %s', (_, chart) => {
    expect(texts(figure(chart))).toContain('No value is finite: there is nothing to draw.');
  });
});
