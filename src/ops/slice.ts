import { OP_SLICE } from '../../assembly/layout.ts';
import { A, K, mismatch, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const sliceOp: Op = {
  name: 'slice',
  opcode: OP_SLICE,
  shape(inputs, { offset = 0, length = 1 }) {
    if (offset < 0 || offset + length > lengthOf(inputs[0]))
      mismatch('slice', inputs, `it has no elements ${offset} to ${offset + length - 1}`);
    return [length];
  },
  k: (_inputs, { offset = 0 }) => offset,
  forward(v, t, i) {
    const a = t[i + A] + t[i + K];
    v.copyWithin(t[i + OUT], a, a + t[i + N]);
  },
  backward(_v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A] + t[i + K];
    const n = t[i + N];
    for (let j = 0; j < n; j++) g[a + j] += g[o + j];
  },
  cost: () => NO_COST,
  range: ([x]) => x,
};

/** `length` elements of x from element `offset` on. */
export function slice(x: Value, offset: number, length: number): Value {
  return offset === 0 && length === lengthOf(x) ? x : x.graph.apply(sliceOp, [x], { offset, length });
}
