import { A, LANES, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { roundedBy } from '../intervals/interval.ts';
import { slot } from '../intervals/slot.ts';
import { expInterval } from './exp.ts';

/** The largest exponential of a number; 1 where it is not known. */
const exponent = (x: number): number => (Number.isNaN(x) ? 1 : expInterval([x, x])[1]);

export const softmaxOp: Op = {
  name: 'softmax',
  instruction: {
    opcode: 8,
    operands: ['n'],
    overlaps: true,
    transcendentals: 1,
    exponential: true,
    kernel: 'softmax',
    interval(c) {
      const logits = c.read(0).map(({ range }) => range);
      // the share is largest where its logit is and all others are least, and the other way round
      const share = (i: number, own: 0 | 1): number =>
        1 / logits.reduce((sum, x, j) => sum + (j === i ? 1 : exponent(x[1 - own] - logits[i][own])), 0);
      c.write(
        logits.map((_, i) => {
          const [low, high] = roundedBy([share(i, 0), share(i, 1)], logits.length);
          return slot([Math.max(0, low), high]);
        }),
      );
    },
    formula: 'eᵢ / Σ e, eᵢ = exp(aᵢ − max a)',
  },
  shape: ([x]) => x.shape,
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let top = -Infinity;
      for (let j = l; j < n; j += lanes) top = Math.max(top, v[a + j]);
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += v[o + j] = Math.exp(v[a + j] - top);
      for (let j = l; j < n; j += lanes) v[o + j] /= sum;
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let dot = 0;
      for (let j = l; j < n; j += lanes) dot += g[o + j] * v[o + j];
      for (let j = l; j < n; j += lanes) g[a + j] += v[o + j] * (g[o + j] - dot);
    }
  },
  range: () => [0, 1],
};

/** e^x_j / Σ e^x: the probabilities of the classes whose logits are x. */
export const softmax = (x: Value): Value => x.graph.apply(softmaxOp, [x]);
