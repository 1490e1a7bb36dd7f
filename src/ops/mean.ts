import { OP_MEAN } from '../../assembly/layout.ts';
import { A, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const meanOp: Op = {
  name: 'mean',
  opcode: OP_MEAN,
  shape: () => [1],
  n: ([x]) => lengthOf(x),
  forward(v, t, i) {
    const a = t[i + A];
    const n = t[i + N];
    let sum = 0;
    for (let j = 0; j < n; j++) sum += v[a + j];
    v[t[i + OUT]] = sum / n;
  },
  backward(_v, g, t, i) {
    const a = t[i + A];
    const n = t[i + N];
    const d = g[t[i + OUT]] / n;
    for (let j = 0; j < n; j++) g[a + j] += d;
  },
  cost: () => NO_COST,
  range: ([x]) => x,
};

/** Mean of the elements: a vector of length 1. */
export const mean = (x: Value): Value => x.graph.apply(meanOp, [x]);
