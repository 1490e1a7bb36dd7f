import { A, K, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

export const sliceOp: Op = {
  name: 'slice',
  instruction: {
    opcode: 5,
    operands: ['n from k'],
    k: 'any',
    kernel: 'copyFloats',
    interval: (c) => c.write(c.read(0, c.instruction.n + c.instruction.k).slice(c.instruction.k)),
    formula: 'n floats of a from float k on; a tensor may have more rows than n + k',
  },
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
  range: ([x]) => x,
};

/** `length` elements of x from element `offset` on. */
export function slice(x: Value, offset: number, length: number): Value {
  return offset === 0 && length === lengthOf(x) ? x : x.graph.apply(sliceOp, [x], { offset, length });
}
