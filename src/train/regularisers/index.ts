import { heisenberg } from './heisenberg.ts';
import { mdl } from './mdl.ts';
import { mdlTau0 } from './mdl-tau0.ts';

/** Every regulariser: a new one is a file and a line here. */
export const regularisers = [mdl, mdlTau0, heisenberg] as const;

export type RegulariserName = (typeof regularisers)[number]['name'];
export { type Regulariser, regulariserRules } from './regulariser.ts';
export { heisenberg, mdl, mdlTau0 };
