/** Converts ranges of the data to ranges that a program sees, and back: the blob's origins lie between them. */
import type { Origin, Origins } from '../format/write.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Inputs } from './walk.ts';

// hosts subtract and add in double precision as here: a number in a range rounds to one in the rounded range
const moved = (ranges: readonly Interval[], by: readonly Origin[], sign: 1 | -1): Interval[] =>
  ranges.map(([low, high], i) => [low + sign * by[i].origin, high + sign * by[i].origin]);

/** The inputs' ranges as the program sees them, before rounding to single precision. */
export const seenByProgram = (given: Inputs, origins: Origins | null): Inputs =>
  origins ? { ...given, inputs: moved(given.inputs, origins.inputs, -1) } : given;

/** The ranges that a host gives for a program's outputs. */
export const givenByHost = (outputs: readonly Interval[], origins: Origins | null): readonly Interval[] =>
  origins ? moved(outputs, origins.outputs, 1) : outputs;
