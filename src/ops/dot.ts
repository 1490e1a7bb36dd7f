import { lengthOf } from '../graph/value.ts';
import { slot } from '../intervals/slot.ts';
import { row } from '../intervals/sums.ts';
import { compiled } from './compiled.ts';

/** c + T b for few rows, each a reduction: operands T, b, c. */
export const dotOp = compiled({
  name: 'dot',
  instruction: {
    opcode: 10,
    operands: ['rows', 'k', 'n'],
    k: 'positive',
    matrix: { kind: 'rows', vectors: [1] },
    work: (n, k) => ({ multiplyAdds: n * k, transcendentals: 0 }),
    kernel: 'dot',
    interval(c) {
      const matrix = c.tensor(0);
      const x = c.read(1, c.instruction.k);
      c.write(c.read(2).map(({ range }, i) => slot(row(matrix, i, x, range))));
    },
    formula: 'cᵢ + Σ Tᵢ ⊙ b: T = a. The sum is a reduction, the bias is added last',
  },
  shape: ([matrix]) => [matrix.shape[0]],
  k: ([, b]) => lengthOf(b),
});
