/** Windows that hold whole recordings, where each has one label. */
import { timeScalesOf } from './defaults.ts';
import type { CompleteOptions, TrainOptions } from './options.ts';
import { type Sequence, targetSteps } from './sequence.ts';

/** The longest window that a recording with one label gets by itself. Its memory grows with its steps. */
const LONGEST = 1000;

/**
 * The window, and a stride, that hold each recording as a whole where its last step alone has a target, as a label of the
 * whole; null for other sequences. Of longer recordings than 1,000 steps it holds the last 1,000.
 */
function wholeRecordings(
  sequences: readonly Sequence[],
  width: number,
): { readonly window: number; readonly stride: number } | null {
  if (sequences.some(({ targets, length }) => targetSteps(targets, width, 0, length - 1) > 0)) return null;
  const window = Math.min(LONGEST, Math.max(...sequences.map(({ length }) => length)));
  return { window, stride: window };
}

/**
 * Options with the windows that sequences ask for, where nobody asked for others. What is told at the end of a recording has to be
 * remembered as long.
 * @param width targets of a step
 */
export function windowed(
  completed: CompleteOptions,
  { window, tauInit }: TrainOptions,
  sequences: readonly Sequence[],
  width: number,
): CompleteOptions {
  const whole = wholeRecordings(sequences, width);
  if (!whole) return completed;
  const windows = window ? completed : { ...completed, ...whole };
  return { ...windows, ...(tauInit === undefined && { tauInit: timeScalesOf(windows.window) }) };
}
