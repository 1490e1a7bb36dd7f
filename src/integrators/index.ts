import { euler } from './euler.ts';
import { exponential } from './exponential.ts';
import { heun } from './heun.ts';
import type { Integrator } from './integrator.ts';
import { rk4 } from './rk4.ts';
import { semiImplicit } from './semi-implicit.ts';

/** Every integrator: a new one is a file and a line here. */
export const integrators: readonly Integrator[] = [euler, semiImplicit, exponential, heun, rk4];

export type { FieldValue, Integrator } from './integrator.ts';
export { euler, exponential, heun, rk4, semiImplicit };
