import { OP_BROADCAST } from '../../assembly/layout.ts';
import { A, mismatch, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const broadcastOp: Op = {
  name: 'broadcast',
  opcode: OP_BROADCAST,
  shape(inputs, { length = 1 }) {
    if (lengthOf(inputs[0]) !== 1) mismatch('broadcast', inputs, 'the operand must have length 1');
    return [length];
  },
  forward(v, t, i) {
    const o = t[i + OUT];
    v.fill(v[t[i + A]], o, o + t[i + N]);
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const n = t[i + N];
    let sum = 0;
    for (let j = 0; j < n; j++) sum += g[o + j];
    g[t[i + A]] += sum;
  },
  cost: () => NO_COST,
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
