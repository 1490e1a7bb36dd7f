import * as I from './interval.ts';
import type { Weights } from './rule.ts';
import { number, type Slot, type Sum } from './slot.ts';

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

export function product(a: Slot, b: Slot | number): Slot {
  if (typeof b === 'number') return product(a, number(b));
  const range = I.multiply(a.range, b.range);
  const [constant, other] = constantOf(a) === null ? [constantOf(b), a] : [constantOf(a), b];
  return {
    range,
    factors: [a, b],
    ...(constant !== null && other.sum && { sum: scaledSum(other.sum, constant) }),
  };
}

export function sum(a: Slot, b: Slot | number): Slot {
  if (typeof b === 'number') return sum(a, number(b));
  return { range: I.add(a.range, b.range), ...(a.sum && b.sum && { sum: addSums(a.sum, b.sum) }) };
}

/** Of a sum whose gates go their own ways. */
export function rangeOf({ constant, terms }: Sum): I.Interval {
  let [low, high] = constant;
  for (const [{ range }, factor] of terms) {
    const [a, b] = I.times(range, [factor, factor]);
    low += a;
    high += b;
  }
  return [low, high];
}

/** Row `index` of a matrix times a vector, plus a bias: a chain of as many sums, each of them rounded. */
export function row(
  { values, columns }: Weights,
  index: number,
  x: readonly Slot[],
  bias: I.Interval,
): I.Interval {
  let [low, high] = bias;
  let size = I.magnitude(bias);
  for (let j = 0; j < x.length; j++) {
    const w = values[index * columns + j];
    if (w === 0) continue;
    const [a, b] = x[j].range;
    low += w > 0 ? w * a : w * b;
    high += w > 0 ? w * b : w * a;
    size += Math.abs(w) * I.magnitude(x[j].range);
  }
  return I.widened([low, high], (x.length + 3) * 2 * I.ULP * size + 1e-44);
}

/** Of n ranges: their sum, rounded n times, divided by n. */
export function meanOf(ranges: readonly I.Interval[]): I.Interval {
  const n = ranges.length;
  const size = ranges.reduce((all, range) => all + I.magnitude(range), 0);
  const [low, high] = ranges.reduce(([l, h], range) => [l + range[0], h + range[1]], I.ZERO);
  return I.widened([low / n, high / n], (n + 2) * I.ULP * (size / n) + 1e-44);
}
