import { Confusion, likeliest } from '../../measure/metrics/classes.ts';
import { NumberErrors } from '../../measure/metrics/numbers.ts';
import { percent } from '../evaluation/classes.ts';
import { metricsTable, skillMeans } from '../evaluation/numbers.ts';

/** What each output predicts: a column, some steps ahead. */
export interface Predicted {
  /** The columns, each once. */
  readonly columns: readonly string[];
  /** Of each output its column, by its place in `columns`; of classes there is one entry for all. */
  readonly of: readonly number[];
  /** Of each output the steps ahead; 0 is the present row. */
  readonly leads: readonly number[];
  /** The classes of the column; null for numbers. */
  readonly labels: readonly string[] | null;
}

/** A prediction that waits for its truth. */
interface Waiting {
  readonly row: number;
  readonly y: number;
  /** The last known value when it was made; NaN if there was none. */
  readonly last: number;
}

/** The predictions of a recording, until their truth comes. */
interface Course {
  row: number;
  /** The last known value of each column. */
  readonly last: Float64Array;
  /** Of each output, the oldest first. */
  readonly waiting: Waiting[][];
}

/** Compares predictions with what the data say, each when its truth comes. Rows without a truth do not count. */
export class Score {
  private readonly courses = new Map<string, Course>();
  private readonly errors: readonly NumberErrors[];
  private readonly confusion: Confusion;

  /** @param names of the outputs */
  constructor(
    private readonly names: readonly string[],
    private readonly predicted: Predicted,
  ) {
    const { labels, leads } = predicted;
    this.errors = leads.map(() => new NumberErrors());
    this.confusion = new Confusion(labels?.length ?? 0);
  }

  /**
   * @param isFirst whether the recording starts anew
   * @param truth of each column in this row
   */
  see(recording: string, isFirst: boolean, y: ArrayLike<number>, truth: ArrayLike<number>): void {
    const { columns, of, leads, labels } = this.predicted;
    let course = this.courses.get(recording);
    if (!course || isFirst) {
      const waiting = this.errors.map((): Waiting[] => []);
      course = { row: -1, last: new Float64Array(columns.length).fill(Number.NaN), waiting };
      this.courses.set(recording, course);
    }
    course.row++;
    const { row, last, waiting } = course;
    for (const [k, queue] of waiting.entries()) {
      const c = of[k];
      const before = leads[k] > 0 && !Number.isNaN(truth[c]) ? truth[c] : last[c];
      queue.push({ row: row + leads[k], y: labels ? likeliest(y) : y[k], last: before });
      if (queue[0].row > row) continue;
      const due = queue.shift() as Waiting;
      if (!Number.isNaN(truth[c])) this.judge(k, due, truth[c]);
    }
    for (let c = 0; c < columns.length; c++) if (!Number.isNaN(truth[c])) last[c] = truth[c];
  }

  private judge(k: number, { y, last }: Waiting, truth: number): void {
    if (this.predicted.labels) this.confusion.add(y, truth);
    else this.errors[k].add(y, truth, last);
  }

  /** The metrics. */
  lines(): string[] {
    const { labels, leads } = this.predicted;
    const metrics = this.errors.map((one) => one.metrics());
    const told = this.confusion.metrics();
    const scored = labels ? told.count : metrics.reduce((sum, { count }) => sum + count, 0);
    if (scored === 0) return ['score: no row has a truth to compare with'];
    if (!labels) return [...metricsTable('score', this.names, metrics).split('\n'), skillMeans(leads)];
    const counts = told.classes.map(({ count }) => count);
    const most = Math.max(...counts);
    return [
      `score of ${scored} rows: accuracy ${percent(told.accuracy)}, balanced accuracy ${percent(told.balancedAccuracy)}, ` +
        `F1 ${percent(told.f1)}; most frequent class, ${labels[counts.indexOf(most)]}: ${percent(most / scored)}`,
    ];
  }
}
