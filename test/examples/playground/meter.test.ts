/** How the playground measures, on clocks as browsers have them: made up here, so that nothing depends on this machine. */
import { describe, expect, test } from 'vitest';
import {
  fastestTold,
  held,
  missedDeadlines,
  timeSteps,
  tryRate,
} from '../../../examples/playground/page/meter.ts';

/** A clock that is read in 1 µs and rounded to some milliseconds, and a step that takes some. */
function machine(resolution: number, step: number) {
  let time = 0;
  return {
    now: (): number => {
      time += 0.001;
      return Math.floor(time / resolution) * resolution;
    },
    step: (): void => {
      time += step;
    },
  };
}

describe('step times', () => {
  test.each([
    [0.005, 0.002],
    [0.1, 0.002],
    [1, 0.0005],
  ])('with a clock of %f ms, of a step of %f ms, are right to a tenth', (resolution, step) => {
    const { now, step: work } = machine(resolution, step);
    const measured = timeSteps(work, now, 300);
    expect(measured.resolution).toBeCloseTo(1e6 * resolution, 3);
    expect(measured.batch * step).toBeGreaterThanOrEqual(8 * resolution);
    const sorted = [...measured.times].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    expect(Math.abs(median / (1e6 * step) - 1)).toBeLessThan(0.1);
  });

  test('are refused where the clock stands still', () => {
    expect(() =>
      timeSteps(
        () => {},
        () => 5,
        10,
      ),
    ).toThrow(/stands still/);
  });
});

describe('deadlines', () => {
  test('are met by a step shorter than the period, and missed by a longer one', () => {
    const fast = machine(0.005, 0.05);
    expect(missedDeadlines(fast.step, fast.now, 10_000, 500)).toBe(0);
    const slow = machine(0.005, 0.15);
    expect(missedDeadlines(slow.step, slow.now, 10_000, 500)).toBeGreaterThan(490);
  });

  test('are missed once for each that a pause covers', () => {
    const { now, step } = machine(0.005, 0.01);
    let ticks = 0;
    const pausing = (): void => {
      // the host takes 1.05 ms: the tick itself and those due within it are late
      for (let i = 0; i < (ticks === 100 ? 105 : 1); i++) step();
      ticks++;
    };
    expect(missedDeadlines(pausing, now, 10_000, 500)).toBeGreaterThanOrEqual(10);
    expect(missedDeadlines(step, now, 10_000, 500)).toBe(0);
  });

  test('tell the model’s misses from those of a loop that does nothing', () => {
    const { now, step } = machine(0.005, 0.15);
    const rate = tryRate(step, now, 10_000, 100);
    expect(rate.ticks).toBe(1000);
    expect(rate.emptyMissed).toBe(0);
    expect(held(rate)).toBe(false);
    expect(held({ ...rate, missed: 1 })).toBe(true);
  });

  test('cannot be told by a clock that is too coarse', () => {
    expect(fastestTold(1e6)).toBe(250);
    expect(fastestTold(5000)).toBe(50_000);
  });
});
