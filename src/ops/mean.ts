import { A, LANES, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { slot } from '../intervals/slot.ts';
import { meanOf } from '../intervals/sums.ts';

export const meanOp: Op = {
  name: 'mean',
  instruction: {
    opcode: 7,
    operands: ['n'],
    result: 'scalar',
    kernel: 'mean',
    interval: (c) => c.write([slot(meanOf(c.read(0).map(({ range }) => range)))]),
    formula: 'the sum of the n floats of a, a reduction, divided by n',
  },
  shape: () => [1],
  n: ([x]) => lengthOf(x),
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += v[a + j];
      v[o + l] = sum / (n / lanes);
    }
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const d = g[o + l] / (n / lanes);
      for (let j = l; j < n; j += lanes) g[a + j] += d;
    }
  },
  range: ([x]) => x,
};

/** Mean of the elements: a vector of length 1. */
export const mean = (x: Value): Value => x.graph.apply(meanOp, [x]);
