import { checkOptions } from '../check/options.ts';
import { flag } from '../check/rules.ts';
import { matrix, normal, vector } from '../graph/parameter.ts';
import { affine, exp, neg, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

export interface CtrnnOptions {
  /** Fixes every time constant at 1, to reproduce the comparisons of the LTC paper. */
  readonly fixedTau?: boolean;
}

/** dh/dt = −h/τ + tanh(W h + U x + b), τ trained and independent of the input. */
export const ctrnn = (options: CtrnnOptions = {}) => {
  checkOptions<CtrnnOptions>('cell "ctrnn"', options, { fixedTau: flag });
  const { fixedTau = false } = options;
  return defineCell({
    kind: 'field',
    name: 'ctrnn',
    source: 'Beer, On the dynamics of small continuous-time recurrent neural networks, 1995',
    ...(fixedTau && { options: { fixedTau } }),
    bounded: true,
    parameters: ({ inputs, units }) => ({
      W: matrix(units, units, { init: normal(0.1) }),
      U: matrix(units, inputs, { init: normal(0.1) }),
      b: vector(units),
      ...(!fixedTau && { log_tau: vector(units) }),
    }),
    field({ p, h, x }) {
      const decay = fixedTau
        ? h.graph.constant(h.shape, new Float64Array(h.shape[0]).fill(1))
        : exp(neg(p.log_tau));
      return { decay, drive: tanh(affine(p.b, [p.U, x], [p.W, h])) };
    },
  });
};
