import { lengthOf } from '../graph/value.ts';
import { type Interval, subtract } from '../intervals/interval.ts';
import { slot } from '../intervals/slot.ts';
import { meanOf } from '../intervals/sums.ts';
import { compiled } from './compiled.ts';

/** Mean of |a − b|. */
export const distanceOp = compiled({
  name: 'distance',
  instruction: {
    opcode: 11,
    operands: ['n', 'n'],
    result: 'scalar',
    kernel: 'mean',
    interval(c) {
      const b = c.read(1);
      const sizes = c.read(0).map(({ range }, i): Interval => {
        const [low, high] = subtract(range, b[i].range);
        return low > 0 ? [low, high] : [Math.max(0, -high), Math.max(-low, high)];
      });
      c.write([slot(meanOf(sizes))]);
    },
    formula: 'the sum of |aᵢ − bᵢ| over n floats, a reduction, divided by n',
  },
  shape: () => [1],
  n: ([a]) => lengthOf(a),
});
