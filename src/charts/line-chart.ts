import type { LineChart } from './chart.ts';
import { legend } from './legend.ts';
import { drawMarks, explainMarks, planMarks } from './marks.ts';
import { digits } from './number-format.ts';
import { stylesOf } from './palette.ts';
import { append, type Place } from './place.ts';
import { areaOf, linear, plot } from './plot.ts';

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

/** Values between gaps, which no line reaches. */
const alone = (values: readonly (number | null)[]): number[] =>
  values.flatMap((value, i) =>
    value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : [],
  );

function check({ x, series }: LineChart): void {
  const back = x.values.findIndex((value, i) => i > 0 && !(value >= x.values[i - 1]));
  if (back > 0) throw new RangeError(`x must ascend, but does not at its value ${back + 1}`);
  for (const { name, values } of series)
    if (values.length !== x.values.length)
      throw new RangeError(`series "${name}" has ${values.length} values for ${x.values.length} of x`);
}

/** Below so many points each gets a dot. */
const FEW = 40;

/** Series over a common x; gaps where a value is missing or not finite. */
export function lineChart(place: Place, chart: LineChart, contenders: readonly string[]): void {
  check(chart);
  const { x, series } = chart;
  const values = series.map((one) => one.values.map(finite));
  if (!values.some((one) => one.some((value) => value !== null))) {
    append(place.element, 'p', 'aside', 'No value is finite: there is nothing to draw.');
    return;
  }
  const names = series.map(({ name }) => name);
  const styles = stylesOf(place.theme, names, contenders);
  const extent = [x.values[0], x.values[x.values.length - 1]] as const;
  const plan = planMarks(chart.marks, extent, place.width - 80);
  // the pointer is reported before there is a legend
  let show: (index: number, value: string) => void = () => {};
  const u = plot(place, {
    x,
    y: chart.y,
    scales: { x: linear, y: linear },
    ranges: extent[0] < extent[1] ? undefined : { x: [extent[0] - 1, extent[0] + 1] },
    height: (place.width < 560 ? 230 : 290) + plan.height,
    padding: { top: Math.max(10, plan.height) },
    data: [x.values, ...values],
    series: styles.map(({ colour, dash }, i) => ({
      label: names[i],
      show: !place.hidden.has(i),
      stroke: colour,
      width: dash.length === 0 ? 1.5 : 1.8,
      dash: [...dash],
      points: {
        show: x.values.length < FEW,
        size: 5,
        fill: colour,
        filter: (_u: unknown, _index: number, show: boolean) => (show ? null : alone(values[i])),
      },
    })),
    interactive: true,
    moved: (plot) => {
      const at = plot.cursor.idx;
      series.forEach((_, i) => {
        show(i, at === null || at === undefined ? '' : digits(values[i][at] ?? undefined));
      });
    },
    overlay: (plot, context) =>
      drawMarks(
        context,
        areaOf(plot),
        plan,
        (at) => areaOf(plot).left + plot.valToPos(at, 'x'),
        place.theme,
        'lines',
      ),
  });
  show = legend(
    place,
    'line',
    names.map((name, i) => ({ name, style: styles[i] })),
    (i, shown) => u.setSeries(i + 1, { show: shown }),
  );
  explainMarks(place, plan);
}
