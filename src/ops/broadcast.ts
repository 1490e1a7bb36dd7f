import { A, LANES, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const broadcastOp: Op = {
  name: 'broadcast',
  instruction: {
    opcode: 6,
    operands: ['scalar'],
    kernel: 'broadcast',
    interval: (c) => c.write(c.spread(0, true)),
    formula: 'all n floats are a',
  },
  shape(inputs, { length = 1 }) {
    if (lengthOf(inputs[0]) !== 1) mismatch('broadcast', inputs, 'the operand must have length 1');
    return [length];
  },
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const x = v[a + l];
      for (let j = l; j < n; j += lanes) v[o + j] = x;
    }
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += g[o + j];
      g[a + l] += sum;
    }
  },
  range: ([x]) => x,
};

/** A vector of `length` copies of the one element of `x`. */
export const broadcast = (x: Value, length: number): Value => x.graph.apply(broadcastOp, [x], { length });

/** The two operands at one length: the one of length 1, if the other is longer, is broadcast. */
export function alike(x: Value, y: Value): [Value, Value] {
  const n = lengthOf(x);
  const m = lengthOf(y);
  if (n === m) return [x, y];
  if (m === 1) return [x, broadcast(y, n)];
  if (n === 1) return [broadcast(x, m), y];
  return [x, y];
}
