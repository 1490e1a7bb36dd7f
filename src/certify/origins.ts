/** Ranges of the data, and those of what a program reads and gives: the blob's origins between them. */
import type { Origin, Origins } from '../format/write.ts';
import type { Interval } from './interval.ts';
import type { Inputs } from './walk.ts';

// double precision rounds a number in a range to one in the rounded range, and hosts subtract and add as here
const moved = (ranges: readonly Interval[], by: readonly Origin[], sign: 1 | -1): Interval[] =>
  ranges.map(([low, high], i) => [low + sign * by[i].origin, high + sign * by[i].origin]);

/** What a program sees of inputs in ranges of the data, before it is rounded to single precision. */
export const seenByProgram = (given: Inputs, origins: Origins | null): Inputs =>
  origins ? { ...given, inputs: moved(given.inputs, origins.inputs, -1) } : given;

/** What a host gives out for outputs of a program. */
export const givenByHost = (outputs: readonly Interval[], origins: Origins | null): readonly Interval[] =>
  origins ? moved(outputs, origins.outputs, 1) : outputs;
