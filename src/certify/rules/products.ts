import { opNames, type ReadInstruction } from '../../format/read.ts';
import type { Weights } from '../arena.ts';
import * as I from '../interval.ts';
import { type Gate, type Slot, type Sum, slot } from '../slot.ts';
import { addSums } from './elementwise.ts';
import { functions, gate } from './functions.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Row `row` of a matrix times a vector, plus a bias: a chain of as many sums, each of them rounded. */
function row({ values, columns }: Weights, index: number, x: readonly Slot[], bias: I.Interval): I.Interval {
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

function activate(range: I.Interval, { activations }: ReadInstruction, segment: number): I.Interval {
  const f = functions[opNames.get(activations[segment]) ?? ''];
  return f ? f(range) : range;
}

function affine(c: RuleContext, x: readonly Slot[]): void {
  const matrix = c.arena.tensor(c.instruction, 0);
  const { n } = c.instruction;
  const { segments } = matrix;
  const bias = c.read(2, n, segments);
  c.write(
    bias.map(({ range }, i) =>
      slot(activate(row(matrix, i, x, range), c.instruction, Math.floor(i / (n / segments)))),
    ),
    segments,
  );
}

/** The gates of a machine's synapses onto one row: of as many inputs. */
function gatesOf({ values, columns, rows }: Weights, r: number, x: readonly Slot[]): Gate[] {
  const part = rows / 4;
  return x.map(({ range }, j) => {
    const [slope, offset] = [0, 1].map((segment) => values[(segment * part + r) * columns + j]);
    return { range: gate(I.add(I.multiply([slope, slope], range), [offset, offset])) };
  });
}

export const products: Readonly<Record<string, Rule>> = {
  affine(c) {
    const { k } = c.instruction;
    const { columns } = c.arena.tensor(c.instruction, 0);
    affine(c, [...c.read(1, k), ...(k < columns ? c.read(3, columns - k) : [])]);
  },
  // with weights held as floats; the integer path is for who calibrates it
  'affine-levels': (c) => affine(c, c.read(1, c.instruction.k)),
  dot(c) {
    const matrix = c.arena.tensor(c.instruction, 0);
    const x = c.read(1, c.instruction.k);
    c.write(c.read(2).map(({ range }, i) => slot(row(matrix, i, x, range))));
  },
  synapses(c) {
    const { n, k } = c.instruction;
    const matrix = c.arena.tensor(c.instruction, 0);
    const x = c.read(1, k);
    const before = c.read(2, n, 2);
    const part = matrix.rows / 4;
    const gates = Array.from({ length: part }, (_, r) => gatesOf(matrix, r, x));
    c.write(
      before.map((from, i) => {
        const r = i % part;
        const first = ((i < part ? 2 : 3) * part + r) * k;
        const weights = matrix.values.subarray(first, first + k);
        const size = weights.reduce((all, w) => all + Math.abs(w), I.magnitude(from.range));
        const own: Sum = {
          constant: I.widened(I.ZERO, (k + 3) * 2 * I.ULP * size + 1e-44),
          terms: new Map(
            gates[r].flatMap((one, j) => (weights[j] === 0 ? [] : [[one, weights[j]] as const])),
          ),
        };
        const sum = addSums(from.sum ?? { constant: from.range, terms: new Map() }, own);
        return { range: rangeOf(sum), sum };
      }),
      2,
    );
  },
};

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
