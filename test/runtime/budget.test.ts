/** Choosing unfolds by a budget. Times come from a clock of the test's own; the real one is only asked whether it runs. */
import { describe, expect, test, vi } from 'vitest';
import { type Clock, chooseUnfolds, openWithin, parseDuration, stepTime } from '../../src/runtime/budget.ts';
import { simd } from '../../src/runtime/builds/simd.ts';
import { load, loadSync } from '../../src/runtime/index.ts';
import type { InterpreterExports } from '../../src/runtime/interpreter.ts';
import { assemble, elman, leakyIntegrator } from './blob-builder.ts';

const K = 6;
const plan = leakyIntegrator(0.5, K);
const bare = assemble(plan);
const storing = (loss: unknown, more = {}) =>
  assemble({ ...plan, metadata: { ...plan.metadata, unfolds: { loss, on: 'validation' }, ...more } });
const stored = storing([0.4, 0.22, 0.208, 0.204, 0.201, 0.2]);

/** Milliseconds that pass with every reading and, on top, when somebody says so. */
function manualClock(reading = 1e-4, resolution = 0): Clock & { pass(milliseconds: number): void } {
  let time = 5;
  const now = (): number => {
    time += reading;
    return resolution ? Math.floor(time / resolution) * resolution : time;
  };
  return Object.assign(now, {
    pass(milliseconds: number): void {
      time += milliseconds;
    },
  });
}

describe('durations', () => {
  test.each([
    ['20us', 20_000],
    ['20 us', 20_000],
    ['20µs', 20_000],
    ['20μs', 20_000],
    ['0.5ms', 500_000],
    ['.5ms', 500_000],
    ['800ns', 800],
    ['1s', 1e9],
  ])('%s', (text, nanoseconds) => {
    expect(parseDuration(text)).toBeCloseTo(nanoseconds, 6);
  });

  test.each(['', '20', 20, '20 m', '-20us', '1e3us', 'us', '1.2.3us', '20us!', '1,5ms', null])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeNaN();
    },
  );
});

describe('the time of a step', () => {
  test.each([0.2e-3, 3e-3, 0.7])('a step of %d ms takes that long', (milliseconds) => {
    const clock = manualClock();
    const nanoseconds = stepTime(() => clock.pass(milliseconds), clock);
    expect(nanoseconds / (1e6 * milliseconds)).toBeGreaterThanOrEqual(1);
    expect(nanoseconds / (1e6 * milliseconds)).toBeLessThan(1.05);
  });

  test('a coarse clock never makes it shorter', () => {
    for (const resolution of [0.005, 0.1, 1]) {
      const clock = manualClock(1e-4, resolution);
      const nanoseconds = stepTime(() => clock.pass(0.003), clock);
      expect(nanoseconds).toBeGreaterThanOrEqual(3000);
      expect(nanoseconds).toBeLessThan(resolution < 1 ? 3800 : 9100);
    }
  });

  test('one pause in a hundred does not count, several do', () => {
    const pausing = (every: number): number => {
      const clock = manualClock();
      let steps = 0;
      return stepTime(() => clock.pass(++steps % every === 0 ? 1 : 1e-3), clock, 20);
    };
    expect(pausing(100_000)).toBeLessThan(1100);
    expect(pausing(200)).toBeGreaterThan(5000);
  });

  test.each([
    ['stands still', () => 7],
    ['moves by more than a measurement', manualClock(1e-4, 4)],
  ])('a clock that %s measures nothing', (_, clock) => {
    const step = vi.fn();
    expect(() => stepTime(step, clock)).toThrow('no clock to measure a step with: load with unfolds instead');
    expect(step).not.toHaveBeenCalled();
  });
});

describe('the choice', () => {
  const straight = (count: number): number => 100 + 50 * count;
  /** Each measurement takes a millisecond. */
  function choose(
    counts: number[],
    budget: number,
    cost: (count: number, call: number) => number = straight,
  ) {
    const clock = manualClock();
    const calls: number[] = [];
    const chosen = chooseUnfolds(
      counts,
      budget,
      (count) => {
        clock.pass(1);
        calls.push(count);
        return cost(count, calls.length);
      },
      clock,
    );
    return { ...chosen, calls };
  }
  const six = [1, 2, 3, 4, 5, 6];

  test.each([
    [1000, 6],
    [400, 6],
    [399, 5],
    [300, 4],
    [199, 1],
    [150, 1],
  ])('a budget of %d ns allows %d unfolds', (budget, unfolds) => {
    expect(choose(six, budget)).toMatchObject({ unfolds, nanoseconds: straight(unfolds) });
  });

  test('what fits at once is measured once', () => {
    expect(choose(six, 1000).calls).toEqual([6]);
  });

  test('none fits: the fewest, with what they take', () => {
    expect(choose(six, 149)).toMatchObject({ unfolds: 1, nanoseconds: 150 });
    expect(choose([3], 249)).toMatchObject({ unfolds: 3, nanoseconds: 250 });
  });

  test('only the counts that are given', () => {
    expect(choose([2, 4, 40], 310)).toMatchObject({ unfolds: 4 });
    expect(choose([2, 4, 40], 290)).toMatchObject({ unfolds: 2 });
    expect(choose([65_535], 1e9)).toMatchObject({ unfolds: 65_535 });
    expect(
      choose(
        Array.from({ length: 65_535 }, (_, i) => i + 1),
        5100,
      ),
    ).toMatchObject({ unfolds: 100 });
  });

  test('a host that warms up gets what it is worth when warm', () => {
    const warming = (count: number, call: number): number => straight(count) * (call < 10 ? 4 : 1);
    expect(choose(six, 420, warming)).toMatchObject({ unfolds: 6, nanoseconds: 400 });
  });

  test('a passing disturbance does not decide, and what is chosen has been measured to fit', () => {
    const disturbed = (count: number, call: number): number => straight(count) * (call % 3 === 1 ? 9 : 1);
    const { unfolds, nanoseconds } = choose(six, 320, disturbed);
    expect(unfolds).toBe(4);
    expect(nanoseconds).toBe(300);
  });

  test('it ends after 20 ms', () => {
    const { calls } = choose(six, 210);
    expect(calls.length).toBeLessThan(24);
  });
});

describe('a model within a budget', () => {
  const start = simd.compileSync();
  /** Loads with an interpreter whose step takes 1 µs and 2 µs an unfold. */
  function openAt(bytes: Uint8Array, budget?: string, maxLoss?: string) {
    const clock = manualClock();
    const slow = (): InterpreterExports => {
      const exports = start();
      let count = K;
      return {
        ...exports,
        open(length, unfolds, weights) {
          count = unfolds || K;
          return exports.open(length, unfolds, weights);
        },
        step(session, dt) {
          clock.pass(1e-3 + 2e-3 * count);
          return exports.step(session, dt);
        },
      };
    };
    return openWithin(slow, bytes, { budget, maxLoss, name: 'a.mns', weights: 'fast' }, clock);
  }

  test.each([
    ['1ms', 6],
    ['12us', 5],
    ['8us', 3],
    ['3.5us', 1],
  ])('%s', (budget, unfolds) => {
    const model = openAt(stored, budget);
    expect(model.budget).toMatchObject({ unfolds });
    expect(model.budget!.nanoseconds / (1000 + 2000 * unfolds)).toBeCloseTo(1, 1);
    const inputs = [1, -2, 3, 0.5];
    expect(model.run(inputs)).toEqual(loadSync(bare, { unfolds }).run(inputs));
  });

  test('says what is given up', () => {
    const { loss, relativeLoss } = openAt(stored, '8us').budget!;
    expect(loss).toBe(0.208);
    expect(relativeLoss).toBeCloseTo(0.04, 9);
    expect(openAt(stored, '1ms').budget).toMatchObject({ loss: 0.2, relativeLoss: 0 });
    expect(openAt(bare, '8us').budget).toMatchObject({ unfolds: 3, loss: null, relativeLoss: null });
  });

  test('maxLoss rules out what costs more', () => {
    expect(openAt(stored, '8us', '5%').budget).toMatchObject({ unfolds: 3 });
    expect(openAt(stored, '8us', '4.1 %').budget).toMatchObject({ unfolds: 3 });
    expect(() => openAt(stored, '6us', '5%')).toThrow(
      /^a\.mns: a step with 3 unfolds, the fewest allowed, takes 7\d{3} ns here, the budget is 6us$/,
    );
    // fewer unfolds need not be worse
    expect(openAt(storing([0.19, 0.3, 0.3, 0.3, 0.3, 0.2]), '8us', '0%').budget).toMatchObject({
      unfolds: 1,
    });
    expect(openAt(storing([0, 1, 0, 0, 0, 0]), '8us', '5%').budget).toMatchObject({ unfolds: 3 });
  });

  test.each([
    [
      bare,
      '2us',
      undefined,
      /^a\.mns: a step with 1 unfolds, the fewest allowed, takes 30\d\d ns here, the budget is 2us$/,
    ],
    [bare, '20', undefined, 'budget must be a time with its unit, like 20us, not 20'],
    [bare, '0us', undefined, 'budget must be a time with its unit'],
    [bare, undefined, '5%', 'budget must be a time with its unit, like 20us, not undefined'],
    [bare, '20us', '5', 'maxLoss must be a percentage, like 5%, not 5'],
    [bare, '20us', '-5%', 'maxLoss must be a percentage'],
    [bare, '20us', '5%', 'it stores no losses to compare with maxLoss'],
    [storing([1, 2]), '20us', '5%', 'it stores no losses to compare with maxLoss'],
    [storing('none'), '20us', '5%', 'it stores no losses to compare with maxLoss'],
    [assemble(elman(6)), '20us', undefined, 'its cells are maps: they have no unfolds to lower'],
  ])('what cannot be held is refused: %#', (bytes, budget, maxLoss, message) => {
    expect(() => openAt(bytes, budget, maxLoss)).toThrow(message);
    expect(() => openAt(bytes, budget, maxLoss)).toThrow(expect.objectContaining({ code: 'budget' }));
  });

  test('metadata that say nonsense change nothing', () => {
    const odd = storing(7, { interval: 'x', inputStatistics: { mean: 3 } });
    expect(openAt(odd, '8us').budget).toMatchObject({ unfolds: 3, loss: null });
  });

  test('load and loadSync take one, with the clock of the host', async () => {
    for (const model of [
      loadSync(stored, { budget: '1s' }),
      await load(stored, { budget: '1s', maxLoss: '5%' }),
    ]) {
      expect(model.budget).toMatchObject({ unfolds: K, loss: 0.2, relativeLoss: 0 });
      expect(model.budget!.nanoseconds).toBeGreaterThan(0);
    }
    expect(loadSync(stored).budget).toBeNull();
    expect(() => loadSync(stored, { budget: '1s', unfolds: 2, name: 'a.mns' })).toThrow(
      'a.mns: give unfolds, or a budget to choose them by, not both',
    );
    await expect(load(stored, { budget: '1ps' })).rejects.toMatchObject({ code: 'budget' });
  });

  test('the clock of a Worker that stands still', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(3);
    try {
      expect(() => loadSync(stored, { budget: '20us' })).toThrow('no clock');
    } finally {
      now.mockRestore();
    }
  });
});
