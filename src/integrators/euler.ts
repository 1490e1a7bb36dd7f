import { eulerUpdate } from '../ops/index.ts';
import type { Integrator } from './integrator.ts';

/** Explicit Euler: order 1, one evaluation, stable only while s · decay < 2. */
export const euler: Integrator<'euler'> = {
  name: 'euler',
  order: 1,
  evaluations: 1,
  bounded: false,
  step(h, s, field) {
    const { drive, decay } = field(h);
    return eulerUpdate(h, drive, decay, s);
  },
};
