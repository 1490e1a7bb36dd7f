/** The charts of the page, each with the numbers behind it. */
import type { Chart } from '../../src/charts/chart.ts';
import { figure } from '../../src/charts/figure.ts';
import { digits, withUnit } from '../../src/charts/number-format.ts';
import { Markup, markup, nothing } from './markup.ts';
import { scrolling } from './tables.ts';

/** Columns and rows of text; the first column names the row. */
interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The most rows: a longer table keeps every n-th row. */
const ROWS = 200;

/** The numbers of a chart; null if the panel's own tables have them. */
function numbersOf(chart: Chart): Numbers | null {
  switch (chart.kind) {
    case 'lines':
      return {
        columns: [withUnit(chart.x), ...chart.series.map(({ name }) => name)],
        rows: chart.x.values.map((x, i) => [
          digits(x),
          ...chart.series.map(({ values }) => digits(values[i])),
        ]),
      };
    case 'heat':
      return {
        columns: [withUnit(chart.x), ...chart.rows.map((_, r) => `${chart.y.label} ${r}`)],
        rows: chart.x.values.map((x, i) => [digits(x), ...chart.rows.map((row) => digits(row[i]))]),
      };
    case 'points':
      return {
        columns: ['', withUnit(chart.x), withUnit(chart.y), '95 % interval', ''],
        rows: chart.series.flatMap(({ name, points }) =>
          points.map(({ x, y, interval, label }) => [
            name,
            digits(x),
            digits(y),
            interval ? interval.map(digits).join(' … ') : '',
            label ?? '',
          ]),
        ),
      };
    case 'histogram':
      return null;
  }
}

function numbersTable(chart: Chart): Markup {
  const numbers = numbersOf(chart);
  if (!numbers) return nothing;
  const every = Math.ceil(numbers.rows.length / ROWS);
  const kept = numbers.columns.map((_, c) => numbers.rows.some((row) => row[c] !== ''));
  const cells = (row: readonly string[]): string[] => row.filter((_, c) => kept[c]);
  const body = numbers.rows
    .filter((_, i) => i % every === 0)
    .map(cells)
    .map(
      ([
        name,
        ...rest
      ]) => markup`<tr><th scope="row">${name}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>
`,
    );
  const head = markup`<tr>${cells(numbers.columns).map((column) => markup`<th scope="col">${column}</th>`)}</tr>`;
  const caption = every > 1 ? `${chart.title}: one row of ${every}` : chart.title;
  return markup`<details class="numbers"><summary>Numbers</summary>
${scrolling(caption, head, markup`<tbody>${body}</tbody>`)}</details>`;
}

/**
 * A chart with its caption. If it cannot be drawn, it says why, and the others still appear.
 * @param contenders series that look the same in all charts of the claim
 * @param numbers whether to fold a table of its numbers below it
 */
export function chartFigure(chart: Chart, contenders: readonly string[], numbers: boolean): Markup {
  let drawn: Markup;
  try {
    drawn = markup`<div class="drawing">${new Markup(figure(chart, contenders))}</div>
${numbers ? numbersTable(chart) : nothing}`;
  } catch (error) {
    drawn = markup`<p class="failure">This chart could not be drawn: ${(error as Error).message}</p>`;
  }
  return markup`<figure data-chart="${chart.kind}"><figcaption><b>${chart.title}</b> ${chart.note}</figcaption>
${drawn}</figure>
`;
}
