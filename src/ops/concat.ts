import { A, B, K, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const concatOp: Op = {
  name: 'concat',
  instruction: {
    opcode: 4,
    operands: ['n', 'k'],
    result: 'n + k',
    k: 'positive',
    kernel: 'copyFloats',
    interval: (c) => c.write([...c.read(0), ...c.read(1, c.instruction.k)]),
    formula: 'n floats of a, then k ≥ 1 floats of b: the result has n + k floats',
  },
  shape(inputs) {
    const [x, y] = inputs;
    if (x.shape.length !== 1 || y.shape.length !== 1) mismatch('concat', inputs, 'both must be vectors');
    return [x.shape[0] + y.shape[0]];
  },
  n: ([x]) => lengthOf(x),
  k: ([, y]) => lengthOf(y),
  readsStates: true,
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
  range: ([[a, b], [c, d]]) => [Math.min(a, c), Math.max(b, d)],
};

/** The elements of x, then those of y. */
export const concat = (x: Value, y: Value): Value => x.graph.apply(concatOp, [x, y]);
