import { semiImplicitUpdate } from '../ops/index.ts';
import type { Integrator } from './integrator.ts';

/**
 * The fused solver of Hasani et al., Liquid Time-constant Networks, 2021: implicit in the decay, explicit in the drive and
 * in the decay's coefficients. Order 1, one evaluation, bounded at every step length.
 */
export const semiImplicit: Integrator<'semi-implicit'> = {
  name: 'semi-implicit',
  order: 1,
  evaluations: 1,
  bounded: true,
  step(h, s, field) {
    const { drive, decay } = field(h);
    return semiImplicitUpdate(h, drive, decay, s);
  },
};
