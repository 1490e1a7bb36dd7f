/**
 * Times in a page. Browsers round their clocks, to 1 ms or to 5 µs, so that a single step cannot be timed: steps are timed
 * in batches that last ten ticks of the clock.
 */
import { resolutionOf } from '../../../src/runtime/budget.ts';
import type { Rate, StepTimes } from './messages.ts';

export type Clock = () => number;

/** A batch lasts at least so many ticks of the clock, and so many milliseconds. */
const TICKS = 10;
const LEAST = 0.05;

/**
 * Times a step in batches.
 * @param milliseconds about how long; a third more goes before, in which the engine warms up
 * @throws RangeError where the clock stands still
 */
export function timeSteps(step: () => void, now: Clock, milliseconds: number): StepTimes {
  const resolution = resolutionOf(now);
  if (resolution === Infinity)
    throw new RangeError('the clock of this browser stands still: nothing can be timed');
  const batch = (count: number): number => {
    const before = now();
    for (let i = 0; i < count; i++) step();
    return now() - before;
  };
  const warm = now() + milliseconds / 3;
  const least = Math.max(LEAST, TICKS * resolution);
  let count = 1;
  while (now() < warm) {
    // twice, so that a pause of the host does not look like a slow step
    if (Math.min(batch(count), batch(count)) < least) count *= 2;
  }
  const times: number[] = [];
  const end = now() + milliseconds;
  do times.push((1e6 * batch(count)) / count);
  while (now() < end);
  return { resolution: 1e6 * resolution, batch: count, times: Float64Array.from(times) };
}

/** Loops are tried from slow to fast; each is one, two or five times a power of ten. */
export const RATES = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5] as const;
/** A rate is held if at most one deadline in so many is missed. */
export const TOLERATED = 1000;
/** A rate that is not held is tried again, so many times in all: the host has other work to do. */
export const TRIES = 4;
/** The least ticks of the clock before a deadline that make it measurable. */
const TICKS_OF_PERIOD = 4;

/** Of a clock that moves by so many ns, the fastest loop whose deadlines it can tell. */
export const fastestTold = (resolution: number): number => 1e9 / (TICKS_OF_PERIOD * resolution);

/**
 * A loop that steps once a period and waits by reading the clock. A deadline is the moment at which the next step is due;
 * a late step does not move those after it.
 * @returns deadlines missed
 */
export function missedDeadlines(step: () => void, now: Clock, hertz: number, ticks: number): number {
  const period = 1000 / hertz;
  const start = now() + period;
  let missed = 0;
  for (let k = 0; k < ticks; k++) {
    const due = start + k * period;
    while (now() < due);
    step();
    if (now() > due + period) missed++;
  }
  return missed;
}

/** Tries one rate for some milliseconds, with the step and, for comparison, with nothing. */
export function tryRate(step: () => void, now: Clock, hertz: number, milliseconds: number): Rate {
  const ticks = Math.max(20, Math.round((hertz * milliseconds) / 1000));
  const missed = missedDeadlines(step, now, hertz, ticks);
  const emptyMissed = missedDeadlines(() => {}, now, hertz, ticks);
  return { hertz, ticks, missed, emptyMissed };
}

export const held = ({ missed, ticks }: Rate): boolean => missed <= ticks / TOLERATED;
