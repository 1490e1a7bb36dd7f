/** How a loop tells whose fault a missed deadline is. Times are given by hand; none is measured. */
import { expect, test } from 'vitest';
import { Ticks } from '../../bench/loop/loop.ts';
import { tailOf } from '../../bench/loop/tail.ts';

test('quantiles of a tail', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 1000 - i);
  expect(tailOf(values)).toEqual({
    p10: 101,
    p50: 501,
    p90: 901,
    p99: 991,
    p999: 1000,
    p9999: 1000,
    max: 1000,
  });
  expect(values[0]).toBe(1000);
});

test('work over a period is our own if it takes long again, else the host’s, unless garbage was collected', () => {
  const ticks = new Ticks(1000, 10);
  ticks.repeated(501);
  expect([ticks.own, ticks.host, ticks.interrupted]).toEqual([1, 0, 0]);
  ticks.repeated(499);
  ticks.repeated(1);
  expect([ticks.own, ticks.host, ticks.interrupted]).toEqual([1, 2, 2]);
  ticks.blame(1);
  expect([ticks.own, ticks.host, ticks.interrupted]).toEqual([2, 1, 1]);
  ticks.reset();
  expect([ticks.count, ticks.own, ticks.host, ticks.interrupted]).toEqual([0, 0, 0, 0]);
});
