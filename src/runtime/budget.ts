/** Chooses the most unfolds that keep a step within a time, measured here, and within a stored loss. */
import { OP_LOOP } from '../../assembly/layout.ts';
import { CheckedBlob } from './blob.ts';
import { fail } from './errors.ts';
import { Instance, type InstanceOptions } from './instance.ts';
import type { Start } from './interpreter.ts';
import { intervalOf, numbersIn } from './metadata.ts';
import { Model } from './model.ts';
import { Session } from './session.ts';

export interface BudgetOptions {
  /**
   * The time that a step may take, with its unit: `800ns`, `20us`, `0.5ms`. Loading measures steps for about 20 ms and keeps
   * as many unfolds as fit. `model.budget` has their number, time and loss.
   */
  budget?: string;
  /** With `budget`: how far the stored loss may rise above that of all unfolds, such as `5%`. */
  maxLoss?: string;
}

/** Gives milliseconds since some moment. */
export type Clock = () => number;

/** Milliseconds of the whole calibration, without opening models, and of one measurement in it. */
const CALIBRATION = 20;
const SLICE = 1;
const durations = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9 };

/** Converts a number with a unit of the table, such as `20us` to 20,000 nanoseconds; NaN for anything else. */
function quantity(text: unknown, units: Record<string, number>): number {
  const [, number, unit] = /^([\d.]+) ?(\D+)$/.exec(String(text)) ?? [];
  return Number(number) * units[unit];
}

/** Converts a duration in ns, us (or µs), ms or s to nanoseconds; NaN for anything else. */
export const parseDuration = (text: unknown): number => quantity(text, durations);

/** Measures the resolution of a clock in milliseconds; infinite if it stands still. */
export function resolutionOf(now: Clock): number {
  let resolution = Infinity;
  let last = now();
  // takes the smaller of two, so that a pause of the host does not look like a coarse clock
  for (let reads = 1e5, ticks = 2; ticks && reads--; ) {
    const time = now();
    if (time === last) continue;
    resolution = Math.min(resolution, time - last);
    last = time;
    ticks--;
  }
  return resolution;
}

/**
 * Measures the nanoseconds of a step as `Budget` defines them.
 * @throws {MeniscusError} `budget` if the clock stands still or moves by more than a millisecond
 */
export function stepTime(step: () => void, now: Clock, milliseconds = SLICE): number {
  const resolution = resolutionOf(now);
  if (resolution > milliseconds)
    fail('budget', 'this host has no clock to measure a step with: load with unfolds instead');
  const batch = (count: number): number => {
    const before = now();
    for (let i = 0; i < count; i++) step();
    return now() - before;
  };
  const least = Math.min(milliseconds, Math.max(0.01, 10 * resolution));
  let count = 1;
  // twice, for the same reason
  while (batch(count) < least || batch(count) < least) count *= 2;
  const times: number[] = [];
  const end = now() + milliseconds;
  do times.push(batch(count));
  while (now() < end);
  times.sort((a, b) => a - b);
  return (1e6 * (times[Math.ceil(0.99 * times.length) - 1] + resolution)) / count;
}

/**
 * Finds the largest count with a measured step that fits; if none fits, gives the smallest.
 * @param counts of unfolds, ascending
 * @param budget nanoseconds
 */
export function chooseUnfolds(
  counts: readonly number[],
  budget: number,
  measure: (count: number) => number,
  now: Clock,
): { unfolds: number; nanoseconds: number } {
  // three measurements make a round
  const end = now() + CALIBRATION - 3 * SLICE;
  const [fewest] = counts;
  const most = counts[counts.length - 1];
  const best = new Map<number, number>();
  const time = (count: number): number => {
    const nanoseconds = Math.min(best.get(count) ?? Infinity, measure(count));
    best.set(count, nanoseconds);
    return nanoseconds;
  };
  const largest = (): number => counts.filter((count) => best.get(count)! <= budget).pop() ?? fewest;
  // repeats: engines recompile while a program runs, and hosts have other work
  do {
    const slow = time(most);
    if (slow <= budget) break;
    const fast = time(fewest);
    // a step's time grows linearly with its unfolds
    const guess = fewest + ((most - fewest) * (budget - fast)) / (slow - fast);
    const low = largest();
    const above = counts.filter((count) => count > low && count < most);
    const next = above.filter((count) => count <= guess).pop() ?? above[0];
    if (fast <= budget && next) time(next);
  } while (now() < end);
  const unfolds = largest();
  return { unfolds, nanoseconds: best.get(unfolds)! };
}

/**
 * Opens the model with the most unfolds that a budget allows.
 * @param start starts an interpreter for each count that is tried
 * @throws {MeniscusError} `budget`, or as for any model
 */
export function openWithin(
  start: Start,
  bytes: Uint8Array,
  { budget, maxLoss, ...options }: BudgetOptions & InstanceOptions,
  now: Clock = () => performance.now(),
): Model {
  const { name = 'model' } = options;
  const refuse = (message: string): never => fail('budget', `${name}: ${message}`);
  const most = parseDuration(budget);
  if (!(most > 0)) refuse(`budget must be a time with its unit, like 20us, not ${budget}`);
  const tolerated = maxLoss === undefined ? Infinity : quantity(maxLoss, { '%': 0.01 });
  if (!(tolerated >= 0)) refuse(`maxLoss must be a percentage, like 5%, not ${maxLoss}`);
  if (options.unfolds !== undefined) refuse('give unfolds, or a budget to choose them by, not both');
  const open = (unfolds?: number): Instance => new Instance(start, bytes, { ...options, unfolds });
  const full = open();
  const { metadata, origins } = full;
  const usual = Array.from(full.inputMeans, (x, i) => x + (origins?.inputs[i] ?? 0));
  const loops = new CheckedBlob(bytes).lengths(OP_LOOP);
  if (!loops.length) refuse('its cells are maps: they have no unfolds to lower');
  const all = Math.max(...loops);
  const counts = Array.from({ length: Math.min(...loops) }, (_, i) => i + 1);
  if (counts.length < all) counts.push(all);
  const losses = numbersIn(metadata.unfolds, 'loss', counts.length);
  if (maxLoss && !losses) refuse('it stores no losses to compare with maxLoss');
  const relative = counts.map((_, i) => (losses ? losses[i] / losses[counts.length - 1] - 1 : null));
  const allowed = counts.filter((_, i) => !(Number(relative[i]) > tolerated));

  // a step does the same work for any data; the means keep most models in the range of training
  const dt = intervalOf(metadata);
  const engines = new Map([[all, full]]);
  const chosen = chooseUnfolds(
    allowed,
    most,
    (count) => {
      const instance = engines.get(count) ?? open(count);
      engines.set(count, instance);
      const session = new Session(instance);
      const step = (): void => {
        try {
          session.step(usual, dt);
        } catch {
          session.reset();
        }
      };
      const nanoseconds = stepTime(step, now);
      session.dispose();
      return nanoseconds;
    },
    now,
  );
  const { unfolds, nanoseconds } = chosen;
  if (nanoseconds > most)
    refuse(
      `a step with ${unfolds} unfolds, the fewest allowed, takes ${Math.round(nanoseconds)} ns here, the budget is ${budget}`,
    );
  const i = counts.indexOf(unfolds);
  const instance = engines.get(unfolds)!;
  // the caller must not see the flags of the measured steps
  instance.interpreter.flags();
  return new Model(instance, {
    unfolds,
    nanoseconds,
    loss: losses ? losses[i] : null,
    relativeLoss: relative[i],
  });
}
