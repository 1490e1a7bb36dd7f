import type { Step } from '../../network/step.ts';
import { type Rewritten, type Rule, rewrite } from '../rewrite.ts';
import { fieldInOne } from './fields.ts';
import { constantChain } from './fraction.ts';
import { lerpForms, sigmoidAsGate } from './gates.ts';
import { meanDistance, normalised } from './reductions.ts';
import { negAsScale, scalarOperand, scaledSum } from './scalars.ts';

/** What makes several operations one, each in a file beside this. The first that fits counts. */
const rules: readonly Rule[] = [
  fieldInOne,
  lerpForms,
  meanDistance,
  normalised,
  constantChain,
  scaledSum,
  scalarOperand,
  negAsScale,
  sigmoidAsGate,
];

/** Puts the operations of a step together, whatever cell they come from: a user's own profits as ours do. */
export const fuse = (step: Step): Rewritten => rewrite(step, rules);
