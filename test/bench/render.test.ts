/** The page of results: its verdicts and its numbers are those of the results, and nothing else. */
import { expect, test } from 'vitest';
import { headline, replaceTable } from '../../bench/render/headline.ts';
import { parseNotes } from '../../bench/render/notes.ts';
import { renderPage } from '../../bench/render/page.ts';
import { groupByProcessor, type Parts, type Results } from '../../bench/render/results.ts';
import { verdict } from '../../bench/render/target.ts';
import { targets } from '../../bench/render/targets.ts';
import { slugOf } from '../../bench/run/machine.ts';
import { text } from '../docs/blocks.ts';

const around = (median: number) => ({ p10: median * 0.9, median, p90: median * 1.1 });
const step = (cell: 'ltc' | 'gru', units: number, machineByC: number) => ({
  cell,
  inputs: 8,
  units,
  multiplyAdds: units * units,
  nanoseconds: { machine: around(1234), plainJs: around(12_345) },
  machineByC: around(machineByC),
  plainJsByMachine: around(9),
  peersByMachine: {},
});

const resultsOf = (node: string, parts: Parts): Results => ({
  machine: { cpu: 'Some(R) CPU @ 2 GHz', cores: 2, node, v8: '11.3', os: 'Linux 6' },
  date: '2026-01-02T03:04:05.000Z',
  commit: '0123456789abcdef0123456789abcdef01234567',
  measured: {},
  parts,
});

const node20 = resultsOf('v20.1.0', {
  step: { results: [step('ltc', 8, 1.5), step('ltc', 32, 1.1), step('gru', 32, 1.467)] },
  train: { results: [{ cell: 'ltc-tau', parameters: 184, milliseconds: around(0.489) }] },
  synapses: {
    results: [
      {
        wiring: 'auto-ncp',
        transcendentals: 704,
        nanoseconds: { machine: around(1360), plainJs: around(4720) },
        plainJsByMachine: around(3.5),
        predicted: 1246,
      },
    ],
  },
  compensation: {
    results: [{ units: 32, compensated: around(1000), plain: around(950), ratio: around(1.053) }],
  },
  weights: {
    results: [
      {
        cell: 'ltc',
        inputs: 8,
        units: 64,
        weights: 'integer',
        type: 'i16',
        byFast: around(0.5),
        error200: 6e-4,
      },
    ],
  },
});
const node24 = resultsOf('v24.2.0', { step: { results: [step('ltc', 32, 1.07)] } });
const [processor] = groupByProcessor([node24, node20]);
const notes = new Map([
  ['c', 'Tried this and that.'],
  ['c-8', 'This one is met and needs no note.'],
]);
const { markdown, plots } = renderPage([processor], notes);

/** The cells of the row of a target. */
const row = (key: string): string[] => {
  const { label } = targets.find((target) => target.key === key)!;
  return markdown
    .split('\n')
    .find((line) => line.startsWith(`| ${label} |`))!
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
};

test('the worst case decides, and a target it misses is marked and explained', () => {
  expect(row('c').slice(1, 5)).toEqual(['≤ 1.35', '≤ 1.15', '1.47 [1.32, 1.61], gru (8, 32)', '**missed**']);
  expect(markdown).toContain('Tried this and that.');
});

test('a target that is met is marked met, with the aim or without, and needs no note', () => {
  expect(row('c-8').slice(3, 5)).toEqual(['1.50 [1.35, 1.65], ltc (8, 8)', 'met']);
  expect(markdown).not.toContain('This one is met');
  expect(row('train').slice(3, 5)).toEqual(['0.49 [0.44, 0.54] ms', 'met, and the aim']);
  expect(row('compensation')[4]).toBe('met');
  expect(row('synapses')[4]).toBe('met');
});

test('more is better where the target says so', () => {
  const target = targets.find(({ key }) => key === 'plain-js')!;
  expect(row('plain-js')[4]).toBe('met');
  expect([7.99, 8, 10].map((value) => verdict(target, { value }))).toEqual([
    'missed',
    'met',
    'met, and the aim',
  ]);
});

test('a condition that does not hold makes a target missed, however fast it is', () => {
  expect(row('integer').slice(3, 5)).toEqual([
    '2.00 [1.82, 2.22], ltc (8, 64); ltc (8, 64): error 6.0e-4',
    '**missed**',
  ]);
});

test('what is not measured says so, and what is only reported is not judged', () => {
  for (const key of ['kernel', 'onnxruntime-32', 'machine-gzip', 'ready', 'loop', 'relaxed-node24'])
    expect(row(key).slice(3, 5), key).toEqual(['', 'not measured']);
  expect(row('c-node24').slice(3, 5)).toEqual(['1.07 [0.96, 1.18], ltc (8, 32)', 'reported']);
  expect(markdown.match(/^Not measured\.$/gm)?.length).toBe(3 + 7);
});

test('the bundle that a page fetches is judged by its name, so that results of another bundle are not', () => {
  const target = targets.find(({ key }) => key === 'runtime-gzip')!;
  const measuredOf = (name: string) => {
    const shipped = [{ name, raw: 30_000, gzip: 15_000 }];
    const results = resultsOf('v20.1.0', { cold: { shipped } as unknown as Parts['cold'] });
    return target.measure(groupByProcessor([results])[0]);
  };
  expect(verdict(target, measuredOf('dist/runtime/simd.js, bundled'))).toBe('missed');
  expect(measuredOf('runtime, minified')).toBeUndefined();
});

test('each figure of the tables is in the results', () => {
  expect(markdown).toContain(
    '| gru (8, 32) | 1,024 | 1,234 [1,111, 1,357] | 1.47 [1.32, 1.61] | 9.00 [8.10, 9.90] |',
  );
  expect(markdown).toContain('| ltc-tau | 184 | 0.49 [0.44, 0.54] |');
  expect(markdown).toContain('commit 0123456789');
});

test('every plot that the page shows is there, and is SVG', () => {
  const shown = [...markdown.matchAll(/\]\((performance\/[^)]+\.svg)\)/g)].map(([, path]) => path);
  expect(shown).toEqual([...plots.keys()]);
  expect(shown).toContain('performance/some-node20-ratios.svg');
  for (const svg of plots.values()) {
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toContain('NaN');
  }
});

test('rendering the same results again gives the same page and plots', () => {
  const again = renderPage([processor], notes);
  expect(again.markdown).toBe(markdown);
  expect([...again.plots]).toEqual([...plots]);
});

test('the headline replaces what is between its marks, and nothing else', () => {
  const table = headline(node20);
  expect(table).toContain('1.10 to 1.47');
  expect(table).not.toContain('bench:cold');
  const readme = 'above\n<!-- bench -->\nold\n<!-- /bench -->\nbelow\n';
  const replaced = replaceTable(readme, table);
  expect(replaced).toBe(`above\n<!-- bench -->\n${table}\n<!-- /bench -->\nbelow\n`);
  expect(replaceTable(replaced, table)).toBe(replaced);
  expect(replaceTable('no marks', table)).toBe('no marks');
});

test('every note belongs to a target, and keys are unique', () => {
  const keys = targets.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of parseNotes(text('bench/notes.md')).keys()) expect(keys).toContain(key);
  expect([...parseNotes('# Title\n\n## a\n\nOne.\n\n## b\nTwo.\n')]).toEqual([
    ['a', 'One.'],
    ['b', 'Two.'],
  ]);
});

test('names of files are made of the processor and the major version of Node', () => {
  expect(slugOf({ cpu: 'AMD EPYC', node: 'v20.20.2' })).toBe('amd-epyc-node20');
  expect(slugOf({ cpu: 'Intel(R) Xeon(R) CPU @ 2.20GHz', node: 'v24.1.0' })).toBe('intel-xeon-node24');
});
