import { rk4Update, slope, stage } from '../ops/index.ts';
import type { Integrator } from './integrator.ts';

/** The classical Runge–Kutta method: order 4, four evaluations. */
export const rk4: Integrator<'rk4'> = {
  name: 'rk4',
  order: 4,
  evaluations: 4,
  bounded: false,
  step(h, s, field) {
    const at = (y: typeof h) => {
      const { drive, decay } = field(y);
      return slope(y, drive, decay);
    };
    const k1 = at(h);
    const k2 = at(stage(h, k1, s, 0.5));
    const k3 = at(stage(h, k2, s, 0.5));
    const k4 = at(stage(h, k3, s, 1));
    return rk4Update(h, [k1, k2, k3, k4], s);
  },
};
