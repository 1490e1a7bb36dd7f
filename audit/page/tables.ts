import { digits, duration, grouped, rate, withUnit } from '../../src/charts/number-format.ts';
import type { Metric } from '../../src/measure/baselines.ts';
import type { Spread } from '../../src/measure/statistics.ts';
import { type Arithmetic, arithmetics, type Comparison, type PanelResult, type Table } from '../result.ts';
import { type Markup, markup, nothing } from './markup.ts';

const names: Readonly<Record<Arithmetic, string>> = {
  float64: 'float64',
  wasmF32: 'WASM f32',
  wasmQ8: 'WASM q8',
};

/** A table that scrolls in its own box on a narrow page, while its caption stays in view. */
export const scrolling = (caption: string, head: Markup, bodies: Markup | Markup[]): Markup =>
  markup`<p class="caption">${caption}</p>
<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<thead>${head}</thead>
${bodies}</table></div>
`;

interface Column {
  readonly metric: Metric;
  readonly arithmetic: Arithmetic;
}

/** The headline in all arithmetics, the others in f32. */
function columnsOf(metrics: readonly Metric[]): Column[] {
  return metrics.flatMap((metric, m) =>
    (m === 0 ? (['wasmF32', 'float64', 'wasmQ8'] as const) : (['wasmF32'] as const)).map((arithmetic) => ({
      metric,
      arithmetic,
    })),
  );
}

/** Numbers that look alike in print count as equally good. */
const emphasised = (value: number | undefined, best: number): Markup =>
  value !== undefined && digits(value) === digits(best)
    ? markup`<strong>${digits(value)}</strong>`
    : markup`${digits(value)}`;

function spreadCell(spread: Spread | undefined, best: number): Markup {
  if (spread === undefined) return markup`<td>—</td>`;
  const [low, high] = spread.interval.map(digits);
  const range =
    low === digits(spread.median) && high === low
      ? nothing
      : markup` <span class="range">[${low}, ${high}]</span>`;
  return markup`<td>${emphasised(spread.median, best)}${range}</td>`;
}

/** Errors of contenders and baselines: the median and the range over seeds. */
export function errorTable({ metrics, contenders, baselines }: PanelResult): Markup {
  const columns = columnsOf(metrics);
  const medians = columns.map(({ metric, arithmetic }) => [
    ...contenders.map(({ errors }) => errors[arithmetic][metric.key]?.median),
    ...(arithmetic === 'wasmF32' ? baselines.map(({ errors }) => errors[metric.key]) : []),
  ]);
  const best = medians.map((column, c) => {
    const finite = column.filter((value) => Number.isFinite(value));
    return columns[c].metric.better === 'higher' ? Math.max(...finite) : Math.min(...finite);
  });
  const head = markup`<tr><th scope="col" rowspan="2">Contender</th><th scope="col" rowspan="2">Parameters</th>${metrics.map(
    (metric, m) => markup`<th scope="colgroup" colspan="${m === 0 ? 3 : 1}">${withUnit(metric)}</th>`,
  )}</tr>
<tr>${columns.map(({ arithmetic }) => markup`<th scope="col">${names[arithmetic]}</th>`)}</tr>`;
  const ours = contenders.map(
    ({
      name,
      parameters,
      errors,
    }) => markup`<tr><th scope="row">${name}</th><td>${grouped(parameters)}</td>${columns.map(
      ({ metric, arithmetic }, c) => spreadCell(errors[arithmetic][metric.key], best[c]),
    )}</tr>
`,
  );
  const theirs = baselines.map(
    ({
      name,
      parameters,
      errors,
    }) => markup`<tr><th scope="row">${name}</th><td>${grouped(parameters)}</td>${columns.map(
      ({ metric, arithmetic }, c) =>
        arithmetic === 'wasmF32'
          ? markup`<td>${emphasised(errors[metric.key], best[c])}</td>`
          : markup`<td></td>`,
    )}</tr>
`,
  );
  const seeds = contenders[0]?.runs.length ?? 0;
  const caption = `On the test data: median [95 % interval] of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
  return scrolling(caption, head, [
    markup`<tbody>${ours}</tbody>`,
    theirs.length > 0
      ? markup`<tbody class="baselines"><tr><th scope="rowgroup" colspan="${2 + columns.length}">Baselines</th></tr>
${theirs}</tbody>`
      : nothing,
  ]);
}

const symbols: Readonly<Record<Comparison['called'], string>> = {
  better: '▲ better',
  worse: '▼ worse',
  'not told apart': '· not told apart',
};

/** The subject against each contender and baseline: the median difference of pairs, and whether it is called. */
export function comparisonTable({ metrics, comparisons }: PanelResult): Markup {
  if (comparisons.length === 0) return nothing;
  const [{ subject }] = comparisons;
  const others = [...new Set(comparisons.map(({ other }) => other))];
  const head = markup`<tr><th scope="col">${subject} less …</th>${metrics.map(
    (metric) => markup`<th scope="col">${withUnit(metric)}</th>`,
  )}</tr>`;
  const cellOf = (other: string, key: string): Markup => {
    const found = comparisons.find((c) => c.other === other && c.metric === key);
    if (!found) return markup`<td>—</td>`;
    const { median, interval } = found.difference;
    const [low, high] = interval.map(digits);
    return markup`<td>${digits(median)} <span class="range">[${low}, ${high}]</span> <span class="called ${
      found.called === 'not told apart' ? 'even' : found.called
    }">${symbols[found.called]}</span></td>`;
  };
  const rows = others.map(
    (other) => markup`<tr><th scope="row">${other}</th>${metrics.map(({ key }) => cellOf(other, key))}</tr>
`,
  );
  return scrolling(
    `${subject} against the others, paired by seed: median difference [95 % interval], called where the interval excludes zero`,
    head,
    markup`<tbody>${rows}</tbody>`,
  );
}

/** Bytes and time of each contender. */
export function costTable({ contenders }: PanelResult): Markup {
  if (contenders.length === 0) return nothing;
  const head = markup`<tr><th scope="col" rowspan="2">Contender</th><th scope="colgroup" colspan="2">Blob (B)</th><th scope="colgroup" colspan="2">Resident (B)</th><th scope="col" rowspan="2">Arena of a session (B)</th><th scope="colgroup" colspan="3">A step takes</th><th scope="col" rowspan="2">Steps a second</th></tr>
<tr><th scope="col">f32</th><th scope="col">q8</th><th scope="col">f32</th><th scope="col">q8</th><th scope="col">p50</th><th scope="col">p99</th><th scope="col">p99.9</th></tr>`;
  const rows = contenders.map(({ name, blobBytes, residentBytes, arenaBytes, latency }) => {
    const bytes = [blobBytes.f32, blobBytes.q8, residentBytes.f32, residentBytes.q8, arenaBytes].map(grouped);
    const times = [latency.p50, latency.p99, latency.p999].map(duration);
    const cells = [...bytes, ...times, rate(latency.stepsPerSecond)];
    return markup`<tr><th scope="row">${name}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`;
  });
  return scrolling('Size and speed on this machine', head, markup`<tbody>${rows}</tbody>`);
}

/** A table of a claim's own. */
export function wordTable({ title, note, columns, rows }: Table): Markup {
  const cell = (value: string | number | null): Markup =>
    markup`<td>${typeof value === 'string' ? value : digits(value ?? undefined)}</td>`;
  const body = rows.map(
    ([name, ...cells]) => markup`<tr><th scope="row">${name ?? ''}</th>${cells.map(cell)}</tr>
`,
  );
  const head = markup`<tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr>`;
  return scrolling(`${title}. ${note}`, head, markup`<tbody>${body}</tbody>`);
}

/** Every training: folded on the screen, complete in print. */
export function runTable({ metrics, contenders }: PanelResult): Markup {
  const count = contenders.reduce((sum, { runs }) => sum + runs.length, 0);
  if (count === 0) return nothing;
  const head = markup`<tr><th scope="col">Contender</th><th scope="col">Seed</th><th scope="col">Training (s)</th><th scope="col">Epochs</th><th scope="col">Arithmetic</th>${metrics.map(
    (metric) => markup`<th scope="col">${withUnit(metric)}</th>`,
  )}</tr>`;
  const bodies = contenders.flatMap(({ name, runs }) =>
    runs.map(({ seed, seconds, epochs, errors }) => {
      const shared = [seed, seconds.toFixed(1), grouped(epochs)];
      const rows = arithmetics.map(
        (arithmetic, a) => markup`<tr>${
          a === 0
            ? markup`<th scope="rowgroup" rowspan="3">${name}</th>${shared.map((cell) => markup`<td rowspan="3">${cell}</td>`)}`
            : nothing
        }<th scope="row">${names[arithmetic]}</th>${metrics.map(
          ({ key }) => markup`<td>${digits(errors[arithmetic][key])}</td>`,
        )}</tr>
`,
      );
      return markup`<tbody>${rows}</tbody>`;
    }),
  );
  return markup`<details class="runs"><summary>Every run (${count})</summary>
${scrolling('Errors on the test data of every run', head, bodies)}</details>`;
}
