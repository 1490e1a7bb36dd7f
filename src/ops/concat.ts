import { OP_CONCAT } from '../../assembly/layout.ts';
import { A, B, K, mismatch, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const concatOp: Op = {
  name: 'concat',
  opcode: OP_CONCAT,
  shape(inputs) {
    const [x, y] = inputs;
    if (x.shape.length !== 1 || y.shape.length !== 1) mismatch('concat', inputs, 'both must be vectors');
    return [x.shape[0] + y.shape[0]];
  },
  n: ([x]) => lengthOf(x),
  k: ([, y]) => lengthOf(y),
  forward(v, t, i) {
    const o = t[i + OUT];
    const n = t[i + N];
    v.copyWithin(o, t[i + A], t[i + A] + n);
    v.copyWithin(o + n, t[i + B], t[i + B] + t[i + K]);
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const b = t[i + B];
    const n = t[i + N];
    const k = t[i + K];
    for (let j = 0; j < n; j++) g[a + j] += g[o + j];
    for (let j = 0; j < k; j++) g[b + j] += g[o + n + j];
  },
  cost: () => NO_COST,
  range: ([[a, b], [c, d]]) => [Math.min(a, c), Math.max(b, d)],
};

/** The elements of x, then those of y. */
export const concat = (x: Value, y: Value): Value => x.graph.apply(concatOp, [x, y]);
