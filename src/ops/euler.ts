import type { Value } from '../graph/value.ts';
import { add } from './add.ts';
import { fieldUpdate } from './field-update.ts';
import { mul } from './mul.ts';
import { slope } from './slope.ts';

export const eulerOp = fieldUpdate({
  name: 'euler',
  opcode: 50,
  weight: (z) => z,
  formula: 'a ⊕ (d · y)/q',
  f: (h, drive, decay, s) => h + s * (drive - decay * h),
  inTerms: ([h, drive, decay, s]) => add(h, mul(slope(h, drive, decay), s)),
  df(d, h, drive, decay, s) {
    d[0] = 1 - s * decay;
    d[1] = s;
    d[2] = -s * h;
    d[3] = drive - decay * h;
  },
});

/** h + s (drive − decay ⊙ h). */
export const eulerUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(eulerOp, [h, drive, decay, s]);
