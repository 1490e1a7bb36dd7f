/** Rows on their way through a model. */

/** A row, and what is known of it. */
export interface Sample {
  /** Names the recording: a file, a group, or both. Each has a state of its own. */
  readonly recording: string;
  /** Where it is in its file, to follow the file's name: `line 12`. */
  readonly where: string;
  /** Whether the state starts anew: at the first row of a recording, and after a long gap. */
  readonly isFirst: boolean;
  /** Time since the row before, in the model's unit; null at a first row, and without a time. */
  readonly dt: number | null;
  /** At a first row the time since the row before, which was too long to go on; null otherwise. */
  readonly gap: number | null;
  /** [inputs of the model], NaN where missing. */
  readonly input: Float64Array;
  /** The columns that the model knows ahead, one for each such input, as the row has them, NaN where missing. */
  readonly known: Float64Array;
  /** The columns that the model predicts, as the row has them: indices of classes, NaN where missing; empty if unread. */
  readonly truth: Float64Array;
  /** Cells to print beside the prediction. */
  readonly kept: readonly string[];
}

/** An input whose value is that of a column some steps later. */
export interface Ahead {
  readonly input: number;
  /** Its place in `Sample.known`. */
  readonly column: number;
  readonly steps: number;
}

/**
 * Fills in the inputs that are known ahead: holds each sample back until the last of them has come.
 * @param onLeft called at the end with the number of samples that have other inputs, but none of those ahead
 */
export async function* withAhead(
  samples: AsyncIterable<Sample> | Iterable<Sample>,
  ahead: readonly Ahead[],
  onLeft: (count: number) => void,
): AsyncGenerator<Sample, void, undefined> {
  if (ahead.length === 0) {
    yield* samples;
    return;
  }
  const most = Math.max(...ahead.map(({ steps }) => steps));
  const waiting = new Map<string, Sample[]>();
  const isAhead = new Set(ahead.map(({ input }) => input));
  let left = 0;
  const drop = (queue: readonly Sample[]): void => {
    for (const { input } of queue) if (input.some((x, i) => !isAhead.has(i) && !Number.isNaN(x))) left++;
  };
  for await (const sample of samples) {
    const queue = waiting.get(sample.recording) ?? [];
    if (sample.isFirst) drop(queue.splice(0));
    waiting.set(sample.recording, queue);
    queue.push(sample);
    if (queue.length <= most) continue;
    const first = queue.shift() as Sample;
    for (const { input, column, steps } of ahead)
      first.input[input] = (steps === 0 ? first : queue[steps - 1]).known[column];
    yield first;
  }
  for (const queue of waiting.values()) drop(queue);
  if (left > 0) onLeft(left);
}
