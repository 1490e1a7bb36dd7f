import { checkOptions } from '../check/options.ts';
import { flag } from '../check/rules.ts';
import { constant, matrix, normal, vector } from '../graph/parameter.ts';
import { add, affine, reciprocal, softplus, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

export interface LtcTauOptions {
  /**
   * Leaves τ₀ unconstrained, as the source does. Use it only to reproduce the source: training may then reach a negative
   * decay, and export refuses a model whose decay can be negative.
   */
  readonly freeTau?: boolean;
}

/**
 * The input-dependent time constant: dh/dt = −h/τ + tanh(W_f h + U_f x + b_f), τ = τ₀ + softplus(W_τ h + U_τ x + b_τ).
 * Not bounded: drive/decay = τ tanh(·), and τ grows with h.
 */
export const ltcTau = (options: LtcTauOptions = {}) => {
  checkOptions<LtcTauOptions>('cell "ltc-tau"', options, { freeTau: flag });
  const { freeTau = false } = options;
  return defineCell({
    kind: 'field',
    name: 'ltc-tau',
    source: '"From Physics to Silicon", 2026',
    options: { freeTau },
    bounded: false,
    parameters: ({ inputs, units }) => {
      const small = { init: normal(0.1) };
      return {
        W_tau: matrix(units, units, small),
        U_tau: matrix(units, inputs, small),
        b_tau: vector(units),
        tau0: vector(units, { init: constant(1), constraint: freeTau ? 'none' : 'softplus' }),
        W_f: matrix(units, units, small),
        U_f: matrix(units, inputs, small),
        b_f: vector(units),
      };
    },
    field({ p, h, x }) {
      const tau = add(p.tau0, softplus(affine(p.b_tau, [p.U_tau, x], [p.W_tau, h])));
      return {
        decay: reciprocal(tau),
        drive: tanh(affine(p.b_f, [p.U_f, x], [p.W_f, h])),
        probes: { tau0: p.tau0 },
      };
    },
  });
};
