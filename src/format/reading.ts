/** Reads from a blob's metadata how to feed it data: the columns and the time. */

export interface Reading {
  /** Names of the inputs, in order; null if the blob does not name them. */
  readonly inputs: readonly string[] | null;
  /** Trained with the intervals of the data, or with each row a step of 1; null if the blob does not say. */
  readonly trained: 'with times' | 'without times' | null;
  /** The column that held the time in training; null without one. */
  readonly timeColumn: string | null;
  /** The usual time between steps; null if unknown. */
  readonly interval: number | null;
}

/** @param width number of the model's inputs */
export function readingOf(metadata: Readonly<Record<string, unknown>>, width: number): Reading {
  const { inputs, timed, timeColumn, interval, training } = metadata;
  const named =
    Array.isArray(inputs) && inputs.length === width && inputs.every((name) => typeof name === 'string');
  const isTrained = timed === false || (typeof training === 'object' && training !== null);
  const trained = timed === true ? 'with times' : isTrained ? 'without times' : null;
  const isUsual = typeof interval === 'number' && interval > 0 && Number.isFinite(interval);
  return {
    inputs: named ? inputs : null,
    trained,
    timeColumn: typeof timeColumn === 'string' ? timeColumn : null,
    interval: isUsual ? interval : trained === 'without times' ? 1 : null,
  };
}
