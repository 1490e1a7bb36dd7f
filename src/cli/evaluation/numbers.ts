/** Outputs that are numbers. */
import { table } from '../../charts/table.ts';
import { shownName } from '../../check/visible.ts';
import { median } from '../../data/sequence.ts';
import { meanSquaredError } from '../../measure/baselines.ts';
import { stepBaselines } from '../../measure/comparison.ts';
import { horizonBaselines, leadErrors } from '../../measure/horizon.ts';
import { commonError, type NumberMetrics, numberMetrics } from '../../measure/metrics/numbers.ts';
import type { Sequence } from '../../train/sequence.ts';
import type { Task } from '../../train/task.ts';
import { leadTable, stepsUpTo } from '../forecast-report.ts';
import type { Judged, Kind, Part } from './kind.ts';
import { standingsTable } from './standings.ts';

const shown = (x: number): string => (Number.isNaN(x) ? '–' : x.toPrecision(4));
const share = (x: number): string => {
  if (Number.isNaN(x)) return '–';
  // no minus in front of what rounds to 0
  return Math.abs(x) < 1000 ? (Number(x.toFixed(3)) + 0).toFixed(3) : x.toPrecision(4);
};

/** What is shown of an output. */
const rows: readonly (readonly [name: string, of: (metrics: NumberMetrics) => string])[] = [
  ['RMSE', ({ rmse }) => shown(rmse)],
  ['MAE', ({ mae }) => shown(mae)],
  ['R²', ({ r2 }) => share(r2)],
  ['skill', ({ skill }) => share(skill)],
];

/** What the skill compares with. */
export const skillMeans = (leads: readonly number[]): string =>
  `skill is 1 − MSE / MSE of ${leads.every((lead) => lead > 0) ? 'persistence' : 'the last true target'}`;

/** The most outputs in a table. */
const MOST = { alone: 20, beside: 5 };

/** @param scale sequences whose targets scale the errors of several outputs */
export function numbers({ outputs, targets, leads }: Task, scale: readonly Sequence[]): Kind {
  // steps ahead of one column are alike; columns may have different units
  const several = new Set(targets).size > 1;
  const isFar = leads.some((lead) => lead > 1);
  const metricsOf = ({ sequences, predictions }: Judged): NumberMetrics[] =>
    numberMetrics(sequences, predictions, leads);
  const exact = { sequences: scale, predictions: scale.map((s) => s.targets) };
  const variances = metricsOf(exact).map(({ variance }) => variance);
  const plainError = ({ sequences, predictions }: Judged): number => meanSquaredError(predictions, sequences);
  const error = (judged: Judged): number =>
    several ? commonError(metricsOf(judged), variances) : plainError(judged);
  const columns = {
    heads: ['MSE', ...(several ? ['MSE / variance'] : [])],
    cells: (judged: Judged): string[] => [
      plainError(judged).toPrecision(5),
      ...(several ? [error(judged).toPrecision(5)] : []),
    ],
  };
  return {
    measure: several && variances.some((variance) => variance > 0) ? 'MSE / variance' : 'MSE',
    error,
    shown: (x) => String(Number(x.toPrecision(3))),
    resolution: () => 0,
    comparisonTable: (where, models, comparison) =>
      isFar
        ? // a column for each model: the blob is enough
          leadTable(leadErrors(models.slice(-1), leads, comparison))
        : standingsTable(where, columns, models, comparison),
    predictionsOf: (given) => given,
    baselines: (train, test) =>
      isFar ? horizonBaselines(train, test, leads) : stepBaselines(train, test, leads),
    tables(parts) {
      const metrics = parts.map(metricsOf);
      const most = parts.length > 1 ? MOST.beside : MOST.alone;
      const chosen = chosenOutputs(targets, leads, metrics[metrics.length - 1], most);
      const names = outputs.map(shownName);
      const made =
        parts.length > 1
          ? beside(parts, metrics, names, chosen)
          : metricsTable(
              '',
              chosen.map((o) => names[o]),
              chosen.map((o) => metrics[0][o]),
            );
      const title = `by output; ${skillMeans(leads)}`;
      return [[title, made, ...leftOut(parts, metrics, chosen)].join('\n')];
    },
    json: (judged) => ({
      outputs: metricsOf(judged).map(({ count, mse, rmse, mae, r2, skill }, o) => ({
        ...{ name: outputs[o], column: targets[o], lead: leads[o] },
        ...{ rows: count, mse, rmse, mae, r2, skill },
      })),
    }),
  };
}

/** A block of rows for each output, a column for each part. */
function beside(
  parts: readonly Part[],
  metrics: readonly (readonly NumberMetrics[])[],
  names: readonly string[],
  chosen: readonly number[],
): string {
  const width = Math.max(...chosen.map((o) => names[o].length));
  return table([
    ['', ...parts.map(({ name }) => name)],
    ...chosen.flatMap((o) =>
      rows.map(([name, of], i) => [
        `${(i === 0 ? names[o] : '').padEnd(width)}  ${name}`,
        ...metrics.map((part) => of(part[o])),
      ]),
    ),
  ]);
}

/** A row for each output. @param title heads the names */
export const metricsTable = (
  title: string,
  names: readonly string[],
  metrics: readonly NumberMetrics[],
): string =>
  table([
    [title, 'rows', ...rows.map(([name]) => name)],
    ...metrics.map((one, o) => [names[o], String(one.count), ...rows.map(([, of]) => of(one))]),
  ]);

/** The outputs to show: all, or steps ahead from near to far, or the ones that are predicted worst. */
function chosenOutputs(
  targets: readonly string[],
  leads: readonly number[],
  metrics: readonly NumberMetrics[],
  most: number,
): number[] {
  const all = targets.map((_, o) => o);
  if (all.length <= most) return all;
  const steps = stepsUpTo(Math.max(...leads));
  const spread = all.filter((o) => steps.includes(leads[o]));
  if (spread.length > 0 && spread.length < all.length && spread.length <= most) return spread;
  const r2 = (o: number): number => (Number.isNaN(metrics[o].r2) ? Number.NEGATIVE_INFINITY : metrics[o].r2);
  const worst = new Set([...all].sort((a, b) => r2(a) - r2(b)).slice(0, most));
  return all.filter((o) => worst.has(o));
}

/** Says how good the outputs are that are not shown. */
function leftOut(
  parts: readonly Part[],
  metrics: readonly (readonly NumberMetrics[])[],
  chosen: readonly number[],
): string[] {
  const left = metrics[metrics.length - 1].filter((_, o) => !chosen.includes(o));
  if (left.length === 0) return [];
  const r2 = left.map((one) => one.r2).filter((x) => !Number.isNaN(x));
  const where = parts.length > 1 ? ` on the ${parts[parts.length - 1].name} part` : '';
  const range = `R²${where} from ${share(Math.min(...r2))} to ${share(Math.max(...r2))}, median ${share(median(r2))}`;
  return [
    `${left.length} more outputs${r2.length > 0 ? `: ${range}` : ''}; meniscus evaluate --json prints all`,
  ];
}
