/** Ranges hold what is computed from numbers in them, and are no larger than they have to be. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as I from '../../src/intervals/interval.ts';
import { ratioOf } from '../../src/intervals/ratio.ts';
import type { Gate, Sum } from '../../src/intervals/slot.ts';
import { fraction } from '../../src/ops/fraction.ts';
import { ops } from '../../src/ops/list.ts';
import { operations } from '../../src/ops/table.ts';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const interval = fc.tuple(number, number).map(([a, b]): I.Interval => [Math.min(a, b), Math.max(a, b)]);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const inside = ([low, high]: I.Interval, at: number): number => Math.min(high, low + at * (high - low));
const holds = ([low, high]: I.Interval, value: number): boolean => low <= value && value <= high;

test('every operation of the interpreter has a rule', () => {
  const unknown = [...operations.values()].filter(({ interval }) => interval === null);
  expect(unknown.map(({ name }) => name)).toEqual(['loop', 'end']);
});

const functions = Object.fromEntries(
  [...operations.values()].flatMap(({ name, activation }) => (activation ? [[name, activation]] : [])),
);

/** The value of an operation of the trainer on one number. */
function evaluated(name: string, x: number): number {
  const op = ops.find((one) => one.name === name);
  if (!op) return name === 'gate' ? 1 / (1 + Math.exp(-2 * x)) : Number.NaN;
  const values = Float64Array.of(x, 0, 0);
  const record = new Int32Array(16);
  record.set([0, 1, 1, 0, 0]);
  record[11] = 1;
  op.forward(values, record, 0);
  return values[1];
}

describe.each(Object.keys(functions))('%s', (name) => {
  test.prop([interval, share])('of a number is in the range of its range', (x, at) => {
    if (name === 'reciprocal' && x[0] <= 0 && x[1] >= 0) return;
    if (name === 'sqrt' && x[0] < 0) return;
    expect(holds(functions[name](x), evaluated(name, inside(x, at)))).toBe(true);
  });

  test.prop([number])('is close to the number where the range is one', (x) => {
    if (name === 'reciprocal' && Math.abs(x) < 1e-3) return;
    if (name === 'sqrt' && x < 0) return;
    const y = evaluated(name, x);
    expect(I.width(functions[name]([x, x]))).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(x) + Math.abs(y)));
  });
});

test('exp and softplus can be zero, as the interpreter’s are, where a range begins below −87.33', () => {
  for (const name of ['exp', 'softplus']) {
    expect(functions[name]([-100, 0])[0]).toBe(0);
    expect(functions[name]([-87, 0])[0]).toBeGreaterThan(0);
  }
  expect(functions.reciprocal(functions.exp([-88, 0]))).toEqual(I.ANYTHING);
});

describe('arithmetic', () => {
  const both: readonly [string, typeof I.add, (a: number, b: number) => number][] = [
    ['add', I.add, (a, b) => a + b],
    ['subtract', I.subtract, (a, b) => a - b],
    ['multiply', I.multiply, (a, b) => a * b],
    ['divide', I.divide, (a, b) => a / b],
  ];
  for (const [name, over, of] of both)
    test.prop([interval, interval, share, share])(name, (a, b, s, t) => {
      const y = of(inside(a, s), inside(b, t));
      if (Number.isFinite(y)) expect(holds(over(a, b), y)).toBe(true);
    });

  test.prop([interval, interval, interval, share, share, share])('a mix', (a, b, w, r, s, t) => {
    const [x, y, weight] = [inside(a, r), inside(b, s), inside(w, t)];
    expect(holds(I.mixed(a, b, w), (1 - weight) * x + weight * y)).toBe(true);
  });

  test.prop([interval, fc.tuple(number, number, number, number), share])(
    'a fraction',
    (x, [p, q, r, s], at) => {
      const value = inside(x, at);
      const y = (p * value + q) / (r * value + s);
      if (Number.isFinite(y)) expect(holds(fraction(x, [p, q, r, s]), y)).toBe(true);
    },
  );
});

describe('a quotient of two sums of the same gates', () => {
  const gates = fc.array(
    fc.tuple(fc.tuple(share, share), number, fc.double({ min: 0, max: 50, noNaN: true })),
    {
      minLength: 1,
      maxLength: 6,
    },
  );

  test.prop([gates, number, fc.double({ min: 0.01, max: 9, noNaN: true })])(
    'has its extremes where gates are open or closed as far as they can be',
    (list, above, below) => {
      const all = list.map(([[a, b], p, q]) => ({
        gate: { range: [Math.min(a, b), Math.max(a, b)] } as Gate,
        p,
        q,
      }));
      const sum = (constant: number, factor: 'p' | 'q'): Sum => ({
        constant: [constant, constant],
        terms: new Map(all.map((one) => [one.gate, one[factor]])),
      });
      const corners = Array.from({ length: 2 ** all.length }, (_, mask) => {
        const at = (i: number): number => all[i].gate.range[(mask >> i) & 1];
        const total = (from: number, factor: 'p' | 'q'): number =>
          all.reduce((value, one, i) => value + one[factor] * at(i), from);
        return total(above, 'p') / total(below, 'q');
      });
      const [low, high] = ratioOf(sum(above, 'p'), sum(below, 'q'));
      const size = 1e-5 * (1 + Math.max(...corners.map(Math.abs)));
      expect(Math.abs(low - Math.min(...corners))).toBeLessThan(size);
      expect(Math.abs(high - Math.max(...corners))).toBeLessThan(size);
      expect(low).toBeLessThanOrEqual(Math.min(...corners) + 1e-12);
      expect(high).toBeGreaterThanOrEqual(Math.max(...corners) - 1e-12);
    },
  );

  test('may be anything where the lower one may be zero', () => {
    const gate: Gate = { range: [0, 1] };
    const sum = (constant: number): Sum => ({ constant: [constant, constant], terms: new Map([[gate, 1]]) });
    expect(ratioOf(sum(1), sum(0))).toEqual(I.ANYTHING);
  });
});
