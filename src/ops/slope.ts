import { A, B, C, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { ANYTHING, multiply, subtract } from '../intervals/interval.ts';
import { NO_DECAY } from '../intervals/reach.ts';
import { pointOf, type Slot } from '../intervals/slot.ts';
import { fieldForms, fieldsOf } from './field-interval.ts';
import { fieldShape } from './field-update.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

export const slopeOp: Op = {
  name: 'slope',
  instruction: {
    opcode: 48,
    operands: ['n', 'n', 'n'],
    forms: fieldForms(['n', 'n', 'n', 'n']),
    inPlace: true,
    kernel: 'field',
    interval(c) {
      const state = c.read(0);
      c.write(
        fieldsOf(c, 3).map(({ decay, ratio, why }, i): Slot => {
          if (!(decay[0] > 0)) return { range: ANYTHING, why: why ?? NO_DECAY };
          const range = multiply(decay, subtract(ratio, state[i].range));
          return { range, why, slope: { at: pointOf(state[i]), decay, ratio } };
        }),
      );
    },
    formula: 'y/q',
  },
  shape: (inputs) => fieldShape('slope', inputs, 3),
  inTerms: ([h, drive, decay]) => sub(drive, mul(decay, h)),
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
};

/** dh/dt = drive − decay ⊙ h. */
export const slope = (h: Value, drive: Value, decay: Value): Value =>
  h.graph.apply(slopeOp, [h, drive, decay]);
