import * as I from '../interval.ts';
import { slot } from '../slot.ts';
import { exp } from './functions.ts';
import type { Rule } from './rule.ts';

/** Operations that move floats, and those that make one of many. */
export const moves: Readonly<Record<string, Rule>> = {
  copy: (c) => c.write(c.read(0)),
  concat: (c) => c.write([...c.read(0), ...c.read(1, c.instruction.k)]),
  slice: (c) => c.write(c.read(0, c.instruction.n + c.instruction.k).slice(c.instruction.k)),
  broadcast: (c) => c.write(c.spread(0, true)),
  mean(c) {
    c.write([slot(meanOf(c.read(0).map(({ range }) => range)))]);
  },
  distance(c) {
    const b = c.read(1);
    c.write([
      slot(
        meanOf(
          c.read(0).map(({ range }, i) => {
            const [low, high] = I.subtract(range, b[i].range);
            return low > 0 ? ([low, high] as const) : ([Math.max(0, -high), Math.max(-low, high)] as const);
          }),
        ),
      ),
    ]);
  },
  softmax(c) {
    const logits = c.read(0).map(({ range }) => range);
    // the share is largest where its logit is and all others are least, and the other way round
    const share = (i: number, own: 0 | 1): number =>
      1 / logits.reduce((sum, x, j) => sum + (j === i ? 1 : exponent(x[1 - own] - logits[i][own])), 0);
    c.write(
      logits.map((_, i) => {
        const [low, high] = I.roundedBy([share(i, 0), share(i, 1)], logits.length);
        return slot([Math.max(0, low), high]);
      }),
    );
  },
};

const exponent = (x: number): number => (Number.isNaN(x) ? 1 : exp([x, x])[1]);

/** Of n ranges: their sum, rounded n times, divided by n. */
function meanOf(ranges: readonly I.Interval[]): I.Interval {
  const n = ranges.length;
  const size = ranges.reduce((all, range) => all + I.magnitude(range), 0);
  const [low, high] = ranges.reduce(([l, h], range) => [l + range[0], h + range[1]], I.ZERO);
  return I.widened([low / n, high / n], (n + 2) * I.ULP * (size / n) + 1e-44);
}
