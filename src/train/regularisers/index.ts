import { heisenberg } from './heisenberg.ts';
import { mdl } from './mdl.ts';
import { mdlTau0 } from './mdl-tau0.ts';
import type { Regulariser } from './regulariser.ts';

/** Every regulariser: a new one is a file and a line here. */
export const regularisers: readonly Regulariser[] = [mdl, mdlTau0, heisenberg];

export { heisenberg, mdl, mdlTau0, type Regulariser };
