import { checkArgument } from '../check/options.ts';
import { listOf, record, whole } from '../check/rules.ts';

/** A recording for training: inputs, targets and times. Lists are flat, row by row. */
export interface SequenceData {
  /** Steps, at least 1. */
  readonly length: number;
  /** [length × inputs], in the data's own units, finite. */
  readonly inputs: ArrayLike<number>;
  /** [length × targets], in the data's own units, finite, or NaN where missing; class indices for cross-entropy. */
  readonly targets: ArrayLike<number>;
  /** Time before each step, > 0. Null or missing: 1. */
  readonly dt?: ArrayLike<number> | null;
  /** The first step that counts in an evaluation. Steps before it only warm up the state. Default 0. */
  readonly scoredFrom?: number;
}

/** A checked recording. */
export interface Sequence extends SequenceData {
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
  readonly dt?: Float64Array | null;
}

/** `length` steps of a sequence from `start` on. */
export interface Window {
  readonly sequence: number;
  readonly start: number;
  readonly length: number;
  /** The window that left the state from which this one starts; none: from the initial state. */
  readonly follows?: Window | null;
}

/**
 * Cuts sequences into windows of `length` steps, one every `stride` steps. A shorter sequence is one window. The last window
 * moves back to end with its sequence.
 * @throws RangeError unless length and stride are whole numbers ≥ 1
 */
export function windows(
  sequences: readonly Pick<SequenceData, 'length'>[],
  length: number,
  stride = length,
): Window[] {
  checkArgument('windows', 'sequences', sequences, listOf(record));
  for (const [name, value] of Object.entries({ length, stride }))
    checkArgument('windows', name, value, whole(1));
  return sequences.flatMap(({ length: total }, sequence) => {
    if (total <= length) return [{ sequence, start: 0, length: total }];
    const starts: number[] = [];
    for (let start = 0; start + length <= total; start += stride) starts.push(start);
    if ((starts.at(-1) as number) + length < total) starts.push(total - length);
    return starts.map((start) => ({ sequence, start, length }));
  });
}

/**
 * How many steps' worth of targets the steps `start … end` have. A step counts as the share of its `width` targets that are
 * there, from 0 to 1, as in its loss.
 */
export function targetSteps(targets: Float64Array, width: number, start: number, end: number): number {
  let steps = 0;
  for (let t = start; t < end; t++) {
    let there = 0;
    for (let j = t * width; j < (t + 1) * width; j++) if (!Number.isNaN(targets[j])) there++;
    steps += there / width;
  }
  return steps;
}

/** The windows of sequences that have a target after the warm-up. */
export const windowsOf = (
  sequences: readonly Sequence[],
  width: number,
  { window, stride, warmup }: { readonly window: number; readonly stride: number; readonly warmup: number },
): Window[] =>
  windows(sequences, window, stride).filter(
    ({ sequence, start, length }) =>
      targetSteps(sequences[sequence].targets, width, start + warmup, start + length) > 0,
  );

/** Whether an evaluation finds a target in a sequence. */
export const isScored = ({ targets, length, scoredFrom = 0 }: Sequence, width: number, warmup: number) =>
  targetSteps(targets, width, Math.max(warmup, scoredFrom), length) > 0;

/** A sequence whose steps that are not scored have no targets. */
export const withoutContext = (sequence: Sequence, width: number): Sequence =>
  sequence.scoredFrom
    ? { ...sequence, targets: sequence.targets.slice().fill(Number.NaN, 0, sequence.scoredFrom * width) }
    : sequence;

/** Splits windows, in their order, into groups of at most `size` windows of one length. */
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
