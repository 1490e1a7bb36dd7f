/** `meniscus/health`: watches sessions of the other entries, and guards them. */
export type { Distance, Range } from '../health/box.ts';
export { type Changed, type GuardOptions, INPUT_CLAMPED, OUTPUT_CLIPPED } from '../health/guard.ts';
export type { InputHealth } from '../health/inputs.ts';
export type { IntervalHealth } from '../health/interval.ts';
export { type BoxHealth, type Health, type Watched, type WatchOptions, watch } from '../health/watch.ts';
