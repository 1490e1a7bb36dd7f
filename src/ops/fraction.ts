import { ANYTHING, add, divide, hull, type Interval, multiply, rounded } from '../intervals/interval.ts';
import { slot } from '../intervals/slot.ts';
import { compiled } from './compiled.ts';

/** activation((p ⊙ a + q) / (r ⊙ a + s)); the second operand holds p, q, r, s in four segments, the form is the activation. */
export const fractionOp = compiled({
  name: 'fraction',
  instruction: {
    opcode: 29,
    operands: ['n', 'four segments'],
    forms: 'activation',
    inPlace: true,
    kernel: 'elementwise',
    interval(c) {
      const { n, form } = c.instruction;
      const { values } = c.tensor(1);
      const activation = c.activation(form);
      const coefficients = (i: number) => [0, 1, 2, 3].map((part) => values[part * n + i]);
      c.write(c.read(0).map(({ range }, i) => slot(activation(fraction(range, coefficients(i))))));
    },
    formula:
      'act((p · a + q) / (r · a + s)): b has the segments p, q, r, s; the form is the opcode of an activation, as of an affine, or 0',
  },
});

/** (p · x + q) / (r · x + s) for x in a range: without a pole in it, it rises or falls all the way. */
export function fraction(x: Interval, [p, q, r, s]: readonly number[]): Interval {
  const below = add(multiply([r, r], x), [s, s]);
  if (below[0] <= 0 && below[1] >= 0) return ANYTHING;
  const at = (end: number): Interval =>
    divide(add(multiply([p, p], [end, end]), [q, q]), add(multiply([r, r], [end, end]), [s, s]));
  if (!Number.isFinite(x[0]) || !Number.isFinite(x[1]))
    return divide(add(multiply([p, p], x), [q, q]), below);
  return rounded(hull(at(x[0]), at(x[1])));
}
