/**
 * Ways to wait for the moment at which a tick is due. Reading the clock makes no garbage; a call of Atomics.wait makes a
 * number, its timeout.
 */
import { now } from '../../bench/loop/clock.ts';

/** Waits until `now()` is `due[0]` nanoseconds, or `stop[0]` is not 0. */
export type Wait = (due: Float64Array, stop: Int32Array) => void;

/** How long before a tick `sleepAndSpin` wakes, in ns: longer than a host is usually late to wake a thread. */
export const MARGIN = 200_000;

/** Reads the clock: on time to a fraction of a microsecond, and a whole core is busy. */
export const spin: Wait = (due) => {
  while (now() < due[0]);
};

/** Lets the host wake the thread: it takes no time of a core, and comes late by what the host needs. */
export const sleep: Wait = (due, stop) => {
  for (let left = due[0] - now(); left > 0 && stop[0] === 0; left = due[0] - now())
    Atomics.wait(stop, 0, 0, left / 1e6);
};

/** Sleeps until a margin before the tick, then reads the clock. */
export const sleepAndSpin: Wait = (due, stop) => {
  const left = due[0] - MARGIN - now();
  if (left > 0) Atomics.wait(stop, 0, 0, left / 1e6);
  if (stop[0] === 0) spin(due, stop);
};

export const waits = { sleep, 'sleep and spin': sleepAndSpin, spin } as const satisfies Record<string, Wait>;
