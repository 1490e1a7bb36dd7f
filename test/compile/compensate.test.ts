/** Maps that the elapsed time moves are stepped by compensated increments, however their equation is written. */
import { describe, expect, it } from 'vitest';
import { readBlob } from '../../src/format/read.ts';
import { buildNetwork, compile, defineCell, ops, parameter, type Value } from '../../src/train/index.ts';
import { drift } from '../drift/drift.ts';
import { randomParameters } from '../models.ts';

const { add, affine, concat, div, exp, lerp, mul, neg, scale, shift, sigmoid, sub, tanh } = ops;

interface Values {
  readonly h: Value;
  readonly u: Value;
  readonly dt: Value;
  /** A positive rate for each unit. */
  readonly rate: Value;
}
type Next = (values: Values) => Value;

const fade = ({ dt, rate }: Values): Value => exp(neg(mul(rate, dt)));
const sameForAll = ({ dt }: Values): Value => exp(scale(dt, -0.5));

const timed: Record<string, Next> = {
  'h + Δ (u − h)': ({ h, u, dt }) => add(h, mul(sub(u, h), dt)),
  'h − Δ tanh h': ({ h, dt }) => sub(h, mul(tanh(h), dt)),
  'a pull by Δ rate': ({ h, u, dt, rate }) => lerp(mul(rate, dt), h, u),
  'a pull by Δ σ(u)': ({ h, u, dt }) => lerp(mul(sigmoid(u), dt), h, tanh(u)),
  'a pull by Δ/(1 + Δ)': ({ h, u, dt }) => lerp(div(dt, shift(dt, 1)), h, u),
  'e h': (v) => mul(fade(v), v.h),
  'e h, one e for all': (v) => mul(v.h, sameForAll(v)),
  'e h + (1 − e) u': (v) => add(mul(fade(v), v.h), mul(shift(neg(fade(v)), 1), v.u)),
  '(1 − e) u + e h, one e for all': (v) =>
    add(mul(v.u, shift(neg(sameForAll(v)), 1)), mul(v.h, sameForAll(v))),
  'from u to h by e': (v) => lerp(fade(v), v.u, v.h),
  'from h to u by 1 − e': (v) => lerp(neg(shift(sameForAll(v), -1)), v.h, v.u),
  'e (h + ½ Δ u) − Δ h': (v) => sub(mul(sameForAll(v), add(v.h, scale(mul(v.u, v.dt), 0.5))), mul(v.h, v.dt)),
};

const untimed: Record<string, Next> = {
  'a gate without Δ': ({ h, u }) => lerp(sigmoid(u), h, tanh(u)),
  'Δ inside of a tanh': ({ h, dt }) => tanh(mul(h, dt)),
};

const cellOf = (next: Next, output: (before: Value, after: Value) => Value = (_, after) => after) =>
  defineCell({
    kind: 'map',
    name: 'written',
    source: 'this test',
    states: ({ units }) => ({ h: units, late: units }),
    parameters: ({ inputs, units }) => ({
      U: parameter.matrix(units, inputs),
      b: parameter.vector(units),
      rate: parameter.vector(units, { init: parameter.constant(1), constraint: 'softplus' }),
    }),
    next({ p, x, dt, state: { h, late } }) {
      const u = affine(p.b, [p.U, x]);
      const after = next({ h, u, dt, rate: p.rate });
      return { state: { h: after, late: add(scale(late, 0.5), h) }, output: output(h, after) };
    },
  });

const compensations = (next: Next): number => {
  const layers = [{ cell: cellOf(next), units: 3 }];
  const network = buildNetwork({ inputs: 2, outputs: 3, layers, readout: 'none' });
  const { blob } = compile(network, randomParameters(network));
  return readBlob(blob).ports.filter(({ kind }) => kind === 'compensation').length;
};

describe.each(Object.entries(timed))('%s', (_, next) => {
  it('is compensated', () => expect(compensations(next)).toBe(1));

  it('loses nothing at an interval of 1e-6', () => {
    const { share, stable } = drift({ cell: cellOf(next) }, { dt: 1e-6, length: 3000, gain: 1 });
    expect(stable).toBe(true);
    expect(share).toBeLessThanOrEqual(3e-7);
  });

  it('leaves what it was to whoever reads it', () => {
    const course = { dt: 0.3, length: 60, gain: 1 };
    for (const output of [(h: Value) => h, (h: Value, after: Value) => tanh(add(scale(h, 0.3), after))])
      expect(drift({ cell: cellOf(next, output) }, course).share).toBeLessThanOrEqual(1e-6);
  });
});

it.each(Object.entries(untimed))('%s is stepped as it is written', (_, next) => {
  expect(compensations(next)).toBe(0);
});

it('two states that change places are copied', () => {
  const swapping = defineCell({
    kind: 'map',
    name: 'swapping',
    source: 'this test',
    states: ({ units }) => ({ a: units, b: units }),
    parameters: ({ inputs, units }) => ({ U: parameter.matrix(units, inputs), c: parameter.vector(units) }),
    next({ p, x, dt, state: { a, b } }) {
      const moved = add(b, mul(affine(p.c, [p.U, x]), dt));
      return { state: { a: moved, b: scale(a, 0.5) }, output: slice(concat(a, moved)) };
    },
  });
  expect(drift({ cell: swapping }, { dt: 0.3, length: 60, gain: 1 }).share).toBeLessThanOrEqual(1e-6);
});

const slice = (both: Value): Value => ops.slice(both, 6, 12);
