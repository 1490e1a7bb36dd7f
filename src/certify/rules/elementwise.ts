import * as L from '../../../assembly/layout.ts';
import { opNames } from '../../format/read.ts';
import * as I from '../interval.ts';
import { number, type Slot, type Sum, slot } from '../slot.ts';
import { type Fn, fraction, functions } from './functions.ts';
import type { Rule } from './rule.ts';

/** One function for all elements. */
export const unary =
  (f: Fn): Rule =>
  (c) =>
    c.write(c.read(0).map(({ range }) => slot(f(range))));

const constantOf = ({ sum }: Slot): number | null =>
  sum && sum.terms.size === 0 && sum.constant[0] === sum.constant[1] ? sum.constant[0] : null;

/** The sum of two sums, gate by gate. */
export function addSums(a: Sum, b: Sum): Sum {
  const terms = new Map(a.terms);
  for (const [gate, factor] of b.terms) terms.set(gate, (terms.get(gate) ?? 0) + factor);
  return { constant: I.add(a.constant, b.constant), terms };
}

const scaledSum = ({ constant, terms }: Sum, factor: number): Sum => ({
  constant: I.multiply(constant, [factor, factor]),
  terms: new Map([...terms].map(([gate, f]) => [gate, f * factor])),
});

function product(a: Slot, b: Slot): Slot {
  const range = I.multiply(a.range, b.range);
  const [constant, other] = constantOf(a) === null ? [constantOf(b), a] : [constantOf(a), b];
  return {
    range,
    factors: [a, b],
    ...(constant !== null && other.sum && { sum: scaledSum(other.sum, constant) }),
  };
}

const sum = (a: Slot, b: Slot): Slot => ({
  range: I.add(a.range, b.range),
  ...(a.sum && b.sum && { sum: addSums(a.sum, b.sum) }),
});

const binary =
  (f: (a: Slot, b: Slot) => Slot): Rule =>
  (c) => {
    const b = c.spread(1, c.instruction.form === L.FORM_SCALAR);
    c.write(c.read(0).map((a, i) => f(a, b[i])));
  };

export const elementwise: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, unary(f)])),
  add: binary(sum),
  sub: binary((a, b) => slot(I.subtract(a.range, b.range))),
  mul: binary(product),
  div: binary((a, b) => slot(I.divide(a.range, b.range))),
  scale: (c) => c.write(c.read(0).map((a) => product(a, number(c.instruction.immediate)))),
  shift: (c) => c.write(c.read(0).map((a) => sum(a, number(c.instruction.immediate)))),
  normalise(c) {
    const [offset, factor] = [c.read(1), c.read(2)];
    c.write(c.read(0).map((a, i) => slot(I.multiply(I.subtract(a.range, offset[i].range), factor[i].range))));
  },
  fraction(c) {
    const { n, form } = c.instruction;
    const { values } = c.arena.tensor(c.instruction, 1);
    const activation = functions[opNames.get(form) ?? ''] ?? ((x: I.Interval) => x);
    c.write(
      c.read(0).map(({ range }, i) =>
        slot(
          activation(
            fraction(
              range,
              [0, 1, 2, 3].map((part) => values[part * n + i]),
            ),
          ),
        ),
      ),
    );
  },
};
