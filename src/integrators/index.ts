import { euler } from './euler.ts';
import { exponential } from './exponential.ts';
import { heun } from './heun.ts';
import { rk4 } from './rk4.ts';
import { semiImplicit } from './semi-implicit.ts';

/** Every integrator. A new one is a file and a line here. */
export const integrators = [euler, semiImplicit, exponential, heun, rk4] as const;

export type IntegratorName = (typeof integrators)[number]['name'];
export { type FieldValue, type Integrator, integratorRules } from './integrator.ts';
export { euler, exponential, heun, rk4, semiImplicit };
