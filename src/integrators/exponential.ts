import { exponentialUpdate } from '../ops/index.ts';
import type { Integrator } from './integrator.ts';

/**
 * Exponential time differencing, ETD1 (Cox & Matthews 2002): freezes drive and decay over the substep and solves the
 * remaining linear equation exactly. Order 1, one evaluation, bounded at every step length.
 */
export const exponential: Integrator<'exponential'> = {
  name: 'exponential',
  order: 1,
  evaluations: 1,
  bounded: true,
  step(h, s, field) {
    const { drive, decay } = field(h);
    return exponentialUpdate(h, drive, decay, s);
  },
};
