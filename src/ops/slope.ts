import { OP_SLOPE } from '../../assembly/layout.ts';
import { A, B, C, mismatch, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';

/** Shape rule of the operations on a field: every vector as long as the state. */
export function fieldShape(name: string, inputs: readonly Value[], vectors: number): readonly [number] {
  const n = lengthOf(inputs[0]);
  if (inputs.slice(0, vectors).some((x) => lengthOf(x) !== n))
    mismatch(name, inputs, 'state, drive, decay and slopes must have one length');
  if (inputs.slice(vectors).some((x) => lengthOf(x) !== 1))
    mismatch(name, inputs, 'the substep must have length 1');
  return [n];
}

export const slopeOp: Op = {
  name: 'slope',
  opcode: OP_SLOPE,
  inPlace: true,
  shape: (inputs) => fieldShape('slope', inputs, 3),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) v[o + j] = v[drive + j] - v[decay + j] * v[h + j];
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[drive + j] += d;
      g[decay + j] -= d * v[h + j];
      g[h + j] -= d * v[decay + j];
    }
  },
  cost: () => NO_COST,
};

/** dh/dt = drive − decay ⊙ h. */
export const slope = (h: Value, drive: Value, decay: Value): Value =>
  h.graph.apply(slopeOp, [h, drive, decay]);
