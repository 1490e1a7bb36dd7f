import { lengthOf } from '../graph/value.ts';
import { compiled } from './compiled.ts';
import { productInterval, productWork } from './product.ts';

/** `affine` with one vector of known range: operands T, b, c, the range [1], and memory for b's quantised values. */
export const levelsOp = compiled({
  name: 'affine-levels',
  instruction: {
    opcode: 12,
    operands: ['matrix', 'k', 'n', 'range', 'levels'],
    k: 'positive',
    matrix: { kind: 'levels', vectors: [1] },
    work: productWork,
    kernel: 'affineLevels',
    // with weights held as floats; the integer path is for who calibrates it
    interval: (c) => productInterval(c, c.read(1, c.instruction.k)),
    formula: 'act(c + T b), b in 16 bits, see below',
  },
  shape: ([matrix]) => [matrix.shape[0]],
  k: ([, b]) => lengthOf(b),
  scratch: ([, b]) => 2 * Math.ceil(lengthOf(b) / 4),
});
