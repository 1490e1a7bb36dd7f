import { lengthOf } from '../graph/value.ts';
import * as I from '../intervals/interval.ts';
import type { RuleContext, Weights } from '../intervals/rule.ts';
import type { Gate, Slot, Sum } from '../intervals/slot.ts';
import { addSums, rangeOf } from '../intervals/sums.ts';
import { compiled } from './compiled.ts';
import { gateInterval } from './gate.ts';

/**
 * Two sums over synapses: operands T, the potentials x and the biases, in two segments as the result. The segments of T are
 * slopes and offsets, halved, and the weights of either sum.
 */
export const synapticSumsOp = compiled({
  name: 'synapses',
  instruction: {
    opcode: 13,
    operands: ['matrix', 'k', 'n'],
    k: 'positive',
    matrix: { kind: 'synapses', vectors: [] },
    work: (n, k, { blocks = Math.ceil(n / 8) * k }) => ({
      multiplyAdds: 12 * blocks,
      transcendentals: 4 * blocks,
    }),
    kernel: 'synapses',
    interval,
    formula: 'two sums c + Σ w ⊙ gate(slope ⊙ b + offset), see below',
  },
  shape: ([matrix]) => [matrix.shape[0] / 2],
  k: ([, x]) => lengthOf(x),
});

function interval(c: RuleContext): void {
  const { n, k } = c.instruction;
  const matrix = c.tensor(0);
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
        terms: new Map(gates[r].flatMap((one, j) => (weights[j] === 0 ? [] : [[one, weights[j]] as const]))),
      };
      const sum = addSums(from.sum ?? { constant: from.range, terms: new Map() }, own);
      return { range: rangeOf(sum), sum };
    }),
    2,
  );
}

/** The gates of the synapses onto one row: of as many inputs. */
function gatesOf({ values, columns, rows }: Weights, r: number, x: readonly Slot[]): Gate[] {
  const part = rows / 4;
  return x.map(({ range }, j) => {
    const [slope, offset] = [0, 1].map((segment) => values[(segment * part + r) * columns + j]);
    return { range: gateInterval(I.add(I.multiply([slope, slope], range), [offset, offset])) };
  });
}
