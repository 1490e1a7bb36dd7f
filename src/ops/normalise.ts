import { multiply, subtract } from '../intervals/interval.ts';
import { slot } from '../intervals/slot.ts';
import { compiled } from './compiled.ts';

/** (a − b) ⊙ c. */
export const normaliseOp = compiled({
  name: 'normalise',
  instruction: {
    opcode: 36,
    operands: ['n', 'n', 'n'],
    inPlace: true,
    kernel: 'elementwise',
    interval(c) {
      const [offset, factor] = [c.read(1), c.read(2)];
      c.write(c.read(0).map((a, i) => slot(multiply(subtract(a.range, offset[i].range), factor[i].range))));
    },
    formula: '(a − b) · c',
  },
});
