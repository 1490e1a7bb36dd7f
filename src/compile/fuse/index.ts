import type { Step } from '../../network/step.ts';
import { type Rewritten, type Rule, rewrite } from '../rewrite.ts';
import { fieldInOne } from './fields.ts';
import { constantChain } from './fraction.ts';
import { lerpForms, sigmoidAsGate } from './gates.ts';
import { meanDistance, normalised } from './reductions.ts';
import { negAsScale, scalarOperand, scaledSum } from './scalars.ts';

/** The rules that fuse operations, one idea a file. The first rule that fits wins. */
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

/** Fuses the operations of a step. Rules know no cells, so your own cell profits too. */
export const fuse = (step: Step): Rewritten => rewrite(step, rules);
