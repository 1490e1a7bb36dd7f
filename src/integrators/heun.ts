import { heunUpdate, slope, stage } from '../ops/index.ts';
import type { Integrator } from './integrator.ts';

/** Heun's method, the explicit trapezoid: order 2, two evaluations. */
export const heun: Integrator<'heun'> = {
  name: 'heun',
  order: 2,
  evaluations: 2,
  bounded: false,
  step(h, s, field) {
    const at = (y: typeof h) => {
      const { drive, decay } = field(y);
      return slope(y, drive, decay);
    };
    const k1 = at(h);
    const k2 = at(stage(h, k1, s, 1));
    return heunUpdate(h, k1, k2, s);
  },
};
