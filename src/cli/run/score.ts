import { table } from '../../charts/table.ts';
import { likeliest } from './printer.ts';

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

/** The errors of an output, or of the classes. */
class Sums {
  count = 0;
  squares = 0;
  absolutes = 0;
  persistent = 0;
  compared = 0;

  add(y: number, truth: number, last: number): void {
    this.count++;
    this.squares += (y - truth) ** 2;
    this.absolutes += Math.abs(y - truth);
    if (Number.isNaN(last)) return;
    this.compared++;
    this.persistent += (last - truth) ** 2;
  }
}

/** Compares predictions with what the data say, each when its truth comes. Rows without a truth do not count. */
export class Score {
  private readonly courses = new Map<string, Course>();
  private readonly sums: readonly Sums[];
  private right = 0;
  private readonly seen: Float64Array;

  /** @param names of the outputs */
  constructor(
    private readonly names: readonly string[],
    private readonly predicted: Predicted,
  ) {
    const { labels, leads } = predicted;
    this.sums = leads.map(() => new Sums());
    this.seen = new Float64Array(labels?.length ?? 0);
  }

  /**
   * @param isFirst whether the recording starts anew
   * @param truth of each column in this row
   */
  see(recording: string, isFirst: boolean, y: ArrayLike<number>, truth: ArrayLike<number>): void {
    const { columns, of, leads, labels } = this.predicted;
    let course = this.courses.get(recording);
    if (!course || isFirst) {
      const waiting = this.sums.map((): Waiting[] => []);
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
    this.sums[k].add(y, truth, last);
    if (!this.predicted.labels) return;
    if (y === truth) this.right++;
    this.seen[truth]++;
  }

  /** The metrics. */
  lines(): string[] {
    const { labels, leads } = this.predicted;
    const scored = this.sums.reduce((sum, { count }) => sum + count, 0);
    if (scored === 0) return ['score: no row has a truth to compare with'];
    if (labels) {
      const share = (n: number): string => `${((100 * n) / scored).toFixed(2)} %`;
      const most = Math.max(...this.seen);
      return [
        `score of ${scored} rows: accuracy ${share(this.right)}; ` +
          `most frequent class, ${labels[Array.from(this.seen).indexOf(most)]}: ${share(most)}`,
      ];
    }
    const isAhead = leads.some((lead) => lead > 0);
    const rows = this.sums.map(({ count, squares, absolutes, persistent, compared }, k) => [
      this.names[k],
      String(count),
      (squares / count).toPrecision(5),
      (absolutes / count).toPrecision(5),
      (persistent / compared).toPrecision(5),
    ]);
    const last = isAhead ? 'persistence, MSE' : 'the last true value, MSE';
    return table([['score', 'rows', 'MSE', 'MAE', last], ...rows]).split('\n');
  }
}
