import { matrix, normal, vector } from '../graph/parameter.ts';
import { affine, exp, neg, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/** Continuous-time recurrent network with fixed time constants: dh/dt = −h/e^(log τ) + tanh(W h + U x + b). */
export const ctrnn = defineCell({
  kind: 'field',
  name: 'ctrnn',
  source: 'Beer, On the dynamics of small continuous-time recurrent neural networks, 1995',
  bounded: true,
  parameters: ({ inputs, units }) => ({
    W: matrix(units, units, { init: normal(0.1) }),
    U: matrix(units, inputs, { init: normal(0.1) }),
    b: vector(units),
    log_tau: vector(units),
  }),
  field({ p, h, x }) {
    return { decay: exp(neg(p.log_tau)), drive: tanh(affine(p.b, [p.U, x], [p.W, h])) };
  },
});
