/** Outputs that are the probabilities of classes. */
import { table } from '../../charts/table.ts';
import { shownName } from '../../check/visible.ts';
import { classBaselines } from '../../measure/class-baselines.ts';
import { type ClassMetrics, classMetrics, guessesOf } from '../../measure/metrics/classes.ts';
import type { Task } from '../../train/task.ts';
import type { Judged, Kind, Part } from './kind.ts';
import { standingsTable } from './standings.ts';

export const percent = (x: number): string => (Number.isNaN(x) ? '–' : `${(100 * x).toFixed(2)} %`);

/** What is shown of a part, and of a row of a comparison. */
const rows: readonly (readonly [name: string, of: (metrics: ClassMetrics) => string])[] = [
  ['accuracy', ({ accuracy }) => percent(accuracy)],
  ['balanced accuracy', ({ balancedAccuracy }) => percent(balancedAccuracy)],
  ['F1, mean of the classes', ({ f1 }) => percent(f1)],
];

/** The most classes of a confusion matrix, and the most lines that stand for a larger one. */
const MOST = 12;

/** @param labels names of the classes, in the order of the outputs */
export function classes({ leads, label }: Task, labels: readonly string[]): Kind {
  const metricsOf = ({ sequences, predictions }: Judged): ClassMetrics =>
    classMetrics(sequences, predictions, labels.length);
  const names = labels.map(shownName);
  const columns = {
    heads: rows.map(([name]) => name),
    cells(judged: Judged): string[] {
      const metrics = metricsOf(judged);
      return rows.map(([, of]) => of(metrics));
    },
  };
  return {
    measure: 'error rate',
    error: (judged) => 1 - metricsOf(judged).accuracy,
    shown: percent,
    resolution: (judged) => 1 / metricsOf(judged).count,
    second: {
      measure: 'in the mean of the classes',
      error: (judged) => 1 - metricsOf(judged).balancedAccuracy,
    },
    comparisonTable: (where, models, comparison) => standingsTable(where, columns, models, comparison),
    predictionsOf: (outputs) => guessesOf(outputs, labels.length),
    baselines: (train, test) => ({
      test,
      baselines: classBaselines(train, test, labels, leads, label === 'per-recording'),
    }),
    tables(parts) {
      const metrics = parts.map(metricsOf);
      const last = metrics[metrics.length - 1];
      const what = label === 'per-recording' ? 'recordings' : 'rows';
      return [
        table([
          ['', ...parts.map(({ name }) => name)],
          [what, ...metrics.map(({ count }) => String(count))],
          ...rows.map(([name, of]) => [name, ...metrics.map(of)]),
        ]),
        labels.length > MOST ? worst(parts, last, names) : matrix(parts, last, names),
      ];
    },
    json(judged) {
      const { count, accuracy, balancedAccuracy, f1, classes: each, confusion } = metricsOf(judged);
      return {
        ...{ scored: count, accuracy, balancedAccuracy, f1 },
        classes: each.map(({ count: rows, ...shares }, k) => ({ name: labels[k], rows, ...shares })),
        confusion,
      };
    },
  };
}

const shares: readonly ((one: ClassMetrics['classes'][number]) => number)[] = [
  ({ recall }) => recall,
  ({ precision }) => precision,
  ({ f1 }) => f1,
];

const whereIn = (parts: readonly Part[]): string =>
  parts.length > 1 ? `${parts[parts.length - 1].name} part` : 'confusion';

/** The confusion matrix, with what each class comes to. */
const matrix = (
  parts: readonly Part[],
  { classes: each, confusion }: ClassMetrics,
  names: readonly string[],
): string =>
  table([
    [`${whereIn(parts)}: class, by guess`, ...names, 'recall', 'precision', 'F1'],
    ...confusion.map((row, k) => [names[k], ...row.map(String), ...shares.map((of) => percent(of(each[k])))]),
  ]);

/** The classes that are told worst, and the most frequent confusions, of many classes. */
function worst(
  parts: readonly Part[],
  { classes: each, confusion }: ClassMetrics,
  names: readonly string[],
): string {
  const there = each.map((one, k) => ({ ...one, k })).filter(({ f1 }) => !Number.isNaN(f1));
  const shown = there.sort((a, b) => a.f1 - b.f1).slice(0, MOST);
  const pairs = confusion.flatMap((row, k) =>
    row.flatMap((n, guess) => (n > 0 && guess !== k ? [{ n, text: `${names[k]} as ${names[guess]}` }] : [])),
  );
  const often = pairs.sort((a, b) => b.n - a.n).slice(0, MOST);
  return [
    table([
      [`${whereIn(parts)}: the ${shown.length} classes told worst`, 'rows', 'recall', 'precision', 'F1'],
      ...shown.map((one) => [names[one.k], String(one.count), ...shares.map((of) => percent(of(one)))]),
    ]),
    ...(often.length > 0
      ? [`most often confused: ${often.map(({ n, text }) => `${text} ${n} ×`).join(', ')}`]
      : []),
    `${each.length - shown.length} more classes; meniscus evaluate --json prints all`,
  ].join('\n');
}
