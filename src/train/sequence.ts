import type { Loss } from './losses/index.ts';

/** A recording ready for training: what goes in, what should come out, and when. */
export interface Sequence {
  readonly length: number;
  /** [length × inputs], in the data's own units. */
  readonly inputs: Float64Array;
  /** [length × targets], in the data's own units; class indices for cross-entropy. */
  readonly targets: Float64Array;
  /** Time before each step, > 0; null: 1. */
  readonly dt: Float64Array | null;
  /** First step that an evaluation scores; the steps before it only bring the state up to date. Default 0. */
  readonly scoredFrom?: number;
}

/** `length` steps of a sequence from `start` on, run from the zero state. */
export interface Window {
  readonly sequence: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Cuts sequences into windows of `length` steps every `stride` steps. A sequence shorter than a window is one window;
 * the last window is moved back to end with its sequence.
 */
export function windows(sequences: readonly Sequence[], length: number, stride = length): Window[] {
  return sequences.flatMap(({ length: total }, sequence) => {
    if (total <= length) return [{ sequence, start: 0, length: total }];
    const starts: number[] = [];
    for (let start = 0; start + length <= total; start += stride) starts.push(start);
    if ((starts.at(-1) as number) + length < total) starts.push(total - length);
    return starts.map((start) => ({ sequence, start, length }));
  });
}

/** Splits windows into groups of at most `size` windows of one length, in their order. */
export function together(all: readonly Window[], size: number): Window[][] {
  const groups: Window[][] = [];
  const open = new Map<number, Window[]>();
  for (const window of all) {
    let group = open.get(window.length);
    if (!group || group.length === size) {
      group = [];
      open.set(window.length, group);
      groups.push(group);
    }
    group.push(window);
  }
  return groups;
}

/**
 * Refuses a sequence that a model cannot be trained on.
 * @param targets of a step: class indices need one
 * @throws RangeError for a wrong length, an interval that is not > 0, or a class that does not exist
 */
export function checkSequence(
  { length, inputs, targets, dt }: Sequence,
  width: number,
  outputs: number,
  loss: Loss,
): void {
  const each = loss.targets(outputs);
  if (inputs.length !== length * width || targets.length !== length * each || (dt && dt.length !== length))
    throw new RangeError(
      `a sequence of ${length} steps needs ${length * width} inputs and ${length * each} targets, ` +
        `not ${inputs.length} and ${targets.length}${dt ? `, and ${length} intervals, not ${dt.length}` : ''}`,
    );
  const bad = dt?.findIndex((d) => !(d > 0 && d < Infinity)) ?? -1;
  if (dt && bad >= 0) throw new RangeError(`interval ${bad} of a sequence is ${dt[bad]}: it must be > 0`);
  if (!loss.classes) return;
  for (const label of targets)
    if (!Number.isInteger(label) || label < 0 || label >= outputs)
      throw new RangeError(`a target is ${label}: classes are whole numbers from 0 to ${outputs - 1}`);
}
